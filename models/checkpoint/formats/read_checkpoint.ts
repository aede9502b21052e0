// A checkpoint of any format, told by its first bytes.

import { HEAD_BYTES } from "../../file/reading/foreign_file.ts";
import type { ByteSource } from "../../file/wire/byte_source.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { CheckpointError } from "../checkpoint_error.ts";
import { readArrayPickle } from "./array_pickle.ts";
import { readSafetensors } from "./safetensors.ts";
import { LEGACY_MAGIC, readTorchLegacy } from "./torch_legacy.ts";
import { readTorchZip } from "./torch_zip.ts";

/** How a checkpoint is read. */
export interface ReadCheckpointOptions {
  /** Keys of the state dict that is wanted, between dots, e.g. `model_ema`; `.` is the file itself. */
  readonly key?: string;
}

/** A format: how its files begin, and how they are read. */
interface Format {
  readonly begins: (head: string) => boolean;
  readonly read: (source: ByteSource, key: string | undefined) => Checkpoint;
}

/** How pickles of protocol 2 to 5 begin. */
const PICKLE_STARTS: readonly string[] = ["\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"];
/** The length of a header, whose upper bytes are 0, then JSON. */
const SAFETENSORS_START = /^[^]{4}[^]\0\0\0\{/;

const FORMATS: readonly Format[] = [
  { begins: (head) => head.startsWith("PK\x03\x04"), read: readTorchZip },
  {
    begins: (head) => isPickle(head) && head.startsWith(LEGACY_MAGIC, 2),
    read: readTorchLegacy,
  },
  { begins: (head) => isPickle(head), read: readArrayPickle },
  { begins: (head) => SAFETENSORS_START.test(head), read: withoutKeys(readSafetensors) },
];

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
  const format = FORMATS.find(({ begins }) => begins(head));
  if (format !== undefined) return format.read(source, key);
  throw new CheckpointError({
    reason: "it begins like no checkpoint that we know",
    cure: "name a .safetensors, a .pth or .pt of PyTorch, or a .pdparams",
  });
}

function isPickle(head: string): boolean {
  return PICKLE_STARTS.includes(head.slice(0, 2));
}

/** Of formats that have tensors alone. */
function withoutKeys(read: (source: ByteSource) => Checkpoint): Format["read"] {
  return (source, key) => {
    if (key === undefined) return read(source);
    throw new CheckpointError({
      reason: `it has tensors and no keys above them, where "${key}" is asked for`,
      cure: "leave out --key",
    });
  };
}
