// Groups of channels that end in half a block of the runtime's layout, as whole blocks.
//
//   groups of 16 n + 8 channels  =  their first 16 n, and what is left of two neighbours as one block
//
// So no channels of zeros are put out and read by the layers around, as where each group gets the half
// block that it lacks (padGroups): of groups of 56 the convolution multiplies 31 pairs of blocks in
// place of 32, the layers around an eighth less. It takes four convolutions and two sums.

import type { Graph } from "../../graph/graph.ts";
import { BLOCK_CHANNELS, convolve } from "../engine/convolve.ts";
import { affineOf, scaleOutputs } from "../engine/derived.ts";
import { batchNorm, type Convolution, convolution, producedOnce } from "../engine/patterns.ts";
import { rewriteBy, type Rule } from "../engine/rule.ts";
import { type ChannelLayout, layOutChannels, type Part } from "./lay_out_channels.ts";
import { growthOf } from "./pad_groups.ts";

const HALF = BLOCK_CHANNELS / 2;
/** Fewer channels and what the layers around save is what sums and the join take. */
const FEWEST_CHANNELS = 512;

/** Whether groups are pairs that end in half a block, so wide that padding would pay, and many. */
function endInHalves(found: Convolution): boolean {
  const { groups } = found;
  const growth = growthOf(found);
  if (growth === undefined || growth.to - growth.from !== HALF) return false;
  return groups % 2 === 0 && groups * growth.from >= FEWEST_CHANNELS;
}

/** Some channels of each group of `from`, as so many groups. */
function partOf(
  { from, count }: { readonly from: number; readonly count: number },
  { start, end, groups }: { readonly start: number; readonly end: number; readonly groups: number },
): Part {
  const width = end - start;
  const places = Array.from(
    { length: count * width },
    (_, i) => Math.floor(i / width) * from + start + i % width,
  );
  return { name: `${start}:${end} of ${count}x${from}`, places, groups };
}

function splitLayout(found: Convolution): ChannelLayout | undefined {
  if (!endInHalves(found)) return undefined;
  const groups = { count: found.groups, from: Number(found.weight.shape[1]) };
  const whole = groups.from - HALF;
  return {
    ...groups,
    parts: [
      partOf(groups, { start: 0, end: whole, groups: groups.count }),
      partOf(groups, { start: whole, end: groups.from, groups: groups.count / 2 }),
    ],
  };
}

/** A norm behind such a convolution goes into it, as the runtime has no place for one behind a sum. */
const takeNorm: Rule = (node, site) => {
  const norm = batchNorm(site, node);
  const found = convolution(site, producedOnce(site, norm?.x));
  if (!norm || !found || found.bias || !endInHalves(found)) return undefined;
  const { scale, shift } = affineOf(norm);
  return convolve(
    site.g,
    found.x,
    { weight: scaleOutputs(found.weight, scale), bias: shift },
    found,
  );
};

const takeNorms = rewriteBy({ BatchNormalization: takeNorm });

/** Groups that end in half a block of the runtime's layout become whole blocks, two halves one. */
export function splitGroups(graph: Graph): Graph {
  return layOutChannels(takeNorms(graph), splitLayout);
}
