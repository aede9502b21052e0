// Groups of channels as whole blocks of the runtime's layout.
//
//   W2 f(K * f(W1 x)), K of groups of w channels  =  W2' f(K' * f(W1' x)), of groups of w' >= w
//
// The channels that each group gets on top come from weights of 0 and are read by weights of 0. The
// runtime convolves groups that are no whole blocks by way of a copy of the pixels for every tap, at
// half the rate or less. W1 and W2 grow too, so this pays only where few channels are added. What a
// convolution without groups reads need only be whole quarters of a block, of a block or more.

import type { Graph, Parameter } from "../../graph/graph.ts";
import { BLOCK_CHANNELS, QUARTER_CHANNELS } from "../engine/convolve.ts";
import type { Convolution } from "../engine/patterns.ts";
import { type ChannelLayout, layOutChannels } from "./lay_out_channels.ts";

/** Most channels of a padded group over its own. */
const MOST_GROWTH = 1.2;

/** Groups that grow: `count` of `from` channels to as many of `to`, read in `groups`. */
interface Growth {
  readonly count: number;
  readonly from: number;
  readonly to: number;
  readonly groups: number;
}

/** An odd number of groups of half blocks, which mergeGroups joins by two, grows by a group. */
function oneMoreGroup(
  { shape: [out, width = 1] }: Parameter,
  groups: number,
): Growth | undefined {
  const from = groups * width;
  const isOdd = groups > 1 && groups % 2 === 1 && width % BLOCK_CHANNELS === BLOCK_CHANNELS / 2;
  const isFew = from + width <= MOST_GROWTH * from && out === from;
  return isOdd && isFew ? { count: 1, from, to: from + width, groups: groups + 1 } : undefined;
}

/** How what a convolution reads grows to whole blocks or quarters of one, if few channels are added. */
export function growthOf({ weight, groups }: Convolution): Growth | undefined {
  const [, from = 1] = weight.shape;
  const unit = groups > 1 ? BLOCK_CHANNELS : QUARTER_CHANNELS;
  const to = unit * Math.ceil(from / unit);
  // Fewer are read as they lie in the image.
  const isRead = groups > 1 || from > BLOCK_CHANNELS;
  const isWorth = isRead && to > from && to <= MOST_GROWTH * from;
  return isWorth ? { count: groups, from, to, groups } : oneMoreGroup(weight, groups);
}

function paddedLayout(found: Convolution): ChannelLayout | undefined {
  const growth = growthOf(found);
  if (!growth) return undefined;
  const { count, from, to, groups } = growth;
  const places = Array.from({ length: count * to }, (_, i) => {
    const [group, channel] = [Math.floor(i / to), i % to];
    return channel < from ? group * from + channel : -1;
  });
  const name = `${count}x${from} to ${count}x${to}`;
  return { count, from, parts: [{ name, places, groups }] };
}

/** Groups of channels that are no whole blocks of the runtime's layout get as many as are missing. */
export function padGroups(graph: Graph): Graph {
  return layOutChannels(graph, paddedLayout);
}
