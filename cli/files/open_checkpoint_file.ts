// A checkpoint of the user's, opened; what is wrong with it is wrong usage.

import { openCheckpoint, type OpenedCheckpoint } from "../../bench/files/open_checkpoint.ts";
import type { OptionSpec } from "../shell/command.ts";
import { asUsageOf, requireReadable } from "./read_model_file.ts";

/** Declaration of `--key`. */
export const KEY_OPTION: OptionSpec = {
  name: "key",
  value: "KEY",
  help: "the state dict of a checkpoint that has several, such as model_ema; keys within keys " +
    "between dots",
};

/**
 * Opens a checkpoint.
 *
 * @throws {UsageError} If it cannot be read; the message says where and what to do.
 */
export function openCheckpointFile(path: string, key: string | undefined): OpenedCheckpoint {
  requireReadable(path);
  return asUsageOf(path, () => openCheckpoint(path, key === undefined ? {} : { key }));
}
