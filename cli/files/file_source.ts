// A file as a source of bytes: read by range, so that its size does not matter.

import type { ByteSource } from "../../models/file/wire/byte_source.ts";
import { requireFile } from "../shell/files.ts";
import { fileError, UsageError } from "../shell/usage_error.ts";

/** An open file; whoever opens it closes it. */
export interface FileSource extends ByteSource {
  readonly close: () => void;
}

/**
 * Opens a file for reading by range.
 *
 * @throws {UsageError} If it is none, or the system refuses.
 */
export function openFileSource(path: string): FileSource {
  requireFile("read", path);
  try {
    const file = Deno.openSync(path, { read: true });
    const { size } = file.statSync();
    return {
      size,
      read: (offset, byteLength) => readRange(file, path, { offset, byteLength }),
      close: () => file.close(),
    };
  } catch (error) {
    throw fileError("read", path, error);
  }
}

function readRange(
  file: Deno.FsFile,
  path: string,
  { offset, byteLength }: { readonly offset: number; readonly byteLength: number },
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let done = 0; done < byteLength;) {
    const count = file.readSync(bytes.subarray(done));
    if (count === null) {
      throw new UsageError(
        `Cannot read "${path}" as it became shorter while it was read: wait until it is written`,
      );
    }
    done += count;
  }
  return bytes;
}
