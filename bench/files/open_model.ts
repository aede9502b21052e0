// Model files, opened and read.

import type { FileModel } from "../../models/file/file_model.ts";
import { readModel } from "../../models/file/reading/read_model.ts";
import type { TensorSource } from "../../models/file/values/tensor_bytes.ts";
import { externalFilesOf } from "./external_files.ts";
import { openFileSource } from "./file_source.ts";

/** A model and where its tensors can be read, until it is disposed of. */
export interface OpenModel extends Disposable {
  readonly model: FileModel;
  readonly tensors: TensorSource;
}

/**
 * Opens a model and what lies beside it.
 *
 * @throws {FileError} If it is no model, or no whole one.
 * @throws {Error} If the system refuses.
 */
export function openModel(path: string): OpenModel {
  using stack = new DisposableStack();
  const source = stack.use(openFileSource(path));
  const { open: openExternal } = stack.use(externalFilesOf(path));
  const model = readModel(source, { openExternal });
  const held = stack.move();
  return {
    model,
    tensors: { model: source, openExternal },
    [Symbol.dispose]: () => held.dispose(),
  };
}

/** What a model says; see {@linkcode openModel}. */
export function readModelAt(path: string): FileModel {
  using opened = openModel(path);
  return opened.model;
}
