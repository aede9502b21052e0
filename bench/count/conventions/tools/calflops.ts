// calflops 0.3.2 (github.com/MrYxJ/calculate-flops.pytorch, 29ca584): calflops/pytorch_ops.py.
// A fork of DeepSpeed's profiler with the patches of `@` and of bmm left out, so that attention
// products vanish (issues 26, 36 and 48 there). It prints FLOPs and MACs side by side. The bias of
// a transposed convolution is added at the size that a plain one would have; DeepSpeed repaired it.

import { CONV_LINEAR } from "./conv_linear.ts";
import type { Convention } from "./convention.ts";
import { DEEPSPEED_FLOPS } from "./deepspeed.ts";
import { flops, plus, stridedBiasAdditions } from "./rules.ts";

const { "@": _products, "F.scaled_dot_product_attention": _fused, ...RULES } =
  DEEPSPEED_FLOPS.rules;

const TOOL = {
  tool: "calflops",
  version: "0.3.2",
  readsCode: true,
  caveat: "attention products with @ or fused count 0; torch.matmul would count in full",
} as const;

/** The FLOPs column. */
export const CALFLOPS_FLOPS: Convention = {
  ...TOOL,
  id: "calflops-flops",
  unit: "flop",
  description: "deepspeed-flops without attention products",
  rules: { ...RULES, "nn.ConvTranspose2d": plus(flops, stridedBiasAdditions) },
};

/** The MACs column: the same as `conv-linear`. */
export const CALFLOPS_MACS: Convention = {
  ...TOOL,
  id: "calflops-macs",
  unit: "mac",
  description: "the same as conv-linear",
  rules: CONV_LINEAR.rules,
};
