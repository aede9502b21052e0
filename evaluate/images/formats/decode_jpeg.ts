// JPEG: grey, colour and CMYK, baseline and progressive, as Pillow's convert("RGB") gives them.

import type { Picture } from "../picture.ts";
import { readJpegHeader } from "./jpeg_header.ts";
import { decompress } from "./libjpeg.ts";

/**
 * Pixels as they are stored: an orientation in EXIF is not applied, as loaders of datasets do not.
 *
 * @throws {PictureError} If it is truncated, damaged or of a kind that is not decoded.
 */
export function decodeJpeg(bytes: Uint8Array): Picture {
  const { width, height, components } = readJpegHeader(bytes);
  if (components < 4) {
    return { width, height, rgb: decompress(bytes, { width, height, format: "rgb" }) };
  }
  return { width, height, rgb: withoutBlack(decompress(bytes, { width, height, format: "cmyk" })) };
}

/** Inks as files have them, inverted (255 is none, as Adobe does), to red, green and blue. */
function withoutBlack(inverted: Uint8Array): Uint8Array {
  const pixels = inverted.length / 4;
  const rgb = new Uint8ClampedArray(3 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const light = inverted[4 * pixel + 3] ?? 0;
    for (let ink = 0; ink < 3; ink++) {
      rgb[3 * pixel + ink] = light - share(255 - (inverted[4 * pixel + ink] ?? 0), light);
    }
  }
  return new Uint8Array(rgb.buffer);
}

/** a * b / 255, rounded, without a division: Pillow's own sum. */
function share(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}
