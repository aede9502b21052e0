// A model file, open for as long as somebody works with it.

import type { FileModel } from "../../models/file/file_model.ts";
import { readModel } from "../../models/file/reading/read_model.ts";
import type { TensorSource } from "../../models/file/values/tensor_bytes.ts";
import { externalFilesOf } from "./external_files.ts";
import { openFileSource } from "./file_source.ts";

/** A model and where its tensors can be read. */
export interface OpenModel {
  readonly model: FileModel;
  readonly tensors: TensorSource;
}

/**
 * Reads a model and hands it to `use`, while it and what lies beside it can be read.
 *
 * @throws {FileError} If it is no model, or no whole one.
 * @throws {Error} If the system refuses.
 */
export function withModelFile<Result>(
  path: string,
  use: (open: OpenModel) => Result,
): Result {
  const source = openFileSource(path);
  const external = externalFilesOf(path);
  try {
    const model = readModel(source, { openExternal: external.open });
    return use({ model, tensors: { model: source, openExternal: external.open } });
  } finally {
    external.close();
    source.close();
  }
}
