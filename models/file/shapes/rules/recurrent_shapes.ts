// RNN, GRU and LSTM.
// T steps, N batch, D directions, H hidden.

import {
  attributeOf,
  type Call,
  dtypeOf,
  intOf,
  isSet,
  rankedShape,
  type RuleTable,
  shapeOf,
} from "../engine/call.ts";
import { type Inferred, tensor } from "../engine/inferred.ts";

/**
 * `[T, N, ...]` -> all states `[T, D, N, H]`, the last one `[D, N, H]`, and of an LSTM its cell; with
 * `layout` 1 the batch comes first.
 */
function recurrent(call: Call): readonly Inferred[] {
  const [first = null, second = null] = rankedShape(call, 0, { atLeast: 3, atMost: 3 }) ?? [];
  const isBatchFirst = isSet(call, "layout");
  const [steps, batch] = isBatchFirst ? [second, first] : [first, second];
  const directions = attributeOf(call, "direction", "string") === "bidirectional" ? 2 : 1;
  const hidden = intOf(call, "hidden_size") ?? shapeOf(call, 2)?.[2] ?? null;
  const last = tensor(
    dtypeOf(call, 0),
    isBatchFirst ? [batch, directions, hidden] : [directions, batch, hidden],
  );
  const all = isBatchFirst
    ? [batch, steps, directions, hidden]
    : [steps, directions, batch, hidden];
  return [tensor(dtypeOf(call, 0), all), last, last];
}

/** ONNX's own. */
export const RECURRENT: RuleTable = { RNN: recurrent, GRU: recurrent, LSTM: recurrent };

/** ONNX Runtime's own. */
export const CONTRIBUTED_RECURRENT: RuleTable = {
  DynamicQuantizeLSTM: recurrent,
  AttnLSTM: recurrent,
};
