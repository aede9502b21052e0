// A BatchNorm whose epsilon is of the size of its variances, so that its loss shows in the outputs.

import type { Scope } from "../../../models/graph/scope.ts";
import type { Value } from "../../../models/graph/graph.ts";
import { batchNormalization } from "../../../models/operators/normalization.ts";

/** BatchNorm "norm" of epsilon 1/2: `[N, C, H, W]` -> the same. */
export function wideBatchNorm(g: Scope, x: Value): Value {
  const layer = g.at("norm");
  const channels = Number(x.shape[1]);
  const statistics = {
    weight: layer.parameter("weight", [channels]),
    bias: layer.parameter("bias", [channels]),
    mean: layer.parameter("running_mean", [channels], "buffer"),
    variance: layer.parameter("running_var", [channels], "buffer"),
  };
  return batchNormalization(layer, x, statistics, { epsilon: 0.5 });
}
