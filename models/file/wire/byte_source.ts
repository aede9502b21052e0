// Bytes by range: what a model is read from, so that no part is read that nobody needs.

/** A file, or what stands for one. */
export interface ByteSource {
  /** How many bytes there are. */
  readonly size: number;
  /**
   * Exactly the bytes of a range that lies inside; the caller keeps and may change them.
   *
   * @throws {Error} If the bytes are no longer there.
   */
  readonly read: (offset: number, byteLength: number) => Uint8Array<ArrayBuffer>;
}

/** Bytes that are in memory already. */
export function bytesInMemory(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, byteLength) => bytes.slice(offset, offset + byteLength),
  };
}
