// The rewrites that make a graph faster in ONNX Runtime's CPU provider, in the order in which they run.
// What each brings by itself, and which are within noise: docs/measurements.md.

import type { Graph } from "../graph.ts";
import { foldBatchNorm } from "./batch_norm.ts";
import { foldDepthwiseNorm } from "./depthwise_norm.ts";
import { downSampleByMean } from "./down_sampling.ts";
import { resampleFewPixels } from "./few_pixels.ts";
import { projectFewerTokens } from "./fewer_tokens.ts";
import { shortenLayouts } from "./layout.ts";
import { convolveTokens } from "./linear_over_image.ts";
import { fuseProducts } from "./products.ts";
import { projectParts } from "./projection_parts.ts";
import { convolveFewerPixels } from "./resampling.ts";
import { foldResidual } from "./residual.ts";
import type { Rewrite } from "./rule.ts";
import { fuseSelfAttention } from "./self_attention.ts";
import { upSampleByFactor } from "./up_sampling.ts";
import { storeWeightsTransposed } from "./weights_in_place.ts";

/** Rewrites by name, in order. */
export const CPU_REWRITES: Readonly<Record<string, Rewrite>> = {
  foldBatchNorm,
  foldResidual,
  convolveFewerPixels,
  foldDepthwiseNorm,
  downSampleByMean,
  upSampleByFactor,
  resampleFewPixels,
  fuseSelfAttention,
  projectParts,
  convolveTokens,
  shortenLayouts,
  fuseProducts,
  projectFewerTokens,
  storeWeightsTransposed,
};

/** A rewritten graph and what was done to it. */
export interface FastGraph {
  readonly graph: Graph;
  /** Names of the rewrites that had an effect, in order. */
  readonly applied: readonly string[];
}

/**
 * The fastest equal of a graph that the rewrites find.
 *
 * @param rewrites By name, in order.
 */
export function fastGraph(
  graph: Graph,
  rewrites: Readonly<Record<string, Rewrite>> = CPU_REWRITES,
): FastGraph {
  let current = graph;
  const applied: string[] = [];
  for (const [name, rewrite] of Object.entries(rewrites)) {
    const next = rewrite(current);
    if (next !== current) applied.push(name);
    current = next;
  }
  return { graph: current, applied };
}
