// ptflops 0.7.5, backend "aten" (the same rules at d612c75, 2025-08-20): ptflops/aten_ops.py.
// Unit: 1 per multiply-add, though its variables are called flops.
// It runs with gradients; where an attention mask needs one, as Swin's position biases do, torch takes
// fused attention apart and its products count.
// The bias of a linear layer counts where its input is contiguous, as in all networks here.
// The function's default backend "pytorch" has no table here: on timm's Attention it replaces the
// count of the whole module by a formula, so that qkv and proj vanish (DeiT-S 3.22 G), and it
// counts activations and pools twice, once as module and once as function.

import type { Convention } from "./convention.ts";
import { biasAdditions, each, macs, outputElements, plus } from "./rules.ts";

/** The one counter that adds bias to complete multiply-adds. */
export const PTFLOPS_ATEN: Convention = {
  id: "ptflops-aten",
  tool: "ptflops aten",
  version: "0.7.5",
  unit: "mac",
  readsCode: true,
  description: "mac, and 1 an output for each bias",
  caveat: 'fused attention counts 0; the default backend "pytorch" gives other totals',
  rules: {
    ...each(plus(macs, biasAdditions), "nn.Conv2d", "nn.ConvTranspose2d", "nn.Linear"),
    "bias of nn.Linear": outputElements,
    "@": macs,
  },
};
