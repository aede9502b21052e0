// thop and its forks. thop 0.1.1-2209072238 (github.com/Lyken17/pytorch-OpCounter, 43c064a): thop/profile.py,
// vision/basic_hooks.py, vision/calc_func.py. Unit: 1 per multiply-add.
// Only modules of exactly a listed class are seen. A transposed convolution counts by the rule of a
// plain one, 4 times too much at stride 2.

import type { Convention } from "./convention.ts";
import {
  biasAdditions,
  each,
  globalPool,
  inputElements,
  macs,
  plus,
  softmaxSteps,
  times,
  windowsPerOutput,
} from "./rules.ts";

/** thop as PyPI has it. */
export const THOP: Convention = {
  id: "thop",
  tool: "thop",
  version: "0.1.1-2209072238",
  unit: "mac",
  readsCode: true,
  description: "conv-linear, 4 an element of BatchNorm and LayerNorm, pooling, Softmax modules",
  caveat:
    "attention products count 0; so do softmax as a function and subclasses of normalizations",
  rules: {
    "nn.Conv2d": macs,
    "nn.ConvTranspose2d": windowsPerOutput,
    "nn.Linear": macs,
    "nn.BatchNorm2d": times(4, inputElements),
    "nn.LayerNorm": times(4, inputElements),
    "nn.Softmax": softmaxSteps,
    "nn.AdaptiveAvgPool2d": globalPool,
  },
};

// thop 0.0.31.post2005241907 (2020): thop/profile.py, thop/vision/basic_hooks.py.
// Unit: 1 per multiply-add. The value that many repositories print for ResNet-50, 4 111 514 624,
// is its. Newer versions leave out the bias of convolutions and count norms as 4 an element.

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

// paddle.flops, PaddlePaddle 3.3.1: python/paddle/hapi/dynamic_flops.py, a fork of thop 0.0.31.
// Unit: 1 per multiply-add, printed as "Total Flops".
// Layers are known by Paddle's names for them: nn.Conv2D, nn.BatchNorm2D, nn.AdaptiveAvgPool2D.

/** The counter of the PaddlePaddle model zoos. */
export const PADDLE: Convention = {
  ...THOP_LEGACY,
  id: "paddle",
  tool: "paddle.flops",
  version: "3.3.1",
  description: "the same as thop-legacy",
};

// ultralytics-thop (github.com/ultralytics/thop): thop/profile.py, vision/basic_hooks.py.
// Unit: 1 per multiply-add. Classes are found by inheritance, subclasses too. Versions from 2.2
// (checked: 2.2.3) also count matrix products that are no module; 2.1.6 does not.

/** The fork as it was up to 2.1. */
export const ULTRALYTICS_THOP_2_1: Convention = {
  ...THOP,
  id: "ultralytics-thop-2.1",
  tool: "ultralytics-thop",
  version: "2.1.6",
  description: "thop, and subclasses of nn.BatchNorm2d and nn.LayerNorm",
  caveat: "attention products count 0; so does softmax as a function",
  rules: {
    ...THOP.rules,
    "nn.ConvTranspose2d": macs,
    ...each(times(4, inputElements), "nn.BatchNorm2d subclass", "nn.LayerNorm subclass"),
  },
};

/** The fork since 2.2. */
export const ULTRALYTICS_THOP: Convention = {
  ...ULTRALYTICS_THOP_2_1,
  id: "ultralytics-thop",
  version: "2.2.3",
  description: "thop, subclasses of nn.BatchNorm2d and nn.LayerNorm, and attention products",
  caveat: "versions before 2.2 count attention products as 0; softmax as a function counts 0",
  rules: {
    ...ULTRALYTICS_THOP_2_1.rules,
    ...each(macs, "@", "F.scaled_dot_product_attention"),
  },
};
