// Files that commands read and write, with errors that say what to do.

import { dirname } from "node:path";
import { fileError } from "./usage_error.ts";

/**
 * Writes a file and the folders above it.
 *
 * @throws {UsageError} If the system refuses.
 */
export async function writeFile(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    if (typeof content === "string") await Deno.writeTextFile(path, content);
    else await Deno.writeFile(path, content);
  } catch (error) {
    throw fileError("write", path, error);
  }
}

/**
 * Makes sure, before anything is measured, that a folder takes files.
 *
 * @throws {UsageError} If it cannot be made or written to.
 */
export async function requireWritableFolder(folder: string): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
    const probe = await Deno.makeTempFile({ dir: folder, prefix: ".writable-" });
    await Deno.remove(probe);
  } catch (error) {
    throw fileError("write to", folder, error);
  }
}

/**
 * Reads a text file.
 *
 * @throws {UsageError} If it is not there or cannot be read.
 */
export async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw fileError("read", path, error);
  }
}
