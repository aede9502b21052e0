// paddle.flops, PaddlePaddle 3.3.1: python/paddle/hapi/dynamic_flops.py, a fork of thop 0.0.31.
// Unit: 1 per multiply-add, printed as "Total Flops".
// Layers are known by Paddle's names for them: nn.Conv2D, nn.BatchNorm2D, nn.AdaptiveAvgPool2D.

import type { Convention } from "./convention.ts";
import { THOP_LEGACY } from "./thop_legacy.ts";

/** The counter of the PaddlePaddle model zoos. */
export const PADDLE: Convention = {
  ...THOP_LEGACY,
  id: "paddle",
  tool: "paddle.flops",
  version: "3.3.1",
  description: "the same as thop-legacy",
};
