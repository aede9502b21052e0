// DeepSpeed flops profiler 0.19.8: deepspeed/profiling/flops_profiler/profiler.py.
// It patches torch.nn.functional and the matrix products; it prints FLOPs (2 per multiply-add, and
// the element-wise work of the functions it knows) and MACs side by side.
// Its totals grow when it runs twice in one process (github.com/deepspeedai/DeepSpeed/issues/7413).

import type { Convention } from "./convention.ts";
import { MAC } from "./mac.ts";
import { biasAdditions, flops, inputElements, outputPixels, plus, times } from "./rules.ts";

const batchNorm = times(2, inputElements);
const layerNorm = times(5, inputElements);

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
    "nn.Conv2d": plus(flops, biasAdditions),
    "nn.ConvTranspose2d": plus(flops, biasAdditions),
    "nn.Linear": flops,
    "@": flops,
    "F.scaled_dot_product_attention": flops,
    "nn.BatchNorm2d": batchNorm,
    "nn.BatchNorm2d subclass": batchNorm,
    "nn.LayerNorm": layerNorm,
    "nn.LayerNorm subclass": layerNorm,
    "nn.Softmax": inputElements,
    "nn.ReLU": inputElements,
    "F.relu": inputElements,
    "nn.GELU": inputElements,
    "nn.MaxPool2d": inputElements,
    "F.max_pool2d": inputElements,
    "nn.AdaptiveAvgPool2d": inputElements,
    "F.interpolate": outputPixels,
    "F.interpolate nearest": outputPixels,
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
