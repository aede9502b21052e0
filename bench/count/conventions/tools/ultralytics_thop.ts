// ultralytics-thop (github.com/ultralytics/thop): thop/profile.py, vision/basic_hooks.py.
// Unit: 1 per multiply-add. Classes are found by inheritance, subclasses too. Versions from 2.2
// (checked: 2.2.3) also count matrix products that are no module; 2.1.6 does not.

import type { Convention } from "./convention.ts";
import { inputElements, macs, times } from "./rules.ts";
import { THOP } from "./thop.ts";

const norm = times(4, inputElements);

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
    "nn.BatchNorm2d": norm,
    "nn.BatchNorm2d subclass": norm,
    "nn.LayerNorm": norm,
    "nn.LayerNorm subclass": norm,
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
    "@": macs,
    "F.scaled_dot_product_attention": macs,
  },
};
