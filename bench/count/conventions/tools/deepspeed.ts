// DeepSpeed flops profiler 0.19.8: deepspeed/profiling/flops_profiler/profiler.py.
// It patches torch.nn.functional and the matrix products; it prints FLOPs (2 per multiply-add, and
// the element-wise work of the functions it knows) and MACs side by side.
// Its totals grow when it runs twice in one process (github.com/deepspeedai/DeepSpeed/issues/7413).

import type { Convention } from "./convention.ts";
import { CONV_LINEAR, MAC } from "./mac.ts";
import {
  biasAdditions,
  each,
  flops,
  inputElements,
  outputPixels,
  plus,
  stridedBiasAdditions,
  times,
} from "./rules.ts";

/** The FLOPs column. */
export const DEEPSPEED_FLOPS: Convention = {
  id: "deepspeed-flops",
  tool: "deepspeed",
  version: "0.19.8",
  unit: "flop",
  readsCode: true,
  description: "2 x mac, bias of convolutions, normalization, activations, pools, resizing",
  caveat:
    "Tensor.softmax and Tensor.mean count 0, as modules 1 an element; a resize counts 1 a pixel " +
    "of one channel of one image, whatever batch and channels are",
  rules: {
    ...each(plus(flops, biasAdditions), "nn.Conv2d", "nn.ConvTranspose2d"),
    ...each(flops, "nn.Linear", "@", "F.scaled_dot_product_attention"),
    ...each(times(2, inputElements), "nn.BatchNorm2d", "nn.BatchNorm2d subclass"),
    ...each(times(5, inputElements), "nn.LayerNorm", "nn.LayerNorm subclass"),
    ...each(inputElements, "nn.Softmax", "nn.ReLU", "F.relu", "nn.GELU"),
    ...each(inputElements, "nn.MaxPool2d", "F.max_pool2d", "nn.AdaptiveAvgPool2d"),
    ...each(outputPixels, "F.interpolate", "F.interpolate nearest"),
  },
};

/** The MACs column: the same as `mac`. timm's gmacs where DeepSpeed is installed. */
export const DEEPSPEED_MACS: Convention = {
  unit: "mac",
  rules: MAC.rules,
  id: "deepspeed-macs",
  tool: "deepspeed",
  version: "0.19.8",
  description: "the same as mac",
};

// calflops 0.3.2 (github.com/MrYxJ/calculate-flops.pytorch, 29ca584): calflops/pytorch_ops.py.
// A fork of DeepSpeed's profiler with the patches of `@` and of bmm left out, so that attention
// products vanish (issues 26, 36 and 48 there). It prints FLOPs and MACs side by side. The bias of
// a transposed convolution is added at the size that a plain one would have; DeepSpeed repaired it.
const { "@": _products, "F.scaled_dot_product_attention": _fused, ...RULES } =
  DEEPSPEED_FLOPS.rules;

const CALFLOPS = {
  tool: "calflops",
  version: "0.3.2",
  readsCode: true,
  caveat: "attention products with @ or fused count 0; torch.matmul would count in full",
} as const;

/** The FLOPs column of calflops. */
export const CALFLOPS_FLOPS: Convention = {
  ...CALFLOPS,
  id: "calflops-flops",
  unit: "flop",
  description: "deepspeed-flops without attention products",
  rules: { ...RULES, "nn.ConvTranspose2d": plus(flops, stridedBiasAdditions) },
};

/** The MACs column of calflops: the same as `conv-linear`. */
export const CALFLOPS_MACS: Convention = {
  ...CALFLOPS,
  id: "calflops-macs",
  unit: "mac",
  description: "the same as conv-linear",
  rules: CONV_LINEAR.rules,
};
