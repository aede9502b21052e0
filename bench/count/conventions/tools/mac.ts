// The suite's own conventions: every true multiply-add, nothing else, however the code is written.
// `mac` repeats no rule of bench/count/rules/mac_rules.ts, its totals are countGraph().macs.
// Unit: 1 per multiply-add (`mac`), or 2 (`flop2`).
// The same totals: torchvision weights meta `_ops` (test/common_extended_utils.py, 3bc462f).

import type { Convention } from "./convention.ts";
import { each, flops, macs } from "./rules.ts";

/** What PyTorch multiplies and adds with. */
const PRODUCTS = [
  "nn.Conv2d",
  "nn.ConvTranspose2d",
  "nn.Linear",
  "@",
  "F.scaled_dot_product_attention",
] as const;

/** Convolutions, linear layers and attention products. */
export const MAC: Convention = {
  id: "mac",
  unit: "mac",
  description: "convolutions, linear layers and attention products, without bias",
  rules: each(macs, ...PRODUCTS),
  otherwise: macs,
};

/** The same in floating-point operations, for rates and rooflines. */
export const FLOP2: Convention = {
  id: "flop2",
  unit: "flop",
  description: "2 x mac",
  rules: each(flops, ...PRODUCTS),
  otherwise: flops,
};

/**
 * Modules with weights alone: what a counter sees that hooks modules and has no rule for attention
 * products. Many tables of transformers were made so: PaddleClas's model zoo prints 4.24 G for
 * DeiT-S, the DeiT files of timm's benchmark under PyTorch 2.1 show 4.25 (with norms).
 */
export const CONV_LINEAR: Convention = {
  id: "conv-linear",
  unit: "mac",
  description: "convolutions and linear layers only, without bias",
  caveat: "attention products are left out",
  rules: each(macs, "nn.Conv2d", "nn.ConvTranspose2d", "nn.Linear"),
};
