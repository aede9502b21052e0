// A model file as our Graph: dimensions bound, shapes inferred, the batch open where the file leaves it
// open and everything grows with it.

import {
  type Dimension,
  type Graph,
  type Node,
  type Parameter,
  type Shape,
  shapeText,
  type UnknownOutput,
  type Value,
} from "../../graph/graph.ts";
import type { FileGraph, FileModel, FileNode, FileValue } from "../file_model.ts";
import type { Inference, InferredBody } from "../shapes/engine/inference.ts";
import { tensor, UNKNOWN } from "../shapes/engine/inferred.ts";
import { inferGraph } from "../shapes/infer_graph.ts";
import {
  bindInputs,
  type BoundInputs,
  type BoundSize,
  type DimensionBindings,
  type FileBatch,
  statedText,
} from "./bound_inputs.ts";
import { withParameterRoles } from "../roles/parameter_roles.ts";
import { graphAttributes } from "./graph_attributes.ts";
import { openShape, PROBE_BATCHES, UnevenBatchError, unevenError } from "./open_batch.ts";

/** Options of {@linkcode graphOfFile}. */
export interface GraphOfFileOptions {
  /** What messages call the model. @default the graph's own name */
  readonly name?: string;
  /** Sizes of named dimensions, and of unnamed ones as `INPUT:AXIS`. */
  readonly dims?: DimensionBindings;
}

/** A model file as our Graph, and what a reader of its figures should know. */
export interface GraphOfFile {
  /** Values whose shape only a run can tell are not among its values. */
  readonly graph: Graph;
  /** The batch, and where it comes from. */
  readonly batch: FileBatch;
  /** Sentences, those of the file first. */
  readonly notices: readonly string[];
}

/**
 * The graph of a model file.
 *
 * @throws {RangeError} If a dimension of the inputs remains open, a binding does not fit, or inputs of
 * a node cannot belong to its operator.
 */
export function graphOfFile(
  model: FileModel,
  { name = model.graph.name, dims = new Map() }: GraphOfFileOptions = {},
): GraphOfFile {
  const bound = bindInputs(model.graph.inputs, dims);
  const { graph: built, batch, refusals } = builtGraph(name, model.graph, bound);
  const graph = withParameterRoles(built);
  const names = new Map(
    [...bound.names].map(([key, size]) => [key, size === "N" ? batch.size : size]),
  );
  return {
    graph,
    batch,
    notices: [
      ...model.notices,
      ...bound.notices,
      ...refusals,
      ...contradictions(model.graph, graph, names),
    ],
  };
}

interface Built {
  readonly graph: Graph;
  /** Branches that are left out, a sentence each. */
  readonly refusals: readonly string[];
}

/** Branches that data could choose, and that cannot run on what they would get. */
function refusalsIn({ bodies }: Inference): readonly string[] {
  return [...bodies].flatMap(([{ name }, ofNode]) =>
    ofNode.flatMap(({ attribute, refusal, inference }) => [
      ...refusal === undefined ? [] : [
        `"${name}" is taken never to run ${attribute}, which cannot run on these sizes: ${refusal}`,
      ],
      ...refusalsIn(inference),
    ])
  );
}

/** Batches that a graph may be made for, the likely ones first. */
const FIXED_BATCHES = [1, 2, 4, 8, 16, 32, 64, 128] as const;

/** With the batch open if it can be; else with the first one that the graph holds for, and the reason. */
function builtGraph(name: string, file: FileGraph, bound: BoundInputs) {
  const { batch } = bound;
  const builtFor = (low: number, high = low): Built => {
    const ofMany = inferredWith(file, bound, high);
    const ofFew = high === low ? ofMany : inferredWith(file, bound, low);
    return { graph: graphOf(file, name, [ofFew, ofMany]), refusals: refusalsIn(ofFew) };
  };
  if (batch.size !== "N") return { ...builtFor(batch.size), batch };
  try {
    return { ...builtFor(...PROBE_BATCHES), batch };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { size, ...built } = builtForOne(builtFor, error);
    const why = error instanceof UnevenBatchError
      ? error.message
      : `the graph fixes it (${error.message})`;
    return {
      ...built,
      batch: { size, remark: `${batch.remark}, and is counted as ${size} as ${why}` },
    };
  }
}

/** For one batch; where the fault is not the batch, no other is tried. */
function builtForOne(build: (batch: number) => Built, ofMany: RangeError) {
  let fault = ofMany;
  for (const size of FIXED_BATCHES) {
    try {
      return { ...build(size), size };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (size === FIXED_BATCHES[0]) fault = error;
      if (error.message === ofMany.message) break;
    }
  }
  throw fault;
}

