// A checkpoint of any format, told by its first bytes.

import { HEAD_BYTES } from "../../file/reading/foreign_file.ts";
import type { ByteSource } from "../../file/wire/byte_source.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { CheckpointError } from "../checkpoint_error.ts";
import { readSafetensors } from "./safetensors.ts";

/** How a checkpoint is read. */
export interface ReadCheckpointOptions {
  /** Keys of the state dict that is wanted, between dots, e.g. `model_ema`. */
  readonly key?: string;
}

/**
 * Reads what a file holds; its tensors are read later, from the same source.
 *
 * @throws {CheckpointError} If it is no checkpoint, is damaged, or has no such key.
 */
export function readCheckpoint(
  source: ByteSource,
  { key }: ReadCheckpointOptions = {},
): Checkpoint {
  const head = String.fromCharCode(...source.read(0, Math.min(HEAD_BYTES, source.size)));
  if (!SAFETENSORS_START.test(head)) {
    throw new CheckpointError({
      reason: "it begins like no file of safetensors",
      cure: "name a .safetensors file",
    });
  }
  if (key !== undefined) throw withoutKeys(key);
  return readSafetensors(source);
}

/** The length of a header, whose upper bytes are 0, then JSON. */
const SAFETENSORS_START = /^[^]{4}[^]\0\0\0\{/;

function withoutKeys(key: string): CheckpointError {
  return new CheckpointError({
    reason: `it has tensors and no keys above them, where "${key}" is asked for`,
    cure: "leave out --key",
  });
}
