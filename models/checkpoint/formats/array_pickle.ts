// Pickles of dictionaries of numpy's arrays: what paddle.save writes (.pdparams), and others do by hand.

import type { ByteSource } from "../../file/wire/byte_source.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { PickleBudget } from "../pickle/pickle_machine.ts";
import { unpickle } from "../pickle/unpickle.ts";
import { chooseStateDict } from "../pickle/state_dicts.ts";
import { pickledCheckpoint, trailingNotices } from "./pickled_checkpoint.ts";

/**
 * Reads a pickle of arrays.
 *
 * @throws {CheckpointError} If it is damaged, or has none by name.
 */
export function readArrayPickle(source: ByteSource, key: string | undefined): Checkpoint {
  const range = { start: 0, end: source.size };
  const { value, end } = unpickle(source, range, new PickleBudget());
  const choice = chooseStateDict(value, key);
  return {
    ...pickledCheckpoint(choice, { source, locate: () => undefined }),
    format: choice.chosen.isOfPaddle ? "PaddlePaddle" : "pickle of arrays",
    notices: trailingNotices(source.size - end, "its pickle"),
  };
}
