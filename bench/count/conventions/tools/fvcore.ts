// fvcore 0.1.5.post20221221 (the same rules at 3378afe, 2026-02-25): fvcore/nn/jit_handles.py,
// flop_count.py. mmengine 0.11.0rc0 is a fork with equal totals for these networks.
// Unit: 1 per multiply-add, though fvcore says "flop" (github.com/facebookresearch/fvcore/issues/69).

import type { Convention } from "./convention.ts";
import { each, inputElements, macs, outputElements, times } from "./rules.ts";

/** timm's gmacs column, unless DeepSpeed is installed. */
export const FVCORE: Convention = {
  id: "fvcore",
  tool: "fvcore",
  version: "0.1.5.post20221221",
  unit: "mac",
  description:
    "mac, 2 an element of BatchNorm, 5 of LayerNorm, 4 of bilinear resizing, 1 of nearest, pooling",
  fileCaveat: "normalizations that the exporter folded into convolutions or took apart are missing",
  caveat: 'says "flop" and means 1 per multiply-add; fused attention and Tensor.mean count 0',
  rules: {
    ...each(macs, "nn.Conv2d", "nn.ConvTranspose2d", "nn.Linear", "@"),
    ...each(times(2, inputElements), "nn.BatchNorm2d", "nn.BatchNorm2d subclass"),
    ...each(times(5, inputElements), "nn.LayerNorm", "nn.LayerNorm subclass"),
    "F.interpolate": times(4, outputElements),
    "F.interpolate nearest": outputElements,
    "nn.AdaptiveAvgPool2d": inputElements,
  },
};
