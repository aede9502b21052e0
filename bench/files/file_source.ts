// A file as a source of bytes: read by range, so that its size does not matter.

import { FileError } from "../../models/file/file_error.ts";
import type { ByteSource } from "../../models/file/wire/byte_source.ts";

/** An open file; whoever opens it closes it. */
export interface FileSource extends ByteSource, Disposable {}

/**
 * Opens a file for reading by range.
 *
 * @throws {Error} If the system refuses, or it is no file.
 */
export function openFileSource(path: string): FileSource {
  const file = Deno.openSync(path, { read: true });
  const { size, isFile } = file.statSync();
  if (!isFile) {
    file.close();
    throw new FileError({
      reason: "it is a pipe or a device, which can be read once and from its beginning only",
      cure: "copy what it gives into a file",
    });
  }
  return {
    size,
    read: (offset, byteLength) => readRange(file, { offset, byteLength }),
    [Symbol.dispose]: () => file.close(),
  };
}

function readRange(
  file: Deno.FsFile,
  { offset, byteLength }: { readonly offset: number; readonly byteLength: number },
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  for (let done = 0; done < byteLength;) {
    const count = readAt(file, offset + done, bytes.subarray(done));
    if (count === null) {
      throw new FileError({
        reason: "it became shorter while it was read",
        cure: "wait until it is written",
      });
    }
    done += count;
  }
  return bytes;
}

function readAt(file: Deno.FsFile, offset: number, target: Uint8Array): number | null {
  try {
    file.seekSync(offset, Deno.SeekMode.Start);
    return file.readSync(target);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new FileError({
      reason: `the system refused to read on: ${error.message}`,
      cure: "copy the file to a disk that can be read",
      offset,
    });
  }
}
