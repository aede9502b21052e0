// A model file of the user's, read; what is to be said of it goes to stderr.

import { faultText, FileError } from "../../models/file/file_error.ts";
import type { FileModel } from "../../models/file/file_model.ts";
import { readModelAt } from "../../bench/files/open_model.ts";
import { UsageError } from "../shell/usage_error.ts";
import { requireKind } from "./file_kind.ts";

/**
 * Reads a model file.
 *
 * @throws {UsageError} If it cannot be read; the message says where and what to do.
 */
export function readModelFile(path: string): FileModel {
  requireKind(path, "model");
  return asUsageOf(path, () => readModelAt(path));
}

/** Runs `read`; what it finds wrong with the file becomes a usage error with the file's path. */
export function asUsageOf<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new UsageError(faultText(`"${path}"`, error.fault), { cause: error });
  }
}
