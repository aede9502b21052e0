// thop 0.0.31.post2005241907 (2020): thop/profile.py, thop/vision/basic_hooks.py.
// Unit: 1 per multiply-add. The value that many repositories print for ResNet-50, 4 111 514 624,
// is its. Newer versions leave out the bias of convolutions and count norms as 4 an element.

import type { Convention } from "./convention.ts";
import {
  biasAdditions,
  globalPool,
  inputElements,
  macs,
  plus,
  times,
  windowsPerOutput,
} from "./rules.ts";

/** thop as it was before 2022. */
export const THOP_LEGACY: Convention = {
  id: "thop-legacy",
  tool: "thop",
  version: "0.0.31.post2005241907",
  unit: "mac",
  readsCode: true,
  description: "conv-linear, bias of convolutions, 2 an element of BatchNorm, pooling",
  caveat: "attention products, LayerNorm and softmax count 0",
  rules: {
    "nn.Conv2d": plus(macs, biasAdditions),
    "nn.ConvTranspose2d": plus(windowsPerOutput, biasAdditions),
    "nn.Linear": macs,
    "nn.BatchNorm2d": times(2, inputElements),
    "nn.AdaptiveAvgPool2d": globalPool,
  },
};
