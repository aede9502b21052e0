// DS-FPN: Mao et al. 2021, "Dual-stream Network for Visual Recognition", arXiv:2105.14734.
// No public code has it, and its section of the paper was not at hand. What is from the paper and what
// is our reading stands in DS_FPN_PROVENANCE, since reports say it too.
//
// N batch, C channels, H height, W width.

import type { Scope } from "../graph/scope.ts";
import { dsBlock } from "../networks/dsnet.ts";
import type { Value } from "../graph/graph.ts";

/** What of DS-FPN is from the paper, and what is our reading. */
export const DS_FPN_PROVENANCE: readonly string[] = [
  "From the paper: DS-Blocks stand in the pyramid, on every scale, so that local and global " +
  "patterns of each are there before scales are summed.",
  "Our reading: one aligned block a scale, after the lateral 1x1 convolution and before the " +
  "top-down sum, on the levels that come from a stage and not on those above them; 256 channels in " +
  "4 heads, 32 channels each as in the backbone; the global grid of the stage at that resolution " +
  "(H/32 down to stage 4, H/64 there), with the backbone's MLP ratio. No public code has DS-FPN, " +
  "and of the paper this project had read no more than the first page and descriptions by others, " +
  "so costs of DS-FPN are costs of this reading.",
];

const HEADS = 4;

/** What the sides of a level's global grid are divided by, by the number of its stage. */
const GRID_DIVISORS: Readonly<Record<number, number>> = { 2: 8, 3: 4, 4: 2, 5: 2 };

/** The DS-Block of a level, where {@linkcode fpn} refines it: `[N, 256, H, W]` -> the same. */
export function dsRefine(g: Scope, level: Value, number: number): Value {
  return dsBlock(g.at(`ds_blocks.c${number}`).inStream("shared"), level, {
    aligned: true,
    heads: HEADS,
    gridDivisor: GRID_DIVISORS[number] ?? 1,
  });
}
