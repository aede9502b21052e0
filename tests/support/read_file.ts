// Reads a file that a test makes from a literal.

import type { FileModel } from "../../models/file/file_model.ts";
import { readModel } from "../../models/file/reading/read_model.ts";
import { bytesInMemory } from "../../models/file/wire/byte_source.ts";
import { type OnnxFile, onnxFile } from "./onnx_file.ts";

/** What the reader makes of the file. */
export function readFile(file: OnnxFile): FileModel {
  return readModel(bytesInMemory(onnxFile(file)));
}
