// Input sizes for tests over the catalog.

import type { CatalogEntry } from "../../models/catalog.ts";
import type { ImageSize } from "../../models/graph/image_size.ts";

/**
 * The size itself, or 224 for every 64 pixels of a side where the network is a Swin, which takes
 * multiples of 224 only; `64x160` -> `224x448`.
 */
export function allowedSize({ family }: CatalogEntry, { height, width }: ImageSize): ImageSize {
  if (family !== "Swin") return { height, width };
  const side = (pixels: number) => 224 * Math.floor(pixels / 64);
  return { height: side(height), width: side(width) };
}
