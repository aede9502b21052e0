// The ids of the conventions, for who names them and loads none of their rules.

/** In the order in which `count --convention all` shows them; {@linkcode CONVENTIONS} has the rules. */
export const CONVENTION_IDS = [
  "mac",
  "flop2",
  "conv-linear",
  "fvcore",
  "torch-flop-counter",
  "thop",
  "thop-legacy",
  "ultralytics-thop",
  "ultralytics-thop-2.1",
  "ptflops-aten",
  "torchinfo",
  "torchinfo-main",
  "calflops-flops",
  "calflops-macs",
  "deepspeed-flops",
  "deepspeed-macs",
  "mmcv",
  "paddle",
] as const;
