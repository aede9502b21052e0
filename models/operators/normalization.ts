// BatchNormalization (opset 15, inference) and LayerNormalization (opset 17, last axis).

import { type Scope, single } from "../graph/scope.ts";
import { shapeText, type Value } from "../graph/graph.ts";
import { refuse } from "./refuse.ts";

/** What BatchNorm tracks and learns, each `[C]`. */
export interface BatchStatistics {
  /** Factor, learned. */
  readonly weight: Value;
  /** Summand, learned. */
  readonly bias: Value;
  /** Running mean. */
  readonly mean: Value;
  /** Running variance. */
  readonly variance: Value;
}

function checkWidth(g: Scope, op: string, x: Value, width: unknown, weight: Value): void {
  if (weight.shape.length !== 1 || weight.shape[0] !== width) {
    throw refuse(
      g,
      op,
      `its weight must have one element a channel: ` +
        `got ${shapeText(weight.shape)} for ${shapeText(x.shape)}`,
    );
  }
}

/**
 * `(x - mean) / sqrt(variance + epsilon) * weight + bias`: `[N, C, ...]` -> the same.
 *
 * @throws {RangeError} If the statistics are not `[C]`.
 */
export function batchNormalization(
  g: Scope,
  x: Value,
  statistics: BatchStatistics,
  options: { readonly epsilon: number },
): Value {
  const { weight, bias, mean, variance } = statistics;
  for (const part of [weight, bias, mean, variance]) {
    checkWidth(g, "BatchNormalization", x, x.shape[1], part);
  }
  return single(g.node("BatchNormalization", {
    inputs: [x, weight, bias, mean, variance],
    attributes: { epsilon: { float: options.epsilon } },
    outputs: [x.shape],
  }));
}

/**
 * Normalizes over the last axis: `[..., C]` -> the same.
 *
 * @throws {RangeError} If weight or bias are not `[C]`.
 */
export function layerNormalization(
  g: Scope,
  x: Value,
  affine: { readonly weight: Value; readonly bias: Value },
  options: { readonly epsilon: number },
): Value {
  for (const part of [affine.weight, affine.bias]) {
    checkWidth(g, "LayerNormalization", x, x.shape.at(-1), part);
  }
  return single(g.node("LayerNormalization", {
    inputs: [x, affine.weight, affine.bias],
    attributes: { axis: -1, epsilon: { float: options.epsilon } },
    outputs: [x.shape],
  }));
}
