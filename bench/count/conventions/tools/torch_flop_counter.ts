// torch.utils.flop_counter.FlopCounterMode, torch 2.13.0: torch/utils/flop_counter.py.
// Unit: 2 per multiply-add.
// Fused attention is counted on CUDA, and 0 on a CPU (github.com/pytorch/pytorch/issues/195460);
// the table is the CPU's.

import type { Convention } from "./convention.ts";
import { each, flops } from "./rules.ts";

/** Matrix products and convolutions as the dispatcher sees them. */
export const TORCH_FLOP_COUNTER: Convention = {
  id: "torch-flop-counter",
  tool: "torch.utils.flop_counter",
  version: "2.13.0",
  unit: "flop",
  description: "2 x mac",
  caveat: "fused attention counts 0 on a CPU, and in full on CUDA",
  rules: each(flops, "nn.Conv2d", "nn.ConvTranspose2d", "nn.Linear", "@"),
};