function inferredWith(file: FileGraph, { shapes, names }: BoundInputs, batch: number): Inference {
  const sizeOf = (size: BoundSize) => size === "N" ? batch : size;
  return inferGraph(
    file,
    file.inputs.map(({ name, dtype }) => {
      const shape = shapes.get(name);
      return shape === undefined ? UNKNOWN : tensor(dtype, shape.map(sizeOf));
    }),
    { names: new Map([...names].map(([name, size]) => [name, sizeOf(size)])) },
  );
}

/** What is known of a graph for either batch. */
type Pair = readonly [Inference, Inference];

/** Roles of parameters follow later, from who reads them in the whole graph. */
function graphOf(file: FileGraph, name: string, pair: Pair): Graph {
  const [low, high] = pair;
  const values = new Map(
    [...low.values].flatMap(([name, value]): readonly [string, Value][] => {
      const shape = openShape(name, [value, high.values.get(name) ?? UNKNOWN]);
      return shape === null || value.dtype === null
        ? []
        : [[name, { name, dtype: value.dtype, shape }]];
    }),
  );
  const outer = (name: string, place: number): Value | undefined => {
    const [a = UNKNOWN, b = UNKNOWN] = [low.outputs[place], high.outputs[place]];
    const shape = openShape(name, [a, b]);
    return shape === null || a.dtype === null ? undefined : { name, dtype: a.dtype, shape };
  };
  const known = file.outputs.map(({ name }, place) => values.get(name) ?? outer(name, place));
  const unknown = file.outputs.flatMap(({ name }, place): readonly UnknownOutput[] =>
    known[place] === undefined ? [{ name, dtype: low.outputs[place]?.dtype ?? null, place }] : []
  );
  return {
    name,
    inputs: file.inputs.flatMap(({ name }) => values.get(name) ?? []),
    outputs: known.filter((value) => value !== undefined),
    ...(unknown.length === 0 ? {} : { unknownOutputs: unknown }),
    nodes: file.nodes.map((node) => nodeOf(node, pair)),
    values,
    parameters: file.initializers.map(({ name, dtype, shape }): Parameter => ({
      name,
      dtype,
      shape,
      role: "learned",
    })),
  };
}

function nodeOf(node: FileNode, pair: Pair): Node {
  const { name, op, domain, version, inputs, outputs, scope } = node;
  const [low = [], high = []] = pair.map(({ bodies }) => bodies.get(node));
  const subgraphs = low.map((body, place) => {
    const graph = graphOf(body.graph, `${name}.${body.attribute}`, [
      body.inference,
      high[place]?.inference ?? body.inference,
    ]);
    return [body.attribute, graph] as const;
  });
  const runs = low.flatMap((body, place) => runsOf(name, body, high[place]));
  return {
    name,
    op,
    ...(domain === "" ? {} : { domain }),
    version,
    inputs,
    outputs,
    attributes: graphAttributes(node.attributes),
    ...(subgraphs.length === 0 ? {} : { subgraphs: Object.fromEntries(subgraphs) }),
    ...(runs.length === 0 ? {} : { runs: Object.fromEntries(runs) }),
    scope,
  };
}

function runsOf(name: string, low: InferredBody, high: InferredBody | undefined) {
  const { attribute, runs } = low;
  if (runs !== (high?.runs ?? null)) throw unevenError(name, "how often its graph runs");
  return runs === null ? [] : [[attribute, runs] as const];
}

/** Stated sizes that differ from the computed ones, as one sentence. */
function contradictions(
  file: FileGraph,
  { values }: Graph,
  names: ReadonlyMap<string, BoundSize>,
): readonly string[] {
  const stated = [...file.stated.values(), ...file.outputs];
  const wrong = stated.flatMap((value) => {
    const computed = values.get(value.name)?.shape;
    return computed === undefined || agrees(value, computed, names)
      ? []
      : [`"${value.name}" is ${shapeText(computed)} and stated as ${statedText(value)}`];
  });
  const [first] = wrong;
  if (first === undefined) return [];
  return [
    `shapes that the file states are wrong and ignored (${wrong.length}): ${first}` +
    (wrong.length === 1 ? "" : ", and others"),
  ];
}

function agrees(
  { shape }: FileValue,
  computed: Shape,
  names: ReadonlyMap<string, BoundSize>,
): boolean {
  if (shape === null) return true;
  return shape.length === computed.length && shape.every((size, axis) => {
    const known: Dimension | undefined | null = typeof size === "string" ? names.get(size) : size;
    return known === undefined || known === null || known === computed[axis];
  });
}
