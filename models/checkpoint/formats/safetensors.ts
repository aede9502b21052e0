// A file of safetensors as a checkpoint.

import type { ByteSource } from "../../file/wire/byte_source.ts";
import { type Checkpoint, type CheckpointTensor, tensorsAlone } from "../checkpoint.ts";
import { tensorInRows } from "../stored_tensor.ts";
import { safetensorsEntries, type SafetensorsEntry } from "./safetensors_header.ts";

/**
 * Reads a file of safetensors.
 *
 * @throws {CheckpointError} If it is damaged.
 */
export function readSafetensors(source: ByteSource): Checkpoint {
  const tensors = safetensorsEntries(source).map((entry) => entryTensor(entry, source));
  return tensorsAlone("safetensors", tensors);
}

function entryTensor(entry: SafetensorsEntry, source: ByteSource): CheckpointTensor {
  const { name, shape, dtype, start, end } = entry;
  const storage = { open: () => source, start, byteLength: end - start };
  return tensorInRows({ name, shape, dtype, storage });
}
