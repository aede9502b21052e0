// The layers that networks share, as PyTorch has them: a module name, its parameters, its output.
// N batch, C channels, H height, W width, T tokens, D token width.

import type { Scope } from "../graph/scope.ts";
import type { Value } from "../graph/graph.ts";
import { conv, type ConvOptions, convTranspose, requireGroups } from "../operators/convolution.ts";
import { add, gelu } from "../operators/elementwise.ts";
import { transpose } from "../operators/layout.ts";
import { batchNormalization, layerNormalization } from "../operators/normalization.ts";
import { gemm, matMul } from "../operators/product.ts";

/** Options of {@linkcode conv2d}. */
export interface Conv2dOptions extends ConvOptions {
  /** Channels of the output. */
  readonly out: number;
  /** Height and width of the kernel. */
  readonly kernel: number;
  /** Whether a bias is added. @default true */
  readonly bias?: boolean;
}

/**
 * torch.nn.Conv2d: `[N, C, H, W]` -> `[N, out, H', W']`.
 *
 * @throws {RangeError} If the name is taken, the groups do not divide the channels, or the kernel is larger
 * than the padded map.
 */
export function conv2d(g: Scope, name: string, x: Value, options: Conv2dOptions): Value {
  return sharedConv2d(g, name, Number(x.shape[1]), options)(x);
}

/**
 * torch.nn.Conv2d for several inputs of as many channels: one set of weights, used at each call.
 *
 * @throws {RangeError} As conv2d().
 */
export function sharedConv2d(
  g: Scope,
  name: string,
  channels: number,
  options: Conv2dOptions,
): (x: Value) => Value {
  const { out, kernel, bias: hasBias = true, groups = 1 } = options;
  const layer = g.at(name);
  requireGroups(layer, "Conv", { groups, channels, out });
  const weight = layer.parameter("weight", [out, channels / groups, kernel, kernel]);
  const bias = hasBias ? layer.parameter("bias", [out]) : undefined;
  return (x) => conv(layer, x, weight, bias, options);
}

/**
 * torch.nn.ConvTranspose2d of kernel and stride 2, with bias: `[N, C, H, W]` -> `[N, out, 2H, 2W]`.
 *
 * @throws {RangeError} If the name is taken.
 */
export function upConv2d(g: Scope, name: string, x: Value, out: number): Value {
  const layer = g.at(name);
  const weight = layer.parameter("weight", [Number(x.shape[1]), out, 2, 2]);
  return convTranspose(layer, x, weight, layer.parameter("bias", [out]), { stride: 2 });
}

/**
 * A 3x3 convolution of each channel by itself, padded to keep the size, with bias:
 * `[N, C, H, W]` -> the same.
 *
 * @throws {RangeError} If the name is taken.
 */
export function depthwise3x3(g: Scope, name: string, x: Value): Value {
  const channels = Number(x.shape[1]);
  return conv2d(g, name, x, { out: channels, kernel: 3, pad: 1, groups: channels });
}

/**
 * torch.nn.Linear with bias on tokens or vectors: `[N, ..., in]` -> `[N, ..., out]`.
 * On tokens it takes three nodes: the weight is transposed, multiplied, and the bias added.
 *
 * @throws {RangeError} If the name is taken.
 */
export function linear(g: Scope, name: string, x: Value, out: number): Value {
  const layer = g.at(name);
  const weight = layer.parameter("weight", [out, Number(x.shape.at(-1))]);
  const bias = layer.parameter("bias", [out]);
  if (x.shape.length === 2) return gemm(layer, x, weight, bias);
  return add(layer.writtenAs("bias of nn.Linear"), timesTransposed(layer, x, weight), bias);
}

/**
 * torch.nn.Linear without bias on tokens: `[N, ..., in]` -> `[N, ..., out]`.
 *
 * @throws {RangeError} If the name is taken.
 */
export function linearWithoutBias(g: Scope, name: string, x: Value, out: number): Value {
  const layer = g.at(name);
  return timesTransposed(layer, x, layer.parameter("weight", [out, Number(x.shape.at(-1))]));
}

function timesTransposed(layer: Scope, x: Value, weight: Value): Value {
  return matMul(layer.writtenAs("nn.Linear"), x, transpose(layer, weight, [1, 0]));
}

/**
 * Two linear layers around a GELU, `fc1` and `fc2`: `[N, ..., D]` -> the same.
 *
 * @param hidden Width between them.
 * @throws {RangeError} If the names are taken.
 */
export function mlp(g: Scope, x: Value, hidden: number): Value {
  return linear(g, "fc2", gelu(g, linear(g, "fc1", x, hidden)), Number(x.shape.at(-1)));
}

/**
 * torch.nn.BatchNorm2d at inference, eps 1e-5: `[N, C, H, W]` -> the same.
 *
 * @throws {RangeError} If the name is taken.
 */
export function batchNorm(g: Scope, name: string, x: Value): Value {
  const layer = g.at(name);
  const channels = Number(x.shape[1]);
  const statistics = {
    weight: layer.parameter("weight", [channels]),
    bias: layer.parameter("bias", [channels]),
    mean: layer.parameter("running_mean", [channels], "buffer"),
    variance: layer.parameter("running_var", [channels], "buffer"),
  };
  layer.counter("num_batches_tracked");
  return batchNormalization(layer, x, statistics, { epsilon: 1e-5 });
}

/**
 * torch.nn.LayerNorm over the last axis: `[N, T, D]` -> the same.
 *
 * @throws {RangeError} If the name is taken.
 */
export function layerNorm(
  g: Scope,
  name: string,
  x: Value,
  options: { readonly epsilon: number },
): Value {
  const layer = g.at(name);
  const width = Number(x.shape.at(-1));
  const affine = {
    weight: layer.parameter("weight", [width]),
    bias: layer.parameter("bias", [width]),
  };
  return layerNormalization(layer, x, affine, options);
}
