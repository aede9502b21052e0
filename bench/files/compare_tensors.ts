// Tensors of a file held against each other by range, in bounded memory.

import type { ByteSource } from "../../models/file/wire/byte_source.ts";

/** Where a matrix lies, row by row. */
export interface StoredMatrix {
  readonly offset: number;
  readonly elementBytes: number;
  readonly rows: number;
  readonly columns: number;
}

/** Read at once. */
const BLOCK_BYTES = 2 ** 24;

/** Elements as whole numbers: what counts are their bits. */
const ARRAYS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array } as const;

type Elements = ArrayLike<number | bigint>;

function elementsOf(bytes: Uint8Array<ArrayBuffer>, elementBytes: number): Elements {
  return new ARRAYS[elementBytes as keyof typeof ARRAYS](bytes.buffer);
}

/** Whether two tensors of equal sizes have the same bits. */
export function areEqual(source: ByteSource, a: StoredMatrix, b: StoredMatrix): boolean {
  const byteLength = a.rows * a.columns * a.elementBytes;
  for (let done = 0; done < byteLength; done += BLOCK_BYTES) {
    const length = Math.min(BLOCK_BYTES, byteLength - done);
    const [left, right] = [a, b].map(({ offset }) =>
      elementsOf(source.read(offset + done, length), a.elementBytes)
    );
    if (left === undefined || right === undefined || !haveSameBits(left, right)) return false;
  }
  return true;
}

function haveSameBits(left: Elements, right: Elements): boolean {
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return false;
  }
  return true;
}

/** Whether a matrix has the bits of another one's transpose. */
export function areTransposed(source: ByteSource, a: StoredMatrix, b: StoredMatrix): boolean {
  // Rows of the taller one are read in blocks, and as much of each row of the other.
  const [tall, wide] = a.rows >= a.columns ? [a, b] : [b, a];
  const { columns, elementBytes } = tall;
  const most = Math.max(1, Math.floor(BLOCK_BYTES / (columns * elementBytes)));
  for (let first = 0; first < tall.rows; first += most) {
    const count = Math.min(most, tall.rows - first);
    const block = elementsOf(
      source.read(tall.offset + first * columns * elementBytes, count * columns * elementBytes),
      elementBytes,
    );
    for (let column = 0; column < columns; column++) {
      const start = wide.offset + (column * wide.columns + first) * elementBytes;
      const row = elementsOf(source.read(start, count * elementBytes), elementBytes);
      for (let index = 0; index < count; index++) {
        if (block[index * columns + column] !== row[index]) return false;
      }
    }
  }
  return true;
}
