// Windows that slide over maps: convolutions and pooling of any number of axes, batch and channels
// first, or channels last in what ONNX Runtime contributes.
// N batch, C channels that go in, M channels that come out, k kernel.

import type { DataType } from "../../../graph/graph.ts";
import {
  asInt32,
  type Call,
  dtypeOf,
  firstDtype,
  inputOf,
  intOf,
  intsOf,
  rankedShape,
  refuse,
  resized,
  type RuleTable,
  sameSize,
  shapeOf,
  type ShapeRule,
} from "../engine/call.ts";
import {
  type Inferred,
  isKnown,
  knownNumbers,
  type Sizes,
  sizesText,
  tensor,
} from "../engine/inferred.ts";
import { times } from "./layout_shapes.ts";
import {
  CHANNELS_FIRST,
  CHANNELS_LAST,
  type FeatureMap,
  grownSizes,
  type Layout,
  layoutAttribute,
  mapOf,
  shapeOfMap,
  windowCounts,
  windowOf,
} from "../engine/windows.ts";

/** Where an operator has its weight and its type. */
interface ConvolutionPlaces {
  readonly weight: number;
  readonly dtype?: (call: Call) => DataType | null;
  readonly layout?: (call: Call) => Layout;
  /** Channels of the weight may be more, up to whole blocks. @default false */
  readonly isPadded?: boolean;
}

/** `[N, C, ...]` with a weight `[M, C / groups, k...]` -> `[N, M, ...]` */
function convolution(
  { weight, dtype = firstDtype, layout = CHANNELS_FIRST, isPadded = false }: ConvolutionPlaces,
): ShapeRule {
  return (call) => {
    const type = dtype(call);
    const order = layout(call);
    const map = mapOf(call, 0, order);
    const weights = shapeOf(call, weight);
    if (map === null) return [tensor(type, null)];
    const kernel = kernelOf(call, map, weights);
    if (weights !== null && !isPadded) {
      const groups = intOf(call, "group") ?? 1;
      const wanted = times(weights[1] ?? null, groups);
      if (isKnown(map.channels) && isKnown(wanted) && map.channels !== wanted) {
        throw refuse(
          call,
          `its input must have as many channels as its weight, ${weights[1]} x ${groups} groups: ` +
            `got ${map.channels} of ${sizesText(shapeOf(call, 0))} and ${sizesText(weights)}`,
        );
      }
    }
    const sizes = windowCounts(call, map.sizes, windowOf(call, kernel));
    return [tensor(type, shapeOfMap({ ...map, channels: weights?.[0] ?? null, sizes }, order))];
  };
}

function kernelOf(call: Call, { sizes }: FeatureMap, weights: Sizes | null): Sizes {
  if (weights !== null && weights.length !== sizes.length + 2) {
    throw refuse(
      call,
      `its weight must have as many axes as its input: got ${sizesText(weights)} and ` +
        sizesText(shapeOf(call, 0)),
    );
  }
  return intsOf(call, "kernel_shape") ?? weights?.slice(2) ?? sizes.map(() => null);
}

/**
 * `[N, C, ...]` with a weight `[C, M / groups, k...]` -> `[N, M, ...]`
 *
 * @param pads Where they are no attribute; `null`: not known.
 */
function transposedConvolution(layout: Layout, pads?: readonly number[] | null): ShapeRule {
  return (call) => {
    const map = mapOf(call, 0, layout);
    const weights = shapeOf(call, 1);
    if (map === null) return resized(call, null);
    const own = windowOf(call, kernelOf(call, map, weights));
    const window = pads === undefined ? own : { ...own, pads };
    if (weights !== null) {
      sameSize(call, "channels of its input and its weight", map.channels, weights[0] ?? null);
    }
    const channels = times(weights?.[1] ?? null, intOf(call, "group") ?? 1);
    const sizes = grownSizes(call, map.sizes, window);
    return resized(call, shapeOfMap({ ...map, channels, sizes }, layout));
  };
}

