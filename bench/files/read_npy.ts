// An array of numpy, read from its file.

import { openFileSource } from "./file_source.ts";
import { type NpyArray, npyArray } from "./npy_array.ts";

/**
 * Reads a .npy file.
 *
 * @throws {FileError} If it is none.
 * @throws {Error} If the system refuses.
 */
export function readNpy(path: string): NpyArray {
  using source = openFileSource(path);
  return npyArray(source.read(0, source.size));
}
