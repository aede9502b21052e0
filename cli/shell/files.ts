// Files that commands read and write, with errors that say what to do.

import defer * as crypto from "node:crypto";
import defer * as pathOf from "node:path";
import { abortOnSignals } from "./abort_on_signals.ts";
import { fileError, Interruption, runError, UsageError } from "./usage_error.ts";

/**
 * Writes a text file and the folders above it.
 *
 * @throws {RunError} If the system refuses.
 */
export async function writeFile(path: string, content: string): Promise<void> {
  try {
    await Deno.mkdir(pathOf.dirname(path), { recursive: true });
    await Deno.writeTextFile(path, content);
  } catch (error) {
    throw runError("write", path, error);
  }
}

/**
 * Writes a file so that its path has all of it or what it had before, whatever happens meanwhile.
 *
 * @throws {RunError} If the system refuses.
 * @throws {Interruption} If the person ends it.
 */
export async function writeWholeFile(
  path: string,
  content: Uint8Array | ReadableStream<Uint8Array>,
): Promise<void> {
  const part = `${path}.${crypto.randomUUID()}.part`;
  const { signal, stop } = abortOnSignals();
  try {
    await Deno.writeFile(part, content, { createNew: true, signal });
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => undefined);
    if (signal.aborted) throw new Interruption(`interrupted: "${path}" was not written`);
    throw runError("write", path, error);
  } finally {
    stop();
  }
}

/** Writes all bytes to a stream, however many it takes at a time. */
export function writeWhole(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
}

const PIECE_BYTES = 1 << 18;

/**
 * The bytes of an open file from where it stands; each piece is gone when the next one is taken.
 *
 * @throws {UsageError} If the system refuses.
 */
export function* piecesOf(file: Deno.FsFile, path: string): Generator<Uint8Array> {
  const piece = new Uint8Array(PIECE_BYTES);
  try {
    for (let size = file.readSync(piece); size !== null; size = file.readSync(piece)) {
      yield piece.subarray(0, size);
    }
  } catch (error) {
    throw fileError("read", path, error);
  }
}

/**
 * Opens a file to read it.
 *
 * @throws {UsageError} If it is none, or the system refuses.
 */
export function openFile(path: string): Deno.FsFile {
  requireFile("read", path);
  try {
    return Deno.openSync(path);
  } catch (error) {
    throw fileError("read", path, error);
  }
}

/**
 * SHA-256 of a file's bytes, in hex.
 *
 * @throws {UsageError} If the system refuses.
 */
export function fileSha256(path: string): string {
  using file = openFile(path);
  const hash = crypto.createHash("sha256");
  for (const piece of piecesOf(file, path)) hash.update(piece);
  return hash.digest("hex");
}

/** Some editors begin a file with it; it is no part of the text. */
const BYTE_ORDER_MARK = /^\ufeff/;

/**
 * The text of a file that people write.
 *
 * @param what What it should be, as `table`.
 * @throws {UsageError} If it has more bytes than such files have, or nothing, or the system refuses.
 */
export function fileText(path: string, what: string, mostBytes: number): string {
  requireFile("read", path);
  const size = infoOf(path)?.size ?? 0;
  if (size > mostBytes) {
    throw new UsageError(
      `Cannot read "${path}" as a ${what} may have ${mostBytes} bytes: it has ${size}, leave the ` +
        `rest out`,
    );
  }
  let text: string;
  try {
    text = Deno.readTextFileSync(path).replace(BYTE_ORDER_MARK, "");
  } catch (error) {
    throw fileError("read", path, error);
  }
  if (text.trim() !== "") return text;
  throw new UsageError(`Cannot read "${path}" as it is empty and no ${what}: name another file`);
}

/** Whether there is something, or the system refuses to look: whoever opens it will say why. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

/**
 * Makes sure that a file can be written without taking another one's place, unless that is wanted.
 *
 * @throws {UsageError} If there is something already, or its folder takes no files.
 */
export async function requireRoom(
  path: string,
  { force }: { readonly force: boolean },
): Promise<void> {
  requireFile("write", path);
  if (!force && infoOf(path) !== undefined) {
    throw new UsageError(
      `Cannot write "${path}" as it is there already: name another file, or pass --force`,
    );
  }
  await requireWritableFolder(pathOf.dirname(path));
}

/**
 * Prints a result, then writes it: a file that cannot be written hides no result, and a stdout that
 * takes nothing keeps no file back.
 */
export async function printThenWrite(print: () => void, write: () => Promise<void>): Promise<void> {
  try {
    print();
  } finally {
    await write();
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
