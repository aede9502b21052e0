// Careless changes of how pictures are read: each moves a Top-1 by tenths, and nobody sees it.

import type { Mutation } from "./mutation.ts";

/** Of evaluate/images, evaluate/presets and evaluate/pipeline. */
export const PICTURE_MUTATIONS: readonly Mutation[] = [
  {
    what: "the crop's offset rounds a half up",
    file: "evaluate/images/crop_place.ts",
    find: "half + half % 2",
    replace: "half + 1",
  },
  {
    what: "the long side is rounded",
    file: "evaluate/images/crop_place.ts",
    find: "height: Math.floor(short * height / width)",
    replace: "height: Math.round(short * height / width)",
  },
  {
    what: "the cubic filter is PyTorch's without antialias",
    file: "evaluate/images/resample_weights.ts",
    find: "const CUBIC = -0.5;",
    replace: "const CUBIC = -0.75;",
  },
  {
    what: "filters do not widen where pictures shrink",
    file: "evaluate/images/resample_weights.ts",
    find: "const widening = Math.max(scale, 1);",
    replace: "const widening = 1;",
  },
  {
    what: "weights below 0 are cut, not rounded",
    file: "evaluate/images/resample_weights.ts",
    find: "weight < 0 ? scaled - 0.5 : scaled + 0.5",
    replace: "scaled + 0.5",
  },
  {
    what: "sums of resizing are cut, not rounded",
    file: "evaluate/images/weighted_sums.ts",
    find: "i32.const(1 << (FRACTION_BITS - 1))",
    replace: "i32.const(0)",
  },
  {
    what: "columns are summed from three vectors of four",
    file: "evaluate/images/weighted_sums.ts",
    find: "i16x8.narrowI32x4S(whole(sums + 2), whole(sums + 3))",
    replace: "i16x8.narrowI32x4S(whole(sums + 2), whole(sums + 2))",
  },
  {
    what: "a byte is made a share without rounding to float32",
    file: "evaluate/images/preprocess.ts",
    find: "Math.fround(Math.fround(byte / 255) - shift)",
    replace: "(byte / 255 - shift)",
  },
  {
    what: "blue comes first",
    file: "evaluate/images/preprocess.ts",
    find: 'channels === "RGB" ? plane : 2 - plane',
    replace: 'channels === "BGR" ? plane : 2 - plane',
  },
  {
    what: "a truncated JPEG is filled with grey",
    file: "evaluate/images/formats/jpeg_header.ts",
    find: "  throw truncated();\n}\n\n/** All but the marks",
    replace: "  return { marker: END_OF_IMAGE, next: from };\n}\n\n/** All but the marks",
  },
  {
    what: "inks are not inverted",
    file: "evaluate/images/formats/decode_jpeg.ts",
    find: "share(255 - (inverted[4 * pixel + ink] ?? 0), light)",
    replace: "share(inverted[4 * pixel + ink] ?? 0, light)",
  },
  {
    what: "after a damaged JPEG the library goes on as it was left",
    file: "evaluate/images/formats/libjpeg.ts",
    find: "  kept = undefined;",
    replace: "  kept = library;",
    equivalent:
      "each call brings its own decompressor: only memory is lost, which no test waits for",
  },
  {
    what: "Paeth's filter prefers the corner to the pixel above",
    file: "evaluate/images/formats/png_samples.ts",
    find: "return toUp <= toCorner ? up : corner;",
    replace: "return toUp < toCorner ? up : corner;",
  },
  {
    what: "a PNG's bomb is inflated",
    file: "evaluate/images/formats/png_samples.ts",
    find: "inflateSync(bytes, { maxOutputLength: most })",
    replace: "inflateSync(bytes)",
  },
  {
    what: "pictures are read as far ahead as workers come",
    file: "evaluate/pipeline/picture_worker.ts",
    find: "path === undefined || !comesTurn(shared, index)",
    replace: "path === undefined",
  },
  {
    what: "a batch is overwritten while the network reads it",
    file: "evaluate/pipeline/prepared_batches.ts",
    find: "const BATCHES_IN_USE = 2;",
    replace: "const BATCHES_IN_USE = 1;",
  },
  {
    what: "workers go on where the loop ends",
    file: "evaluate/pipeline/prepared_batches.ts",
    find: "    end: () => workers.forEach((worker) => worker.terminate()),",
    replace: "    end: () => undefined,",
  },
  {
    what: "timm's crop share is rounded",
    file: "evaluate/presets/crop_share.ts",
    find: "Math.floor(crop / share)",
    replace: "Math.round(crop / share)",
  },
];
