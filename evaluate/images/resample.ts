// Resizing as Pillow's `Image.resize` does it, to the last bit: rows first, then columns.

import type { Picture } from "./picture.ts";
import type { CropPlace } from "./crop_place.ts";
import type { Interpolation } from "./preset.ts";
import { FRACTION_BITS, type ResampleWeights, resampleWeights } from "./resample_weights.ts";

/** One half, so that the shift that ends a sum rounds it. */
const HALF = 1 << (FRACTION_BITS - 1);

/**
 * The window of the resized picture; what lies outside of it is never computed.
 *
 * Bytes between the two passes are rounded and clamped, as they are in Pillow.
 */
export function resample(
  picture: Picture,
  { width, height, window }: CropPlace,
  interpolation: Interpolation,
): Picture {
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
  const firstRow = down.first[0] ?? 0;
  const rows = (down.first.at(-1) ?? 0) + (down.count.at(-1) ?? 0) - firstRow;
  const narrow = resampleRows(picture, across, { firstRow, rows });
  return {
    width: window.width,
    height: window.height,
    rgb: resampleColumns(narrow, down, { rowBytes: 3 * window.width, firstRow }),
  };
}

/** Each row made as wide as there are weights; sums fit into 32 bits, which is said for speed. */
function resampleRows(
  { width, rgb }: Picture,
  { first, count, weights, stride }: ResampleWeights,
  { firstRow, rows }: { readonly firstRow: number; readonly rows: number },
): Uint8ClampedArray {
  const columns = first.length;
  const out = new Uint8ClampedArray(rows * columns * 3);
  let at = 0;
  for (let row = firstRow; row < firstRow + rows; row++) {
    const start = row * width;
    for (let column = 0; column < columns; column++) {
      let from = 3 * (start + (first[column] ?? 0));
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      const end = column * stride + (count[column] ?? 0);
      for (let tap = column * stride; tap < end; tap++) {
        const weight = weights[tap] ?? 0;
        red = (red + Math.imul(rgb[from] ?? 0, weight)) | 0;
        green = (green + Math.imul(rgb[from + 1] ?? 0, weight)) | 0;
        blue = (blue + Math.imul(rgb[from + 2] ?? 0, weight)) | 0;
        from += 3;
      }
      out[at++] = red >> FRACTION_BITS;
      out[at++] = green >> FRACTION_BITS;
      out[at++] = blue >> FRACTION_BITS;
    }
  }
  return out;
}

/** As many rows as there are weights, of rows that begin with `firstRow` of the picture. */
function resampleColumns(
  source: Uint8ClampedArray,
  { first, count, weights, stride }: ResampleWeights,
  { rowBytes, firstRow }: { readonly rowBytes: number; readonly firstRow: number },
): Uint8Array {
  const rows = first.length;
  const out = new Uint8ClampedArray(rows * rowBytes);
  const sums = new Int32Array(rowBytes);
  for (let row = 0; row < rows; row++) {
    sums.fill(HALF);
    for (let tap = 0; tap < (count[row] ?? 0); tap++) {
      const weight = weights[row * stride + tap] ?? 0;
      const from = ((first[row] ?? 0) + tap - firstRow) * rowBytes;
      for (let i = 0; i < rowBytes; i++) {
        sums[i] = (sums[i] ?? 0) + Math.imul(source[from + i] ?? 0, weight);
      }
    }
    for (let i = 0; i < rowBytes; i++) out[row * rowBytes + i] = (sums[i] ?? 0) >> FRACTION_BITS;
  }
  return new Uint8Array(out.buffer);
}
