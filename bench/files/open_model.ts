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

/** Where the tensors of a model can be read, until it is disposed of. */
export type OpenTensors = TensorSource & Disposable;

/**
 * Opens the file of a model and what lies beside it; see {@linkcode openModel} for who has not read
 * the model yet.
 *
 * @throws {FileError} If it is no file.
 * @throws {Error} If the system refuses.
 */
export function openTensors(path: string): OpenTensors {
  using stack = new DisposableStack();
  const model = stack.use(openFileSource(path));
  const { open: openExternal } = stack.use(externalFilesOf(path));
  const held = stack.move();
  return { model, openExternal, [Symbol.dispose]: () => held.dispose() };
}

/**
 * Opens a model and what lies beside it.
 *
 * @throws {FileError} If it is no model, or no whole one.
 * @throws {Error} If the system refuses.
 */
export function openModel(path: string): OpenModel {
  using stack = new DisposableStack();
  const tensors = stack.use(openTensors(path));
  const model = readModel(tensors.model, { openExternal: tensors.openExternal });
  const held = stack.move();
  return { model, tensors, [Symbol.dispose]: () => held.dispose() };
}

/** What a model says; see {@linkcode openModel}. */
export function readModelAt(path: string): FileModel {
  using opened = openModel(path);
  return opened.model;
}
