// What the parameters of a file are for. A file does not say; the operators that read them do, through
// whatever moves or converts them in between. Weights stand where weights stand; other real numbers
// count as learned too (embeddings, scales of layers), but for single ones and those that are called
// constants: `x + 1e-6` is no parameter. Whole numbers are shapes and indices, except at weights, where
// only the ones and zeros are no parameters that PyTorch's exporter gives to a norm without its own.

import type { DataType, Graph, Node, Parameter, ParameterRole } from "../../graph/graph.ts";
import {
  BUFFER_PLACES,
  CONSTANT_PLACES,
  type Places,
  QUANTIZATION_PLACES,
  WEIGHT_PLACES,
} from "./parameter_places.ts";

/** One place where a value is read. */
interface Use {
  readonly node: Node;
  readonly place: number;
}

/** Operators whose first input comes out again, moved or in another type. */
const MOVERS: ReadonlySet<string> = new Set([
  "Cast",
  "CastLike",
  "Transpose",
  "Reshape",
  "Flatten",
  "Squeeze",
  "Unsqueeze",
  "Identity",
  "Gather",
  "QuantizeLinear",
  "DequantizeLinear",
  "com.microsoft.QuantizeLinear",
  "com.microsoft.DequantizeLinear",
]);

const ROLES_BY_PLACE:
  readonly (readonly [ParameterRole, ReadonlyMap<string, readonly number[]>])[] = [
    ["quantization", byOperator(QUANTIZATION_PLACES)],
    ["buffer", byOperator(BUFFER_PLACES)],
    ["constant", byOperator(CONSTANT_PLACES)],
    ["learned", byOperator(WEIGHT_PLACES)],
  ];

/** Without what every object has: a file may call an operator `constructor`. */
function byOperator(places: Places): ReadonlyMap<string, readonly number[]> {
  return new Map(Object.entries(places));
}

/** Of several uses, the role that comes first here. */
const STRONGEST: readonly ParameterRole[] = ["learned", "buffer", "quantization", "constant"];

/** The graph with the role of each parameter, in graphs inside of nodes too. */
export function withParameterRoles(graph: Graph): Graph {
  return withRoles(graph, usesOf(graph, new Map()));
}

function withRoles(graph: Graph, uses: ReadonlyMap<string, readonly Use[]>): Graph {
  const names = new Set(graph.parameters.map(({ name }) => name));
  return {
    ...graph,
    parameters: graph.parameters.map((parameter) => ({
      ...parameter,
      role: isScaleByName(parameter, names) ? "quantization" : roleOf(parameter, uses),
    })),
    nodes: graph.nodes.map((node) =>
      node.subgraphs === undefined ? node : {
        ...node,
        subgraphs: Object.fromEntries(
          Object.entries(node.subgraphs).map(([name, inner]) => [name, withRoles(inner, uses)]),
        ),
      }
    ),
  };
}

/**
 * ONNX Runtime's quantizer writes `w_quantized`, `w_scale` and `w_zero_point`; a product that
 * quantizes as it runs multiplies the scale in later, by an ordinary Mul.
 */
function isScaleByName({ name }: Parameter, names: ReadonlySet<string>): boolean {
  const tensor = /^(.*)_(scale|zero_point)$/.exec(name)?.[1];
  return tensor !== undefined && names.has(`${tensor}_quantized`);
}

function usesOf({ nodes }: Graph, uses: Map<string, Use[]>): ReadonlyMap<string, readonly Use[]> {
  for (const node of nodes) {
    for (const [place, name] of node.inputs.entries()) {
      if (name === "") continue;
      const known = uses.get(name);
      if (known === undefined) uses.set(name, [{ node, place }]);
      else known.push({ node, place });
    }
    for (const inner of Object.values(node.subgraphs ?? {})) usesOf(inner, uses);
  }
  return uses;
}

