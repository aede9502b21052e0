// The patterns that rules look for: operators read back from their nodes.
// N batch, C channels, H height, W width, k kernel, T tokens.

import type { Node, Parameter, Value } from "../../graph/graph.ts";
import { type NormParameters, transposed } from "./derived.ts";
import type { Site } from "./rule.ts";

/** Conv: `[N, C, H, W]` -> `[N, out, H', W']`. */
export interface Convolution {
  readonly x: Value;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly groups: number;
}

/** A matrix product with a bias: `[N, ..., in]` -> `[N, ..., out]`. */
export interface Linear {
  readonly x: Value;
  /** `[out, in]` */
  readonly weight: Parameter;
  readonly bias: Parameter;
}

/** A BatchNorm and what it reads. */
export interface BatchNorm extends NormParameters {
  readonly x: Value;
}

/** Operators that treat every element alike, whatever the layout, if what else they read is a number. */
export const BY_ELEMENT: ReadonlySet<string> = new Set([
  "Add",
  "Clip",
  "Div",
  "Elu",
  "Erf",
  "Gelu",
  "HardSigmoid",
  "HardSwish",
  "LeakyRelu",
  "Mish",
  "Mul",
  "Relu",
  "Selu",
  "Sigmoid",
  "Softplus",
  "Sub",
  "Tanh",
]);

function ints(node: Node, name: string): readonly number[] {
  const attribute = node.attributes[name];
  return Array.isArray(attribute) ? attribute : [];
}

/** Input `index` of a node; `undefined` where it is left out. */
export function input(site: Site, node: Node, index: number): Value | undefined {
  const name = node.inputs[index];
  return name === undefined || name === "" ? undefined : site.value(name);
}

/** The first output of a node; most have one. */
export function output(site: Site, node: Node): Value {
  return site.value(node.outputs[0] ?? "");
}

/** The node that puts `value` out, if it is an `op`. */
export function produced(site: Site, value: Value | undefined, op: string): Node | undefined {
  const node = site.producer(value);
  return node?.op === op ? node : undefined;
}

/** The node that puts `value` out, if it does so for one reader only. */
export function producedOnce(site: Site, value: Value | undefined): Node | undefined {
  return value && isReadOnce(site, value) ? site.producer(value) : undefined;
}

/** Whether one node reads the value, once, and nobody else needs it. */
export function isReadOnce(site: Site, value: Value): boolean {
  return site.readers(value).length === 1 && !site.isOutput(value);
}

/** A Softmax over the last axis. */
export function isSoftmax(node: Node | undefined): node is Node {
  return node?.op === "Softmax" && node.attributes["axis"] === -1;
}

/** A Conv with square windows without holes, and known weights. */
export function convolution(site: Site, node: Node | undefined): Convolution | undefined {
  if (node?.op !== "Conv") return undefined;
  const x = input(site, node, 0);
  const weight = parameterAt(site, node, 1);
  const bias = parameterAt(site, node, 2);
  const [kernel, kernelWidth] = ints(node, "kernel_shape");
  const [stride, strideWidth] = ints(node, "strides");
  const pads = ints(node, "pads");
  const [pad] = pads;
  const groups = node.attributes["group"];
  const isSquare = kernel === kernelWidth && stride === strideWidth && pads.every((p) => p === pad);
  const isDense = ints(node, "dilations").every((dilation) => dilation === 1);
  if (!x || !weight || !isSquare || !isDense || typeof groups !== "number") return undefined;
  if (kernel === undefined || stride === undefined || pad === undefined) return undefined;
  if (input(site, node, 2) !== undefined && bias === undefined) return undefined;
  return { x, weight, bias, kernel, stride, pad, groups };
}

/** A 1x1 convolution of whole pixels: a linear map of the channels. */
export function pointwise(site: Site, node: Node | undefined): Convolution | undefined {
  const found = convolution(site, node);
  const isPointwise = found?.kernel === 1 && found.stride === 1 && found.pad === 0 &&
    found.groups === 1;
  return isPointwise ? found : undefined;
}

/** Whether a convolution acts on each channel by itself. */
export function isDepthwise({ weight, groups }: Convolution): boolean {
  return weight.shape[0] === groups && weight.shape[1] === 1;
}

/** A BatchNormalization with known statistics. */
export function batchNorm(site: Site, node: Node | undefined): BatchNorm | undefined {
  if (node?.op !== "BatchNormalization") return undefined;
  const x = input(site, node, 0);
  const [weight, bias, mean, variance] = [1, 2, 3, 4].map((i) => parameterAt(site, node, i));
  const epsilon = node.attributes["epsilon"];
  if (!x || !weight || !bias || !mean || !variance) return undefined;
  if (typeof epsilon !== "object" || !("float" in epsilon)) return undefined;
  return { x, weight, bias, mean, variance, epsilon: epsilon.float };
}

/** `x W^T + b` or `b + x W^T` with known W and b, from the node that adds b. */
export function linear(site: Site, node: Node | undefined): Linear | undefined {
  if (node?.op !== "Add") return undefined;
  return plusBias(site, node, 0, 1) ?? plusBias(site, node, 1, 0);
}

