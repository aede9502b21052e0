// The SHA-256 of files that are open already.

import { createHash } from "node:crypto";
import type { ByteSource } from "../../models/file/wire/byte_source.ts";

const PIECE_BYTES = 2 ** 22;

/** Of the bytes of all sources, one after the other, in hex; each is read before the next is taken. */
export function sha256Of(sources: Iterable<ByteSource>): string {
  const hash = createHash("sha256");
  for (const { size, read } of sources) {
    for (let done = 0; done < size; done += PIECE_BYTES) {
      hash.update(read(done, Math.min(PIECE_BYTES, size - done)));
    }
  }
  return hash.digest("hex");
}
