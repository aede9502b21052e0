// Pictures by integer sums, the same as those of tests/fixtures/make_pictures.py.

import type { Picture } from "../../../evaluate/images/picture.ts";

/** Waves with noise. */
export function pixelsOf(width: number, height: number, seed: number): Picture {
  const rgb = new Uint8Array(3 * width * height);
  for (let i = 0; i < rgb.length; i++) {
    const pixel = Math.floor(i / 3);
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const phase = (x * (3 + i % 3) + y * (5 + seed % 7)) & 511;
    const wave = phase < 256 ? phase : 511 - phase;
    rgb[i] = (wave * 7 + (noiseAt(i, seed) & 255)) >> 3;
  }
  return { width, height, rgb };
}

function noiseAt(index: number, seed: number): number {
  const mixed = (Math.imul(index, 2654435761) + Math.imul(seed, 40503)) | 0;
  const spread = Math.imul(mixed ^ (mixed >>> 15), 2246822519);
  return spread ^ (spread >>> 13);
}
