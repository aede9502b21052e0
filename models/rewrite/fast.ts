// The rewrites that make a graph faster, in the order in which they run. Each but one is there because
// in ONNX Runtime's CPU provider a network takes longer without it, or without the pair that it is one
// of, by the whole interval of paired rounds: docs/measurements/rewrites.md. `splitProducts` is for
// devices that have no kernel for what fuseProducts and projectFewerTokens write.

import type { Graph } from "../graph/graph.ts";
import { averageBeforeProjecting } from "./needed/average_before_projecting.ts";
import { computeReadTokens } from "./needed/compute_read_tokens.ts";
import { skipIdentities } from "./needed/skip_identities.ts";
import { foldBatchNorm } from "./rules/fold_batch_norm.ts";
import { gatherTokens } from "./rules/gather_tokens.ts";
import { projectFewerTokens } from "./rules/project_fewer_tokens.ts";
import { downSampleByMean } from "./rules/down_sample_by_mean.ts";
import { convolveMlps } from "./rules/convolve_mlps.ts";
import { convolveTokens } from "./rules/convolve_tokens.ts";
import { fuseBiasedAttention } from "./rules/fuse_biased_attention.ts";
import { fuseProducts } from "./rules/fuse_products.ts";
import { projectParts } from "./rules/project_parts.ts";
import { convolveFewerPixels } from "./rules/convolve_fewer_pixels.ts";
import { foldResidual } from "./rules/fold_residual.ts";
import type { Rewrite } from "./engine/rule.ts";
import { ifKnown } from "./engine/surroundings.ts";
import { fuseSelfAttention } from "./rules/fuse_self_attention.ts";
import { splitProducts } from "./rules/split_products.ts";
import { upSampleByFactor } from "./blocks/up_sample_by_factor.ts";
import { gateInBlocks } from "./blocks/gate_in_blocks.ts";
import { mergeGroups } from "./blocks/merge_groups.ts";
import { padGroups } from "./blocks/pad_groups.ts";
import { splitGroups } from "./blocks/split_groups.ts";
import { storeWeightsTransposed } from "./rules/store_weights_transposed.ts";

/** All rewrites by name, in order. */
export const REWRITES: Readonly<Record<string, Rewrite>> = {
  skipIdentities,
  computeReadTokens,
  averageBeforeProjecting,
  splitGroups,
  padGroups,
  mergeGroups,
  gateInBlocks,
  foldBatchNorm,
  foldResidual,
  convolveFewerPixels,
  downSampleByMean,
  upSampleByFactor,
  fuseSelfAttention,
  projectParts,
  fuseBiasedAttention,
  gatherTokens,
  convolveTokens,
  convolveMlps,
  fuseProducts,
  projectFewerTokens,
  splitProducts,
  storeWeightsTransposed,
};

/** Those for processors. */
export const CPU_REWRITES = rewritesWithout("splitProducts");

/** All rewrites but some, in order. */
export function rewritesWithout(
  ...names: readonly string[]
): Readonly<Record<string, Rewrite>> {
  return Object.fromEntries(Object.entries(REWRITES).filter(([name]) => !names.includes(name)));
}

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
  if (!isUnderstood(graph)) return { graph, applied: [] };
  let current = graph;
  const applied: string[] = [];
  for (const [name, rewrite] of Object.entries(rewrites)) {
    const next = ifKnown(() => rewrite(current)) ?? current;
    if (next !== current) applied.push(name);
    current = next;
  }
  return { graph: current, applied };
}

/** The first version of ONNX's operator set in which all that rules read and write is spelled as today. */
const FIRST_VERSION = 13;
/** Types in which the algebra of weights, which is of float32, would lose or make up bits. */
const OTHER_REALS = /^(float(16|64)|bfloat16|complex)/;

/** Whether rules know what the graph means; others are left as they are. */
function isUnderstood({ nodes, values }: Graph): boolean {
  return nodes.every(({ domain = "", version = FIRST_VERSION, subgraphs }) =>
    subgraphs === undefined && (domain !== "" || version >= FIRST_VERSION)
  ) && [...values.values()].every(({ dtype }) => !OTHER_REALS.test(dtype));
}
