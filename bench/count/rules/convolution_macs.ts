// Multiply-adds of convolutions, in whatever layout, dilated, grouped, deformed or transposed.

import { exactElements } from "./exact.ts";
import { inputOf, integerOf, type MacRule, outputOf, sizeOf, unfit } from "./mac_work.ts";

/** Every output element is a sum over the weight's other axes: `[out, C / groups, k, k]`. */
export function convolution(place = 1): MacRule {
  return {
    weights: [place],
    operands: [0, place],
    macs(work) {
      const x = inputOf(work, 0);
      const weight = inputOf(work, place);
      const groups = integerOf(work.node, "group", 1);
      const channelAxis = integerOf(work.node, "channels_last", 0) === 0 ? 1 : -1;
      const channels = sizeOf(work, x, channelAxis);
      if (
        x.shape.length !== weight.shape.length ||
        channels !== groups * sizeOf(work, weight, 1)
      ) {
        throw unfit(work, x, weight, "channels must equal the weight's second axis x groups");
      }
      return exactElements(outputOf(work).shape, work.batch) *
        exactElements(weight.shape.slice(1));
    },
  };
}

/**
 * A convolution whose channels come last or in blocks. Its weight begins with the outputs, the order of
 * its other axes differs by device.
 */
export function ownLayoutConvolution(place = 1): MacRule {
  return {
    weights: [place],
    operands: [0, place],
    macs(work) {
      const x = inputOf(work, 0);
      const weight = inputOf(work, place);
      if (x.shape.length !== weight.shape.length) {
        throw unfit(work, x, weight, "input and weight must have as many axes");
      }
      return exactElements(outputOf(work).shape, work.batch) *
        exactElements(weight.shape.slice(1));
    },
  };
}

/** Every input element goes into a sum for each of the weight's other axes: `[C, out / groups, k, k]`. */
export const TRANSPOSED_CONVOLUTION: MacRule = {
  weights: [1],
  operands: [0, 1],
  macs(work) {
    const [x, weight] = [inputOf(work, 0), inputOf(work, 1)];
    if (x.shape.length !== weight.shape.length || x.shape[1] !== weight.shape[0]) {
      throw unfit(work, x, weight, "channels must equal the weight's first axis");
    }
    return exactElements(x.shape, work.batch) * exactElements(weight.shape.slice(1));
  },
};
