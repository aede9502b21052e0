// thop 0.1.1-2209072238 (github.com/Lyken17/pytorch-OpCounter, 43c064a): thop/profile.py,
// vision/basic_hooks.py, vision/calc_func.py. Unit: 1 per multiply-add.
// Only modules of exactly a listed class are seen. A transposed convolution counts by the rule of a
// plain one, 4 times too much at stride 2. thop 0.0.31 has a table of its own, see thop_legacy.ts.

import type { Convention } from "./convention.ts";
import { globalPool, inputElements, macs, softmaxSteps, times, windowsPerOutput } from "./rules.ts";

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