/** Pooling keeps the channels; MaxPool gives the places of the largest as well. */
function pooling(layout: (call: Call) => Layout = CHANNELS_FIRST): ShapeRule {
  return (call) => {
    const order = layout(call);
    const map = mapOf(call, 0, order);
    if (map === null) return [tensor(dtypeOf(call, 0), null), tensor("int64", null)];
    const kernel = intsOf(call, "kernel_shape") ?? map.sizes.map(() => null);
    if (kernel.length !== map.sizes.length) {
      throw refuse(
        call,
        `its kernel must have ${map.sizes.length} sizes: got [${kernel.join(", ")}]`,
      );
    }
    const sizes = windowCounts(call, map.sizes, windowOf(call, kernel));
    const shape = shapeOfMap({ ...map, sizes }, order);
    return [tensor(dtypeOf(call, 0), shape), tensor("int64", shape)];
  };
}

/** One number a channel. */
function globalPooling(layout: (call: Call) => Layout = CHANNELS_FIRST): ShapeRule {
  return (call) => {
    const map = mapOf(call, 0, layout(call));
    const shape = map && shapeOfMap({ ...map, sizes: map.sizes.map(() => 1) }, layout(call));
    return resized(call, shape);
  };
}

/** Back to the places that MaxPool found; the whole shape may be an input. */
function maxUnpool(call: Call): readonly Inferred[] {
  const map = mapOf(call, 0, "first");
  const given = call.inputs[2];
  if (given !== undefined) {
    return resized(call, knownNumbers(given) ?? shapeOf(call, 0)?.map(() => null) ?? null);
  }
  if (map === null) return resized(call, null);
  const window = windowOf(call, intsOf(call, "kernel_shape") ?? map.sizes.map(() => null));
  const sizes = grownSizes(call, map.sizes, window);
  return resized(call, shapeOfMap({ ...map, sizes }, "first"));
}

/** Regions of maps `[N, C, H, W]`, `[R, ...]` boxes -> `[R, C, height, width]` */
function regions(sizesOf: (call: Call) => Sizes): ShapeRule {
  return (call) => {
    const channels = shapeOf(call, 0)?.[1] ?? null;
    const count = shapeOf(call, 1)?.[0] ?? null;
    return resized(call, [count, channels, ...sizesOf(call)]);
  };
}

/** Columns `[N, C * block, L]` back to `[N, C, image...]` */
function columnsToImage(call: Call): readonly Inferred[] {
  const [batch = null, columns = null] = rankedShape(call, 0, { atLeast: 3, atMost: 3 }) ?? [];
  const image = inputOf(call, 1);
  const block = knownNumbers(call.inputs[2])?.reduce((product, size) => product * size, 1) ?? null;
  const channels = columns !== null && block !== null ? columns / block : null;
  const rank = image.shape?.[0] ?? null;
  const sizes = image.numbers ?? (rank === null ? null : Array.from({ length: rank }, () => null));
  return resized(call, sizes && [batch, channels, ...sizes]);
}

/** A causal convolution of each channel `[N, C, L]`, and the last k - 1 of what it has seen. */
function causalConvolution(call: Call): readonly Inferred[] {
  const [batch = null, channels = null] = shapeOf(call, 0) ?? [];
  const kernel = shapeOf(call, 1)?.at(-1) ?? null;
  const state = [batch, channels, kernel === null ? null : kernel - 1];
  return [tensor(dtypeOf(call, 0), shapeOf(call, 0)), tensor(dtypeOf(call, 0), state)];
}

/** Out of blocks of channels: as many as the attribute says, which the blocks may exceed. */
function fromBlocks(call: Call): readonly Inferred[] {
  const map = mapOf(call, 0, "first");
  const channels = intOf(call, "channels") ?? map?.channels ?? null;
  const shape = map && shapeOfMap({ ...map, channels }, layoutAttribute(call));
  return resized(call, shape);
}

/** Into blocks of channels; how many are filled up is not in the file, and of no use to a count. */
function intoBlocks(call: Call): readonly Inferred[] {
  const map = mapOf(call, 0, layoutAttribute(call));
  return resized(call, map && shapeOfMap(map, "first"));
}

