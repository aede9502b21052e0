// Files that commands read and write, with errors that say what to do.

import { dirname } from "node:path";
import { UsageError } from "./usage_error.ts";

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
    throw asFileError("write", path, error);
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
    throw asFileError("write to", folder, error);
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
    throw asFileError("read", path, error);
  }
}

function asFileError(action: string, path: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return new UsageError(
    `Cannot ${action} "${path}" as the system refused: ${error.message.split("\n")[0]}, ` +
      `choose another path or change its permissions`,
    { cause: error },
  );
}

/** Adds text to a file, flushed to the disk before it returns. */
export function appendText(path: string, text: string): void {
  try {
    using file = Deno.openSync(path, { append: true, create: true });
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
    file.syncSync();
  } catch (error) {
    throw asFileError("append to", path, error);
  }
}
