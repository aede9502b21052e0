// Where the crop lies: sizes and offsets as torchvision's Resize and CenterCrop have them.

import type { Preset } from "./preset.ts";

/** A rectangle of pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The size that a picture is resized to, and the part of it that is kept. */
export interface CropPlace {
  readonly width: number;
  readonly height: number;
  readonly window: Rectangle;
}

/**
 * The size after resizing and the crop within, e.g. 500x375 at 256/224: 341x256, 58 from the left.
 *
 * @throws {RangeError} If the crop is larger than what it is cut from.
 */
export function cropPlace(
  picture: { readonly width: number; readonly height: number },
  { id, resize, crop, squash }: Pick<Preset, "id" | "resize" | "crop" | "squash">,
): CropPlace {
  if (crop > resize) {
    throw new RangeError(
      `Cannot crop by preset "${id}" as the crop must not exceed the resized side: ` +
        `got ${crop} of ${resize}`,
    );
  }
  const { width, height } = squash
    ? { width: resize, height: resize }
    : withShortSide(picture, resize);
  const left = halfToEven(width - crop);
  const top = halfToEven(height - crop);
  return { width, height, window: { left, top, width: crop, height: crop } };
}

/** The long side loses its fraction: 256 * 500 / 375 = 341.3 -> 341. */
function withShortSide(
  { width, height }: { readonly width: number; readonly height: number },
  short: number,
): { readonly width: number; readonly height: number } {
  return width <= height
    ? { width: short, height: Math.floor(short * height / width) }
    : { width: Math.floor(short * width / height), height: short };
}

/** Half of a whole number, where a half is rounded to the even neighbour: 117 -> 58, 119 -> 60. */
function halfToEven(margin: number): number {
  const half = Math.floor(margin / 2);
  return margin % 2 === 0 ? half : half + half % 2;
}
