// The SHA-256 of a file that is open already.

import { createHash } from "node:crypto";
import type { ByteSource } from "../../models/file/wire/byte_source.ts";

const PIECE_BYTES = 2 ** 22;

/** Of all bytes, in hex. */
export function sha256Of({ size, read }: ByteSource): string {
  const hash = createHash("sha256");
  for (let done = 0; done < size; done += PIECE_BYTES) {
    hash.update(read(done, Math.min(PIECE_BYTES, size - done)));
  }
  return hash.digest("hex");
}
