// The suite's own conventions: every true multiply-add, nothing else, however the code is written.
// `mac` repeats no rule of bench/count/rules/mac_rules.ts, its totals are countGraph().macs.
// Unit: 1 per multiply-add (`mac`), or 2 (`flop2`).
// The same totals: torchvision weights meta `_ops` (test/common_extended_utils.py, 3bc462f).

import type { Convention } from "./convention.ts";
import { flops, macs } from "./rules.ts";

/** Convolutions, linear layers and attention products. */
export const MAC: Convention = {
  id: "mac",
  unit: "mac",
  description: "convolutions, linear layers and attention products, without bias",
  rules: {
    "nn.Conv2d": macs,
    "nn.ConvTranspose2d": macs,
    "nn.Linear": macs,
    "@": macs,
    "F.scaled_dot_product_attention": macs,
  },
  otherwise: macs,
};

/** The same in floating-point operations, for rates and rooflines. */
export const FLOP2: Convention = {
  id: "flop2",
  unit: "flop",
  description: "2 x mac",
  rules: {
    "nn.Conv2d": flops,
    "nn.ConvTranspose2d": flops,
    "nn.Linear": flops,
    "@": flops,
    "F.scaled_dot_product_attention": flops,
  },
  otherwise: flops,
};
