// From a picture to a network's input: resized, cropped, normalised.

import { interpolate } from "./interpolate.ts";
import type { Picture } from "./picture.ts";
import { cropPlace } from "./crop_place.ts";
import type { Preset } from "./preset.ts";
import { resample } from "./resample.ts";

/**
 * Fills `target` with three planes of `crop` x `crop` values in float32.
 *
 * Bit for bit what torchvision's Resize, CenterCrop, ToTensor and Normalize give for a PIL image.
 *
 * @throws {RangeError} If `target` has another length, or the crop is larger than the picture.
 */
export function preprocess(picture: Picture, preset: Preset, target: Float32Array): void {
  normalise(cropped(picture, preset), preset, target);
}

/** The bytes that are normalised: the crop of the resized picture. */
export function cropped(picture: Picture, preset: Preset): Picture {
  const place = cropPlace(picture, preset);
  return (preset.antialias ? resample : interpolate)(picture, place, preset.interpolation);
}

/**
 * Planes of `(value / 255 - mean) / std`, each step rounded to float32.
 *
 * @throws {RangeError} If `target` does not hold three values a pixel.
 */
export function normalise(
  { width, height, rgb }: Picture,
  { mean, std, channels }: Pick<Preset, "mean" | "std" | "channels">,
  target: Float32Array,
): void {
  const pixels = width * height;
  if (target.length !== 3 * pixels) {
    throw new RangeError(
      `Cannot normalise a picture of ${width}x${height} as the target must hold ` +
        `${3 * pixels} values: got ${target.length}`,
    );
  }
  for (let plane = 0; plane < 3; plane++) {
    const values = normalised(mean[plane] ?? 0, std[plane] ?? 1);
    const start = plane * pixels;
    let from = channels === "RGB" ? plane : 2 - plane;
    for (let i = 0; i < pixels; i++) {
      target[start + i] = values[rgb[from] ?? 0] ?? 0;
      from += 3;
    }
  }
}

/** What each byte becomes. */
function normalised(mean: number, std: number): Float32Array {
  const [shift, scale] = [Math.fround(mean), Math.fround(std)];
  return Float32Array.from(
    { length: 256 },
    (_, byte) => Math.fround(Math.fround(byte / 255) - shift) / scale,
  );
}
