// Checkpoints, opened and read.

import type { Checkpoint } from "../../models/checkpoint/checkpoint.ts";
import {
  readCheckpoint,
  type ReadCheckpointOptions,
} from "../../models/checkpoint/formats/read_checkpoint.ts";
import { openFileSource } from "./file_source.ts";
import { sha256Of } from "./source_hash.ts";

/** A checkpoint whose tensors can be read, until it is disposed of. */
export interface OpenedCheckpoint extends Disposable {
  readonly checkpoint: Checkpoint;
  readonly path: string;
  /** Of the file's bytes, in hex. */
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
  options: ReadCheckpointOptions = {},
): OpenedCheckpoint {
  using stack = new DisposableStack();
  const source = stack.use(openFileSource(path));
  const checkpoint = readCheckpoint(source, options);
  const held = stack.move();
  return {
    checkpoint,
    path,
    sha256: () => sha256Of(source),
    [Symbol.dispose]: () => held.dispose(),
  };
}