/** Whole multiples of each axis. */
function enlarge(call: Call): readonly Inferred[] {
  const shape = shapeOf(call, 0);
  const scales = intsOf(call, "scales");
  return resized(call, shape?.map((s, axis) => times(s, scales?.[axis] ?? null)) ?? null);
}

/** Type of the output's zero point. */
const byOutputZeroPoint = (call: Call) => dtypeOf(call, 7) ?? dtypeOf(call, 0);

/** ONNX's own. */
export const WINDOWS: RuleTable = {
  Conv: convolution({ weight: 1 }),
  ConvInteger: convolution({ weight: 1, dtype: asInt32 }),
  QLinearConv: convolution({ weight: 3, dtype: byOutputZeroPoint }),
  DeformConv: convolution({ weight: 1 }),
  ConvTranspose: transposedConvolution("first"),
  MaxPool: pooling(),
  AveragePool: pooling(),
  LpPool: pooling(),
  MaxUnpool: maxUnpool,
  GlobalAveragePool: globalPooling(),
  GlobalMaxPool: globalPooling(),
  GlobalLpPool: globalPooling(),
  RoiAlign: regions((
    call,
  ) => [intOf(call, "output_height") ?? 1, intOf(call, "output_width") ?? 1]),
  MaxRoiPool: regions((call) => intsOf(call, "pooled_shape") ?? [null, null]),
  Col2Im: columnsToImage,
  CausalConvWithState: causalConvolution,
};

/** ONNX Runtime's own; weights stay `[M, C / groups, k...]` where maps have channels last. */
export const CONTRIBUTED_WINDOWS: RuleTable = {
  FusedConv: convolution({ weight: 1 }),
  NhwcConv: convolution({ weight: 1, layout: CHANNELS_LAST }),
  NhwcFusedConv: convolution({ weight: 1, layout: CHANNELS_LAST }),
  QLinearConv: convolution({ weight: 3, dtype: byOutputZeroPoint, layout: layoutAttribute }),
  NhwcMaxPool: pooling(CHANNELS_LAST),
  QLinearAveragePool: pooling(layoutAttribute),
  QLinearGlobalAveragePool: globalPooling(layoutAttribute),
  MaxpoolWithMask: pooling(),
  CausalConvWithState: causalConvolution,
  ConvTransposeWithDynamicPads: (call) => {
    const given = call.inputs[2];
    const pads = given === undefined ? undefined : knownNumbers(given);
    return transposedConvolution("first", pads)(call);
  },
};

/** What ONNX Runtime makes of standard operators for processors: channels in blocks. */
export const BLOCKED_WINDOWS: RuleTable = {
  Conv: convolution({ weight: 1, isPadded: true }),
  MaxPool: pooling(),
  AveragePool: pooling(),
  GlobalAveragePool: globalPooling(),
  GlobalMaxPool: globalPooling(),
  ReorderInput: intoBlocks,
  ReorderOutput: fromBlocks,
  Upsample: enlarge,
};

/** What ONNX Runtime makes of standard operators for devices that want channels last. */
export const INTERNAL_NHWC_WINDOWS: RuleTable = {
  Conv: convolution({ weight: 1, layout: CHANNELS_LAST }),
  FusedConv: convolution({ weight: 1, layout: CHANNELS_LAST }),
  QLinearConv: convolution({ weight: 3, dtype: byOutputZeroPoint, layout: CHANNELS_LAST }),
  ConvTranspose: transposedConvolution("last"),
  MaxPool: pooling(CHANNELS_LAST),
  AveragePool: pooling(CHANNELS_LAST),
  QLinearAveragePool: pooling(CHANNELS_LAST),
  LpPool: pooling(CHANNELS_LAST),
  GlobalAveragePool: globalPooling(CHANNELS_LAST),
  GlobalMaxPool: globalPooling(CHANNELS_LAST),
  GlobalLpPool: globalPooling(CHANNELS_LAST),
};
