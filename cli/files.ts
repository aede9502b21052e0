// Files that commands read and write, with errors that say what to do.

import { dirname } from "node:path";
import { fileError, UsageError } from "./usage_error.ts";

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

/** A pipe that the shell opened for us, as in `<(zcat records.jsonl.gz)`; no open can wait for it. */
const OPEN_PIPE = /^\/dev\/fd\/\d+$/;

/**
 * Makes sure that what is there, if anything, is a file: to open a pipe may wait for ever, and a
 * device may never end.
 *
 * @throws {UsageError} If it is something else.
 */
export function requireFile(action: string, path: string): void {
  const found = infoOf(path);
  if (found === undefined || found.isFile) return;
  if (found.isFifo === true && OPEN_PIPE.test(path)) return;
  const [kind, cure] = found.isDirectory
    ? ["a folder", "name a file in it"]
    : [found.isFifo === true ? "a pipe" : "a device", "copy what it gives into a file"];
  throw new UsageError(`Cannot ${action} "${path}" as it is ${kind} and no file: ${cure}`);
}

/** Nothing also where the system refuses to look; it will refuse to open too, and say why. */
function infoOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * Reads a text file.
 *
 * @throws {UsageError} If it is not there or cannot be read.
 */
export async function readText(path: string): Promise<string> {
  requireFile("read", path);
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw fileError("read", path, error);
  }
}
