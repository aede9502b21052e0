// PNG of up to 8 bit a sample, as Pillow's convert("RGB") gives it.

import type { Picture } from "../picture.ts";
import { COLOUR_TYPES, type PngFile, readPng } from "./png_chunks.ts";
import { samplesOf } from "./png_samples.ts";

/**
 * Pixels as they are stored: alpha and transparent colours are dropped, nothing is blended, and
 * gamma and colour profiles are not applied.
 *
 * @throws {PictureError} If it is truncated, damaged or of 16 bit.
 */
export function decodePng(bytes: Uint8Array): Picture {
  const png = readPng(bytes);
  const samples = samplesOf(png);
  const { width, height } = png;
  if (png.colourType === 2) return { width, height, rgb: samples };
  const rgb = new Uint8Array(3 * width * height);
  const { channels } = COLOUR_TYPES[png.colourType];
  const isColour = png.colourType === 6;
  const table = isColour ? undefined : coloursOf(png);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const sample = samples[pixel * channels] ?? 0;
    for (let channel = 0; channel < 3; channel++) {
      rgb[3 * pixel + channel] = table === undefined
        ? samples[pixel * channels + channel] ?? 0
        : table[3 * sample + channel] ?? 0;
    }
  }
  return { width, height, rgb };
}

/** Red, green, blue of each sample; one that the palette lacks is black. */
function coloursOf({ colourType, depth, palette }: PngFile): Uint8Array {
  const colours = new Uint8Array(3 * 256);
  if (colourType === 3) {
    colours.set(palette.subarray(0, colours.length));
    return colours;
  }
  const most = 2 ** depth - 1;
  return colours.map((_, i) => Math.floor(i / 3) * 255 / most);
}
