// Pickles of dictionaries of numpy's arrays: what paddle.save writes (.pdparams), and others do by hand.

import type { ByteSource } from "../../file/wire/byte_source.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { PickleBudget } from "../pickle/pickle_machine.ts";
import { isOfKind, type PickleValue } from "../pickle/pickle_value.ts";
import { unpickle } from "../pickle/unpickle.ts";
import { pickledCheckpoint } from "./pickled_checkpoint.ts";

/** Under it paddle.save keeps the names that its variables have inside. */
const PADDLE_NAMES = "StructuredToParameterName@@";

/**
 * Reads a pickle of arrays.
 *
 * @throws {CheckpointError} If it is damaged, or has none by name.
 */
export function readArrayPickle(source: ByteSource, key: string | undefined): Checkpoint {
  const range = { start: 0, end: source.size };
  const { value, end } = unpickle(source, range, new PickleBudget());
  const found = pickledCheckpoint(value, { source, locate: () => undefined }, key);
  const trailingBytes = source.size - end;
  return {
    ...found,
    format: isOfPaddle(value) ? "PaddlePaddle" : "pickle of arrays",
    notices: trailingBytes === 0
      ? []
      : [`${trailingBytes} bytes follow its pickle and are passed over`],
  };
}

function isOfPaddle(value: PickleValue): boolean {
  return isOfKind(value, "dict") && value.entries.has(PADDLE_NAMES);
}
