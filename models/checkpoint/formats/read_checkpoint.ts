// A checkpoint of any format, told by its first bytes.

import type { OpenExternal } from "../../file/reading/external_numbers.ts";
import { HEAD_BYTES, isPickle, isSafetensors } from "../../file/reading/file_starts.ts";
import { foreignFile } from "../../file/reading/foreign_file.ts";
import type { ByteSource } from "../../file/wire/byte_source.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { CheckpointError } from "../checkpoint_error.ts";
import { readArrayPickle } from "./array_pickle.ts";
import { readOnnxWeights } from "./onnx_weights.ts";
import { readPartsIndex } from "./parts_index.ts";
import { readSafetensors } from "./safetensors.ts";
import { LEGACY_MAGIC, readTorchLegacy } from "./torch_legacy.ts";
import { readTorchZip } from "./torch_zip.ts";

/** How a checkpoint is read. */
export interface ReadCheckpointOptions {
  /** Keys of the state dict that is wanted, between dots, e.g. `model_ema`; `.` is the file itself. */
  readonly key?: string;
  /** Opens files beside the checkpoint: its other parts. @default there are none */
  readonly openBeside?: OpenExternal;
}

/** A format: how its files begin, and how they are read. */
interface Format {
  readonly begins: (head: string) => boolean;
  readonly read: (source: ByteSource, options: Options) => Checkpoint;
}

interface Options {
  readonly key: string | undefined;
  readonly openBeside: OpenExternal;
}

/** Tags of the fields that come first in ONNX models: version, producer, its version, graph. */
const ONNX_TAGS: readonly string[] = ["\x08", "\x12", "\x1a", "\x3a"];

const FORMATS: readonly Format[] = [
  {
    begins: (head) => head.startsWith("PK\x03\x04"),
    read: (source, { key }) => readTorchZip(source, key),
  },
  {
    begins: (head) => isPickle(head) && head.startsWith(LEGACY_MAGIC, 2),
    read: (source, { key }) => readTorchLegacy(source, key),
  },
  { begins: isPickle, read: (source, { key }) => readArrayPickle(source, key) },
  { begins: isSafetensors, read: withoutKeys(readSafetensors) },
  { begins: (head) => /^(?:\xef\xbb\xbf)?\s*\{/.test(head), read: withoutKeys(readIndex) },
  { begins: (head) => ONNX_TAGS.includes(head[0] ?? ""), read: withoutKeys(readOnnxWeights) },
];

/**
 * Reads what a file holds; its tensors are read later, from the same source.
 *
 * @throws {CheckpointError} If it is no checkpoint, is damaged, or has no such key.
 */
export function readCheckpoint(
  source: ByteSource,
  { key, openBeside = () => undefined }: ReadCheckpointOptions = {},
): Checkpoint {
  const bytes = source.read(0, Math.min(HEAD_BYTES, source.size));
  const head = String.fromCharCode(...bytes);
  const format = FORMATS.find(({ begins }) => begins(head));
  if (format !== undefined) return format.read(source, { key, openBeside });
  const foreign = foreignFile(bytes, "checkpoint");
  if (foreign !== undefined) throw new CheckpointError(foreign);
  throw new CheckpointError({
    reason: "it begins like no checkpoint that we know",
    cure: "name a .safetensors, a .pth or .pt of PyTorch, or a .pdparams",
  });
}

/** An index whose parts name no parts of their own. */
function readIndex(source: ByteSource, openBeside: OpenExternal): Checkpoint {
  return readPartsIndex(source, { openBeside, readPart: (part) => readCheckpoint(part) });
}

/** Of formats that have tensors alone. */
function withoutKeys(
  read: (source: ByteSource, openBeside: OpenExternal) => Checkpoint,
): Format["read"] {
  return (source, { key, openBeside }) => {
    if (key === undefined) return read(source, openBeside);
    throw new CheckpointError({
      reason: `it has tensors and no keys above them, where "${key}" is asked for`,
      cure: "leave out --key",
    });
  };
}
