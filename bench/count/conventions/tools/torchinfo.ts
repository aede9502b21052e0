// torchinfo (github.com/TylerYep/torchinfo): torchinfo/layer_info.py, calculate_macs().
// Unit: 1 per multiply-add ("mult-adds"). Only modules with parameters are seen; normalizations
// count their parameters, not their elements. The release 1.8.0 multiplies a Linear's parameters
// by the first axis alone, which loses the tokens; since commit 5c4164f (2026-08-20) by all rows.

import type { Convention } from "./convention.ts";
import {
  biasAdditions,
  each,
  macs,
  outputElements,
  parametersPerImage,
  parametersPerSequence,
  plus,
  windowsPerOutput,
} from "./rules.ts";

/** The release that PyPI has. */
export const TORCHINFO: Convention = {
  id: "torchinfo",
  tool: "torchinfo",
  version: "1.8.0",
  unit: "mac",
  readsCode: true,
  description: "convolutions with bias; parameters of all other modules, once an image",
  caveat: "attention products count 0; a linear layer counts one token of an image or window",
  rules: {
    "nn.Conv2d": plus(macs, biasAdditions),
    "nn.ConvTranspose2d": plus(windowsPerOutput, biasAdditions),
    ...each(parametersPerSequence, "nn.Linear", "bias of nn.Linear"),
    ...each(parametersPerImage, "nn.BatchNorm2d", "nn.LayerNorm", "nn.LayerNorm subclass"),
  },
};

/** The unreleased repair. */
export const TORCHINFO_MAIN: Convention = {
  ...TORCHINFO,
  id: "torchinfo-main",
  version: "1.8.0-5c4164f",
  description: "conv-linear with bias; parameters of normalizations, once an image",
  caveat: "attention products count 0; not in a release yet",
  rules: {
    ...TORCHINFO.rules,
    "nn.Linear": plus(macs, biasAdditions),
    "bias of nn.Linear": outputElements,
  },
};
