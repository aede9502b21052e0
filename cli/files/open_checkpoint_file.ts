// A checkpoint of the user's, opened; what is wrong with it is wrong usage.

import { openCheckpoint, type OpenedCheckpoint } from "../../bench/files/open_checkpoint.ts";
import { requireKind } from "./file_kind.ts";
import { asUsageOf } from "./read_model_file.ts";

/**
 * Opens a checkpoint.
 *
 * @throws {UsageError} If it cannot be read; the message says where and what to do.
 */
export function openCheckpointFile(path: string, key: string | undefined): OpenedCheckpoint {
  requireKind(path, "checkpoint", "model");
  return asUsageOf(path, () => openCheckpoint(path, key === undefined ? {} : { key }));
}
