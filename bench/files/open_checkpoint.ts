// Checkpoints, opened and read.

import { extname } from "node:path";
import type { Checkpoint } from "../../models/checkpoint/checkpoint.ts";
import {
  readCheckpoint,
  type ReadCheckpointOptions,
} from "../../models/checkpoint/formats/read_checkpoint.ts";
import type { ByteSource } from "../../models/file/wire/byte_source.ts";
import { externalFilesOf } from "./external_files.ts";
import { openFileSource } from "./file_source.ts";
import { sha256Of } from "./source_hash.ts";

/** A checkpoint whose tensors can be read, until it is disposed of. */
export interface OpenedCheckpoint extends Disposable {
  readonly checkpoint: Checkpoint;
  readonly path: string;
  /** Of the file's bytes, and those of its other parts after it, in the order of their names; in hex. */
  readonly sha256: () => string;
}

/**
 * Opens a checkpoint; nothing in it runs.
 *
 * @throws {FileError} If it is no checkpoint, or no whole one.
 * @throws {Error} If the system refuses.
 */
export function openCheckpoint(
  path: string,
  options: Pick<ReadCheckpointOptions, "key"> = {},
): OpenedCheckpoint {
  using stack = new DisposableStack();
  const source = stack.use(openFileSource(path));
  const beside = stack.use(externalFilesOf(path));
  const parts = new Set<string>();
  const openBeside = (location: string) => {
    parts.add(location);
    return beside.open(location);
  };
  /** Of the parts one is open at a time. */
  function* sources(): Generator<ByteSource> {
    yield source;
    for (const part of [...parts].toSorted()) {
      const opened = beside.open(part);
      if (opened !== undefined) yield opened;
    }
  }
  const checkpoint = readCheckpoint(source, { ...options, openBeside });
  const held = stack.move();
  return {
    checkpoint: {
      ...checkpoint,
      notices: [...checkpoint.notices, ...nameNotices(path, checkpoint)],
    },
    path,
    sha256: () => sha256Of(sources()),
    [Symbol.dispose]: () => held.dispose(),
  };
}

const TORCH_FORMATS = ["PyTorch zip", "PyTorch before 1.6", "TorchScript"];

/** Formats by the ending that promises them. */
const FORMATS_BY_ENDING: Readonly<Record<string, readonly string[]>> = {
  ".safetensors": ["safetensors"],
  ".onnx": ["ONNX"],
  ".pdparams": ["PaddlePaddle", "pickle of arrays"],
  ".pth": TORCH_FORMATS,
  ".pt": TORCH_FORMATS,
};

function nameNotices(path: string, { format }: Checkpoint): readonly string[] {
  const ending = extname(path).toLowerCase();
  const promised = Object.hasOwn(FORMATS_BY_ENDING, ending) ? FORMATS_BY_ENDING[ending] : undefined;
  if (promised === undefined || promised.includes(format)) return [];
  return [`it is named ${ending} and is of another format, ${format}: its content decides`];
}
