// Resizing as Pillow's `Image.resize` does it, to the last bit: rows first, then columns.

import { type Picture, PictureError } from "./picture.ts";
import type { CropPlace } from "./crop_place.ts";
import type { Interpolation } from "./preset.ts";
import { type ResampleWeights, resampleWeights } from "./resample_weights.ts";
import { VECTOR_BYTES, weightedSums } from "./weighted_sums.ts";

/** A side that shrinks further would be summed from too much at once. */
const MOST_SHRINKING = 4096;

/**
 * The window of the resized picture; what lies outside of it is never computed.
 *
 * Bytes between the two passes are rounded and clamped, as they are in Pillow.
 *
 * @throws {PictureError} If a side shrinks to less than a 4096th.
 */
export function resample(
  picture: Picture,
  { width, height, window }: CropPlace,
  interpolation: Interpolation,
): Picture {
  if (Math.max(picture.width / width, picture.height / height) > MOST_SHRINKING) {
    throw new PictureError(
      `Cannot resize picture of ${picture.width}x${picture.height} to ${width}x${height} as no side ` +
        `may shrink more than ${MOST_SHRINKING} times`,
    );
  }
  const across = resampleWeights(picture.width, width, {
    interpolation,
    start: window.left,
    length: window.width,
  });
  const down = resampleWeights(picture.height, height, {
    interpolation,
    start: window.top,
    length: window.height,
  });
  return {
    width: window.width,
    height: window.height,
    rgb: windowOf(picture, across, down),
  };
}

function windowOf(
  { width, rgb }: Picture,
  across: ResampleWeights,
  down: ResampleWeights,
): Uint8Array {
  const [columns, rows] = [across.first.length, down.first.length];
  const firstRow = down.first[0] ?? 0;
  const neededRows = (down.first.at(-1) ?? 0) + (down.count.at(-1) ?? 0) - firstRow;
  const sourceBytes = 3 * width;
  const rowBytes = wholeVectors(3 * columns);

  const place = placesIn();
  const source = place(sourceBytes + VECTOR_BYTES);
  const narrow = place(rowBytes * neededRows + VECTOR_BYTES);
  const target = place(rowBytes);
  const tables = [across.first, across.count, across.weights, down.weights] as const;
  const [first = 0, count = 0, weights = 0, downWeights = 0] = tables.map(({ byteLength }) =>
    place(byteLength)
  );
  const { memory, row, column } = weightedSums(place(0));
  const bytes = new Uint8Array(memory.buffer);
  [first, count, weights, downWeights].forEach((at, i) =>
    new Int32Array(memory.buffer, at).set(tables[i] ?? [])
  );

  // Each row made as wide as there are weights.
  for (let i = 0; i < neededRows; i++) {
    const from = (firstRow + i) * sourceBytes;
    bytes.set(rgb.subarray(from, from + sourceBytes), source);
    row(source, narrow + i * rowBytes, columns, first, count, weights, 4 * across.stride);
  }
  const out = new Uint8Array(3 * columns * rows);
  for (let i = 0; i < rows; i++) {
    const from = narrow + ((down.first[i] ?? 0) - firstRow) * rowBytes;
    const weight = downWeights + 4 * i * down.stride;
    column(from, target, rowBytes, weight, weight + 4 * (down.count[i] ?? 0));
    out.set(bytes.subarray(target, target + 3 * columns), 3 * columns * i);
  }
  return out;
}

function wholeVectors(bytes: number): number {
  return Math.ceil(bytes / VECTOR_BYTES) * VECTOR_BYTES;
}

/** Places in a memory, one after the other; that of nothing is the end. */
function placesIn(): (byteLength: number) => number {
  let end = 0;
  return (byteLength) => {
    const start = end;
    end += wholeVectors(byteLength);
    return start;
  };
}
