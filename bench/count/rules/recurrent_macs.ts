// Multiply-adds of recurrent layers: at every step, in every direction, the input meets one matrix
// and the state another. Gates, peepholes and activations are element-wise. Every step counts, however
// long the sequences are that the data hold.
// S steps, B batch, G gates (4 of LSTM, 3 of GRU, 1 of RNN), H hidden.

import { exactElements } from "./exact.ts";
import { inputOf, type MacRule, type MacWork, unfit } from "./mac_work.ts";

/** X `[S, B, in]` (or `[B, S, in]`), W `[directions, G x H, in]`, R `[directions, G x H, H]`. */
function recurrent(work: MacWork): bigint {
  const [x, weight, recurrence] = [inputOf(work, 0), inputOf(work, 1), inputOf(work, 2)];
  const width = x.shape.at(-1);
  if (x.shape.length !== 3 || !weight.shape.slice(1).includes(width ?? 0)) {
    throw unfit(work, x, weight, "the input must be as wide as the weight");
  }
  const tokens = exactElements(x.shape.slice(0, -1), work.batch);
  return tokens * (exactElements(weight.shape) + exactElements(recurrence.shape));
}

/** LSTM, GRU and RNN. */
export const RECURRENT: MacRule = { weights: [1, 2], operands: [0, 1], macs: recurrent };

/** The LSTM that quantizes its input itself; its weights are `[directions, in, G x H]`. */
export const DYNAMICALLY_QUANTIZED_RECURRENT: MacRule = {
  ...RECURRENT,
  integerMacs: recurrent,
};
