import { assertEquals, assertThrows } from "@std/assert";
import { interpolate } from "../../../evaluate/images/interpolate.ts";
import { type Picture, PictureError } from "../../../evaluate/images/picture.ts";
import type { CropPlace } from "../../../evaluate/images/crop_place.ts";
import { resample } from "../../../evaluate/images/resample.ts";

/** One row of grey pixels. */
function grey(...values: readonly number[]): Picture {
  const rgb = Uint8Array.from(values.flatMap((value) => [value, value, value]));
  return { width: values.length, height: 1, rgb };
}

/** The same picture on its side. */
function upright({ width, height, rgb }: Picture): Picture {
  return { width: height, height: width, rgb };
}

/** All of a picture of this size. */
function whole(width: number, height: number): CropPlace {
  return { width, height, window: { left: 0, top: 0, width, height } };
}

const reds = ({ rgb }: Picture) => [...rgb.filter((_, index) => index % 3 === 0)];

const EDGE = grey(0, 0, 0, 0, 255, 255, 255, 255);

Deno.test("resample() gives Pillow's bytes for an edge, across and down", () => {
  // github.com/pytorch/vision/issues/3152, by Pillow itself.
  assertEquals(reds(resample(EDGE, whole(4, 1), "bilinear")), [0, 32, 223, 255]);
  assertEquals(reds(resample(EDGE, whole(4, 1), "bicubic")), [0, 17, 238, 255]);
  assertEquals(reds(resample(upright(EDGE), whole(1, 4), "bilinear")), [0, 32, 223, 255]);
  assertEquals(reds(resample(upright(EDGE), whole(1, 4), "bicubic")), [0, 17, 238, 255]);
});

Deno.test("interpolate() looks at the nearest pixels only", () => {
  assertEquals(reds(interpolate(EDGE, whole(4, 1), "bilinear")), [0, 0, 255, 255]);
  assertEquals(reds(interpolate(upright(EDGE), whole(1, 4), "bilinear")), [0, 0, 255, 255]);
});

Deno.test("resample() and interpolate() leave a picture of the same size as it is", () => {
  const picture = grey(3, 250, 0, 17, 99);
  for (const resize of [resample, interpolate]) {
    for (const filter of ["bilinear", "bicubic"] as const) {
      assertEquals(resize(picture, whole(5, 1), filter), picture);
    }
  }
});

Deno.test("resample() and interpolate() of a window give that part of the whole", () => {
  const rgb = Uint8Array.from({ length: 3 * 9 * 7 }, (_, i) => (i * i) % 251);
  const picture = { width: 9, height: 7, rgb };
  const window = { left: 1, top: 2, width: 3, height: 2 };
  for (const resize of [resample, interpolate]) {
    for (const filter of ["bilinear", "bicubic"] as const) {
      const all = resize(picture, whole(6, 5), filter);
      const rows = [2, 3].map((y) => [...all.rgb.subarray(3 * (6 * y + 1), 3 * (6 * y + 4))]);
      const part = resize(picture, { width: 6, height: 5, window }, filter);
      assertEquals(part, { width: 3, height: 2, rgb: Uint8Array.from(rows.flat()) });
    }
  }
});

Deno.test("resample() leaves rows of any width as they are", () => {
  // Rows of 1 to 40 pixels, so that vectors end within one, and the next row begins in its bytes.
  for (let width = 1; width <= 40; width++) {
    const rgb = Uint8Array.from({ length: 3 * width * 3 }, (_, i) => (i * 89) % 256);
    const picture = { width, height: 3, rgb };
    assertEquals(resample(picture, whole(width, 3), "bicubic"), picture);
  }
});

Deno.test("resample() refuses what shrinks to nearly nothing", () => {
  const thread = { width: 1, height: 1_100_000, rgb: new Uint8Array(3_300_000) };
  assertThrows(
    () => resample(thread, whole(256, 256), "bicubic"),
    PictureError,
    "Cannot resize picture of 1x1100000 to 256x256 as no side may shrink more than 4096 times",
  );
});
