// Ways to count one graph that give another integer than ours: which part of it, which parameters,
// which operations. Each is a rule on the graph and knows no figure. What it needs of a family it knows
// by the names of modules, such as those of stems and first stages.

import { trainableParameters } from "../../models/detection/backbones.ts";
import { elementCount, type Graph, type Node, type Parameter } from "../../models/graph/graph.ts";
import type { Convention } from "../../bench/count/conventions/tools/convention.ts";
import { FLOP2, MAC } from "../../bench/count/conventions/tools/mac.ts";
import { MMCV } from "../../bench/count/conventions/tools/mmcv.ts";
import { CONVENTIONS } from "../../bench/count/conventions/registry.ts";
import { macs } from "../../bench/count/conventions/tools/rules.ts";
import { variantsOf } from "../../bench/count/conventions/variant.ts";
import type { Meaning } from "./counted_candidates.ts";

/** Modules that a figure may leave out. */
export interface PartCandidate extends Meaning {
  /** Module paths that are left out; none where the network has no such module. */
  readonly scopesOf: (graph: Graph) => readonly string[];
}

/** Parts of a network that were counted. */
export const PARTS: readonly PartCandidate[] = [
  {
    id: "no-classifier",
    label: "classifier left out",
    text: "without the last linear layers, as a backbone has it",
    scopesOf: classifierScopes,
  },
  {
    id: "no-classifier-no-norm",
    label: "classifier and final norm left out",
    text: "without the last linear layers and the normalization before them",
    scopesOf: (graph) => [...classifierScopes(graph), ...finalNormScopes(graph)],
  },
];

/** Which tensors count as parameters. */
export interface ParamsRule extends Meaning {
  readonly counts: (parameter: Parameter) => boolean;
}

const isStatistic = ({ name }: Parameter) => /\.running_(mean|var)$/.test(name);
const isLearned = ({ role }: Parameter) => role === "learned";
const isBare = ({ name }: Parameter) => !/\.(weight|bias)$/.test(name);
const isFirstStage = ({ name }: Parameter) =>
  /^(conv1|bn1|layer1|patch_embed1|blocks1)\./.test(name);

/** Ways to count parameters; ours counts learned ones. */
export const PARAMS_RULES: readonly ParamsRule[] = [
  {
    id: "running-statistics",
    label: "running statistics counted",
    text: "BatchNorm's running mean and variance counted as parameters",
    counts: (parameter) => isLearned(parameter) || isStatistic(parameter),
  },
  {
    id: "no-bare-parameters",
    label: "bare parameters left out",
    text: "without learned tensors that are no weight or bias of a layer (pos_embed, cls_token, " +
      "relative_position_bias_table), as counters that walk over layers have it",
    counts: (parameter) => isLearned(parameter) && !isBare(parameter),
  },
  {
    id: "paddle-parameters",
    label: "running statistics counted, bare parameters left out",
    text: "both at once: the rule of paddle.flops",
    counts: (parameter) => isLearned(parameter) && !isBare(parameter) || isStatistic(parameter),
  },
  {
    id: "frozen-first-stage",
    label: "stem and first stage frozen",
    text: "trainable parameters only, with the stem and the first stage frozen (frozen_stages=1 " +
      "of OpenMMLab's detectors)",
    counts: (parameter) => isLearned(parameter) && !isFirstStage(parameter),
  },
];

const TRAINABLE_ONLY: ParamsRule = {
  id: "trainable-only",
  label: "trainable parameters only",
  text: "without the stem and the first stage of a ResNet, which OpenMMLab's detectors freeze " +
    "(frozen_stages=1): mmcv's counter counts what training changes",
  counts: (parameter) => trainableParameters([parameter]).length > 0,
};

/** Ways to count the parameters of a detector. */
export const DETECTION_PARAMS_RULES: readonly ParamsRule[] = [
  ...PARAMS_RULES.filter(({ id }) => id !== "frozen-first-stage"),
  TRAINABLE_ONLY,
];

const CONV_ONLY: Convention = {
  id: "conv-only",
  unit: "mac",
  description: "convolutions only: linear layers and attention products left out",
  rules: { "nn.Conv2d": macs, "nn.ConvTranspose2d": macs },
};

/** A convention as one kind of candidate. */
export interface OperationRule extends Meaning {
  readonly convention: Convention;
}

/** Every convention but ours, each with its variant for fused attention. */
export const OPERATION_RULES: readonly OperationRule[] = [CONV_ONLY, ...CONVENTIONS]
  .flatMap((convention) => [
    convention,
    ...variantsOf(convention).filter(({ id }) => id.endsWith("-fused-attention")),
  ])
  .filter(({ id }) => id !== MAC.id)
  .map((convention) => ({
    id: convention.id,
    label: convention.id,
    text: convention.description,
    convention,
  }));

/** The few rules that are tried at other input sizes. */
export const SIZE_RULES: readonly OperationRule[] = OPERATION_RULES
  .filter(({ id }) => id === FLOP2.id);

/** Those of detectors, whose tables come from mmcv's counter. */
export const DETECTION_SIZE_RULES: readonly OperationRule[] = OPERATION_RULES
  .filter(({ id }) => id === FLOP2.id || id === MMCV.id);

/** Elements of the parameters that a rule counts. */
export function countParams({ parameters }: Graph, { counts }: Pick<ParamsRule, "counts">): number {
  return parameters.filter(counts).reduce((sum, { shape }) => sum + elementCount(shape), 0);
}

/** Our own rule: learned parameters. */
export const LEARNED: Pick<ParamsRule, "counts"> = { counts: isLearned };

/** The part of a graph that lies in some modules. */
export function inScopes(graph: Graph, scopes: readonly string[]): Graph {
  return {
    ...graph,
    nodes: graph.nodes.filter(({ scope }) => scopes.includes(scope)),
    parameters: graph.parameters.filter(({ name }) =>
      scopes.includes(name.slice(0, name.lastIndexOf(".")))
    ),
  };
}

/** Linear layers on vectors that give as many values as the network does. */
function classifierScopes(graph: Graph): readonly string[] {
  const classes = graph.outputs[0]?.shape.at(-1);
  return graph.nodes
    .filter(({ op, outputs }) =>
      op === "Gemm" && graph.values.get(outputs[0] ?? "")?.shape.at(-1) === classes
    )
    .map(({ scope }) => scope);
}

/** The last normalization, if it belongs to the network itself and not to its last block. */
function finalNormScopes(graph: Graph): readonly string[] {
  const isNorm = ({ op }: Node) => op === "BatchNormalization" || op === "LayerNormalization";
  const scope = graph.nodes.findLast(isNorm)?.scope ?? "";
  return scope === "" || scope.includes(".") ? [] : [scope];
}
