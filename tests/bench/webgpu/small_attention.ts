// A graph for what is said of attention on WebGPU, and for what only needs some graph there.

import { buildGraph } from "../../../models/graph/builder.ts";
import type { Graph } from "../../../models/graph/graph.ts";
import { attend, splitHeads } from "../../../models/layers/attention.ts";
import { linear } from "../../../models/layers/layers.ts";

/** Attention of one head, 4 wide: as small as the operator allows. */
export function smallAttention(tokens: number): Graph {
  return buildGraph("attention", {
    input: { name: "image", shape: ["N", tokens, 4] },
    outputName: "logits",
    body: (g, x) => attend(g, splitHeads(g, linear(g, "qkv", x, 12), 1)),
  });
}