function roleOf(parameter: Parameter, uses: ReadonlyMap<string, readonly Use[]>): ParameterRole {
  const roles = new Set(finalUses(parameter.name, uses).map((use) => roleAt(use, parameter)));
  if (roles.size === 0) return otherRole(parameter, { isDequantized: false });
  return STRONGEST.find((role) => roles.has(role)) ?? "constant";
}

/** A use, and whether integers have become real numbers before it. */
interface FinalUse extends Use {
  readonly isDequantized: boolean;
}

/** Where a value is read in the end, past what only moves or converts it. */
function finalUses(
  name: string,
  uses: ReadonlyMap<string, readonly Use[]>,
): readonly FinalUse[] {
  const found: FinalUse[] = [];
  const seen = new Set([name]);
  const open = [{ name, isDequantized: false }];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    for (const use of uses.get(value.name) ?? []) {
      const op = operatorName(use.node);
      if (use.place !== 0 || !MOVERS.has(op)) {
        const isDequantized = value.isDequantized || COMPUTES_ON_QUANTIZED.test(op);
        found.push({ ...use, isDequantized });
        continue;
      }
      const isDequantized = value.isDequantized || op.endsWith("DequantizeLinear");
      for (const output of use.node.outputs.filter((next) => !seen.has(next))) {
        seen.add(output);
        open.push({ name: output, isDequantized });
      }
    }
  }
  return found;
}

function roleAt({ node, place, isDequantized }: FinalUse, parameter: Parameter): ParameterRole {
  const op = operatorName(node);
  const [role] = ROLES_BY_PLACE.find(([, places]) => places.get(op)?.includes(place)) ?? [];
  const isFilled = NORM.test(op) || RECURRENT.test(op) && STATE_PLACES.includes(place);
  if (role === undefined || role === "learned") {
    if (isFilled && MADE_UP.test(parameter.name)) return "constant";
    if (role === "learned" && !canBeWeight(parameter.dtype)) return "constant";
  }
  return role ?? otherRole(parameter, { isDequantized });
}

const REAL = /float/;
/** Operators that take integers for the real numbers that they stand for. */
const COMPUTES_ON_QUANTIZED = /^com\.microsoft\.QLinear/;

/** What places, sizes and truths are written in. */
const NEVER_WEIGHTS: ReadonlySet<DataType> = new Set(["int64", "uint64", "bool", "string"]);

function canBeWeight(dtype: DataType): boolean {
  return !NEVER_WEIGHTS.has(dtype);
}

/**
 * Names that exporters give to numbers in the code and PyTorch code to its masks:
 * `/Constant_3_output_0`, `lifted_tensor_1`, `layers.0.attn_mask`.
 */
const CALLED_CONSTANT =
  /(^|[/._:])constants?([/._\d]|$)|lifted_tensor|(^|[._/])(attn_|attention_)?mask$/i;
const NORM = /^(Batch|Instance)Normalization$/;
const RECURRENT = /^(RNN|GRU|LSTM)$/;
/** Where these have the states that they begin with. */
const STATE_PLACES: readonly number[] = [5, 6];
/** Names that PyTorch's exporters give to numbers of their own: `/norm1/Constant_1_output_0`, `val_9`. */
const MADE_UP = /(^|\/)Constant(_\d+)?_output_0$|^val_\d+$/;
/** Names that modules give to their parameters: `stages.0.act.scale`. */
const CALLED_AS_IN_MODULE = /^[A-Za-z_]\w*(\.\w+)+$/;

/** The role of numbers that stand where no operator has weights. */
function otherRole(
  { name, dtype, shape }: Parameter,
  { isDequantized }: { readonly isDequantized: boolean },
): ParameterRole {
  const isReal = REAL.test(dtype) || isDequantized && canBeWeight(dtype);
  if (!isReal || CALLED_CONSTANT.test(name)) return "constant";
  const isSingle = shape.every((size) => size === 1);
  return isSingle && !CALLED_AS_IN_MODULE.test(name) ? "constant" : "learned";
}

function operatorName({ op, domain = "" }: Node): string {
  return domain === "" || domain === "ai.onnx" ? op : `${domain}.${op}`;
}