/** A product at one input of an Add and its bias at the other. */
function plusBias(site: Site, node: Node, productAt: number, biasAt: number): Linear | undefined {
  const bias = parameterAt(site, node, biasAt);
  if (bias?.shape.length !== 1) return undefined;
  const found = product(site, produced(site, input(site, node, productAt), "MatMul"));
  return found && found.weight.shape[0] === bias.shape[0] ? { ...found, bias } : undefined;
}

/** A matrix product of tokens and known weights, with a bias or without. */
export interface TokenLayer extends Omit<Linear, "bias"> {
  readonly bias: Parameter | undefined;
}

/** {@linkcode linear}, or such a product without a bias. */
export function tokenLayer(site: Site, node: Node | undefined): TokenLayer | undefined {
  if (node?.op !== "MatMul") return linear(site, node);
  const found = product(site, node);
  return found && { ...found, bias: undefined };
}

/** `x W^T` with known W, stored like that or transposed. */
function product(site: Site, node: Node | undefined): Omit<Linear, "bias"> | undefined {
  const x = node && input(site, node, 0);
  const right = node && input(site, node, 1);
  const stored = site.parameter(right);
  const weight = stored?.shape.length === 2 && stored.dtype === "float32"
    ? transposed(stored)
    : transposedParameter(site, site.producer(right));
  return x && weight && { x, weight };
}

/** The matrix that a node turns into its transpose, if it is a parameter. */
export function transposedParameter(site: Site, node: Node | undefined): Parameter | undefined {
  if (node?.op !== "Transpose" || String(node.attributes["perm"]) !== "1,0") return undefined;
  return parameterAt(site, node, 0);
}

/** What a Transpose of the last two axes reads. */
export function swappedSource(site: Site, value: Value): Value | undefined {
  const node = produced(site, value, "Transpose");
  const order = node?.attributes["perm"] as readonly number[] | undefined;
  const last = value.shape.length - 1;
  const isSwap = order?.every((axis, i) =>
    axis === (i === last ? last - 1 : i === last - 1 ? last : i)
  );
  return node && isSwap ? input(site, node, 0) : undefined;
}

/** The parameter that a node reads at `index`. */
export function parameterAt(site: Site, node: Node, index: number): Parameter | undefined {
  return site.parameter(input(site, node, index));
}

/** The number that a scalar constant holds. */
export function constantNumber(site: Site, value: Value | undefined): number | undefined {
  const parameter = site.parameter(value);
  const { data, shape } = parameter ?? {};
  const [number] = data instanceof Uint8Array ? [] : data ?? [];
  return shape?.length === 0 && number !== undefined ? Number(number) : undefined;
}

/** Whether a value follows from parameters alone, so that the runtime computes it once. */
export function isKnown(site: Site, value: Value | undefined): boolean {
  if (value === undefined || site.parameter(value)) return value !== undefined;
  const node = site.producer(value);
  return node !== undefined && node.subgraphs === undefined && node.inputs.length > 0 &&
    node.inputs.every((name) => name === "" || isKnown(site, site.value(name)));
}

/** A resampling, from `x` to `y`. */
export interface Resampling {
  readonly x: Value;
  readonly y: Value;
}

/** A bilinear Resize with half-pixel centres and no antialiasing. */
export function bilinearResize(site: Site, node: Node | undefined): Resampling | undefined {
  if (node?.op !== "Resize") return undefined;
  const { mode, coordinate_transformation_mode: centres, antialias } = node.attributes;
  const isBilinear = mode === "linear" && centres === "half_pixel" && antialias === 0;
  const x = isBilinear ? input(site, node, 0) : undefined;
  return x && { x, y: output(site, node) };
}

/** A mean of `x` over all of its axes but the batch and the channels. */
export interface Mean {
  readonly x: Value;
  /** `[N, C, ...]` or `[N, ..., C]` */
  readonly channelAxis: number;
}

/** Axes that a ReduceMean takes the mean over, counted from the first. */
function axesOf(site: Site, node: Node, rank: number): readonly number[] {
  const given = parameterAt(site, node, 1)?.data ?? node.attributes["axes"];
  const axes = given instanceof BigInt64Array || Array.isArray(given)
    ? Array.from(given, Number)
    : [];
  return axes.map((axis) => axis < 0 ? axis + rank : axis);
}

/** A mean over pixels or tokens. */
export function meanAt(site: Site, node: Node | undefined): Mean | undefined {
  const x = node && input(site, node, 0);
  if (node?.op === "GlobalAveragePool" && x) return { x, channelAxis: 1 };
  if (node?.op !== "ReduceMean" || !x) return undefined;
  const rank = x.shape.length;
  const axes = axesOf(site, node, rank);
  const others = [...x.shape.keys()].filter((axis) => !axes.includes(axis));
  const [batchAxis, channelAxis = 0] = others;
  const isKnown = others.length === 2 && batchAxis === 0 &&
    (channelAxis === 1 || channelAxis === rank - 1);
  return isKnown ? { x, channelAxis } : undefined;
}
