// mmcv 2.2.0: mmcv/cnn/utils/flops_counter.py, a fork of an old ptflops.
// Unit: 1 per multiply-add, printed as "GFLOPs" (github.com/open-mmlab/mmcv/issues/785).
// The counter of the OpenMMLab model zoos of their time, e.g. 4.36 G for Swin-T.
// Only modules of exactly a listed class are seen.

import type { Convention } from "./convention.ts";
import { biasAdditions, each, inputElements, macs, outputElements, plus, times } from "./rules.ts";

/** OpenMMLab's get_model_complexity_info. */
export const MMCV: Convention = {
  id: "mmcv",
  tool: "mmcv",
  version: "2.2.0",
  unit: "mac",
  readsCode: true,
  description: "conv-linear, bias of convolutions, 2 an element of norms, ReLU, pools",
  caveat: "attention products, GELU, functions and subclasses of normalizations count 0",
  rules: {
    ...each(plus(macs, biasAdditions), "nn.Conv2d", "nn.ConvTranspose2d"),
    "nn.Linear": macs,
    ...each(times(2, inputElements), "nn.BatchNorm2d", "nn.LayerNorm"),
    "nn.ReLU": outputElements,
    ...each(inputElements, "nn.MaxPool2d", "nn.AdaptiveAvgPool2d"),
  },
};
