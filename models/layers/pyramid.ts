// What backbones give to a feature pyramid, by the names of the FPN paper (arXiv:1612.03144).

import type { Value } from "../graph/graph.ts";

/** Outputs of the four stages: `[N, C, H/4, W/4]`, then H/8, H/16 and `[N, C', H/32, W/32]`. */
export type Stages = readonly [c2: Value, c3: Value, c4: Value, c5: Value];
