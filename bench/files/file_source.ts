// A file as a source of bytes: read by range, so that its size does not matter.

import { FileError } from "../../models/file/file_error.ts";
import type { ByteSource } from "../../models/file/wire/byte_source.ts";

/** An open file; whoever opens it closes it. */
export interface FileSource extends ByteSource, Disposable {}

/**
 * Opens a file for reading by range.
 *
 * @throws {Error} If the system refuses.
 */
export function openFileSource(path: string): FileSource {
  const file = Deno.openSync(path, { read: true });
  const { size } = file.statSync();
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
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let done = 0; done < byteLength;) {
    const count = file.readSync(bytes.subarray(done));
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
