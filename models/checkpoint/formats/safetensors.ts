// A file of safetensors as a checkpoint.

import type { ByteSource } from "../../file/wire/byte_source.ts";
import type { Checkpoint, CheckpointTensor } from "../checkpoint.ts";
import { rowStrides, storedTensor } from "../stored_tensor.ts";
import { safetensorsEntries, type SafetensorsEntry } from "./safetensors_header.ts";

/**
 * Reads a file of safetensors.
 *
 * @throws {CheckpointError} If it is damaged.
 */
export function readSafetensors(source: ByteSource): Checkpoint {
  return {
    format: "safetensors",
    tensors: safetensorsEntries(source).map((entry) => entryTensor(entry, source)),
    chosen: [],
    others: [],
    skipped: [],
    notices: [],
  };
}

function entryTensor(entry: SafetensorsEntry, source: ByteSource): CheckpointTensor {
  const { name, shape, dtype, start, end } = entry;
  const storage = { open: () => source, start, byteLength: end - start };
  return storedTensor({ name, shape, dtype, storage, offset: 0, strides: rowStrides(shape) });
}
