import { assertEquals } from "@std/assert";
import { interpolate } from "../../../evaluate/images/interpolate.ts";
import type { Picture } from "../../../evaluate/images/picture.ts";
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
