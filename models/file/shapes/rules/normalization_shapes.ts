// Normalization: the output is shaped like the input; statistics may come out as well.

import {
  alike,
  axisOf,
  type Call,
  dtypeAttribute,
  dtypeOf,
  intOf,
  likeFirst,
  type RuleTable,
  shapeOf,
} from "../engine/call.ts";
import { type Inferred, type Sizes, tensor } from "../engine/inferred.ts";

/** The normalized map, then one number a channel for each statistic. */
function batchNormalization(call: Call): readonly Inferred[] {
  const channels = shapeOf(call, 1);
  const mean = tensor(dtypeOf(call, 3) ?? dtypeOf(call, 1), channels);
  return [
    tensor(dtypeOf(call, 0), shapeOf(call, 0)),
    ...Array.from({ length: 4 }, () => mean),
  ];
}

/** Sizes with everything from the axis on, the last one by default, reduced to 1. */
function reducedSizes(call: Call): Sizes | null {
  const shape = shapeOf(call, 0);
  if (shape === null) return null;
  const first = axisOf(call, intOf(call, "axis") ?? -1, shape.length);
  return shape.map((size, axis) => axis < first ? size : 1);
}

/** The normalized values, then mean and inverse deviation; the simplified one has no mean. */
function layerNormalization(call: Call): readonly Inferred[] {
  const statistic = tensor(dtypeAttribute(call, "stash_type") ?? "float32", reducedSizes(call));
  return [tensor(dtypeOf(call, 0), shapeOf(call, 0)), statistic, statistic];
}

/** The normalized sum, mean and inverse deviation, and the sum itself. */
function skipLayerNormalization(call: Call): readonly Inferred[] {
  const value = tensor(dtypeOf(call, 0), shapeOf(call, 0));
  const statistic = tensor("float32", reducedSizes(call));
  return [value, statistic, statistic, value];
}

/**
 * Ids of words `[B, S]` -> embeddings `[B, S, D]`, the index of each mask `[B]`, the plain sum of the
 * embeddings.
 */
function embedLayerNormalization(call: Call): readonly Inferred[] {
  const ids = shapeOf(call, 0);
  const width = shapeOf(call, 2)?.at(-1) ?? null;
  const embedded = tensor(dtypeOf(call, 2), ids && [...ids, width]);
  return [embedded, tensor("int32", [ids?.[0] ?? null]), embedded];
}

/** ONNX's own; what ONNX Runtime writes into it without asking, too. */
export const NORMALIZATIONS: RuleTable = {
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  SimplifiedLayerNormalization: layerNormalization,
  ...alike(
    likeFirst,
    `
      InstanceNormalization GroupNormalization RMSNormalization LRN LpNormalization
      MeanVarianceNormalization
    `,
  ),
};

/** ONNX Runtime's own. */
export const CONTRIBUTED_NORMALIZATIONS: RuleTable = {
  LayerNormalization: layerNormalization,
  SimplifiedLayerNormalization: layerNormalization,
  SkipLayerNormalization: skipLayerNormalization,
  SkipSimplifiedLayerNormalization: skipLayerNormalization,
  EmbedLayerNormalization: embedLayerNormalization,
  GroupNorm: likeFirst,
  GatedRMSNorm: likeFirst,
  BranchwiseRMSNorm: likeFirst,
  QOrderedLayerNormalization: likeFirst,
  /** The normalized map and the sum that was normalized. */
  SkipGroupNorm: (call) => [...likeFirst(call), ...likeFirst(call)],
};
