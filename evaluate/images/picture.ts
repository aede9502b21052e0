// What every step before a network reads and writes: pixels, 8 bit, red, green, blue.

/** A decoded picture: 3 bytes a pixel (red, green, blue), row by row from the top left. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `3 * width * height` values. */
  readonly rgb: Uint8Array;
}

/** A file that gives no picture; the message says what it is and why. */
export class PictureError extends Error {
  override readonly name = "PictureError";
}

/** Most pixels of a picture: where Pillow too takes a file for an attack, 2 * (2^30 / 4 / 3). */
export const MOST_PIXELS = 178_956_970;

/** @throws {PictureError} If a picture has no pixel, or more than are decoded. */
export function checkSize(kind: string, width: number, height: number): void {
  if (width < 1 || height < 1) {
    throw new PictureError(`Cannot decode ${kind} as it has no pixels: ${width}x${height}`);
  }
  if (width * height > MOST_PIXELS) {
    throw new PictureError(
      `Cannot decode ${kind} as it has more than ${MOST_PIXELS} pixels: ${width}x${height}`,
    );
  }
}
