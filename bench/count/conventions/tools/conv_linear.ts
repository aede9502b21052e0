// Convolutions and linear layers only: what a counter sees that hooks modules and has no rule for
// attention products. Many tables of transformers were made so: PaddleClas's model zoo prints
// 4.24 G for DeiT-S, the DeiT files of timm's benchmark under PyTorch 2.1 show 4.25 (with norms).
// Unit: 1 per multiply-add.

import type { Convention } from "./convention.ts";
import { macs } from "./rules.ts";

/** Modules with weights; attention products are left out. */
export const CONV_LINEAR: Convention = {
  id: "conv-linear",
  unit: "mac",
  description: "convolutions and linear layers only, without bias",
  caveat: "attention products are left out",
  rules: { "nn.Conv2d": macs, "nn.ConvTranspose2d": macs, "nn.Linear": macs },
};
