// 200 pictures by the steps of torchvision and timm, recorded by tests/fixtures/make_pictures.py.

import { assertEquals } from "@std/assert";
import { cropped, preprocess } from "../../../evaluate/images/preprocess.ts";
import type { Interpolation, Preset } from "../../../evaluate/images/preset.ts";
import { resizeFor } from "../../../evaluate/presets/crop_share.ts";
import { PRESETS } from "../../../evaluate/presets/presets.ts";
import { pixelsOf } from "./pixels_of.ts";
import { recordsOf, sha256Of } from "./recorded_pictures.ts";

/** Who prepared a picture, and how. */
type Way =
  & { readonly interpolation: Interpolation }
  & (
    | { readonly resize: number; readonly crop: number; readonly antialias?: false }
    | { readonly size: number; readonly share: number; readonly mode: "center" | "squash" }
  );

interface Prepared {
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly by: Way;
  readonly sha256?: string;
  readonly bytes?: string;
}

const PREPARED = await recordsOf<Prepared>("preprocessed.jsonl");

function presetOf(way: Way): Preset {
  const { interpolation } = way;
  if (!("share" in way)) return { ...PRESETS.deit, antialias: true, ...way };
  const { size, share, mode } = way;
  const squash = mode === "squash";
  return { ...PRESETS.deit, interpolation, squash, crop: size, resize: resizeFor(size, share) };
}

Deno.test("preprocess() gives the floats of torchvision and timm to the last bit", () => {
  const recorded = PREPARED.filter(({ sha256 }) => sha256 !== undefined);
  const unlike = recorded.filter(({ width, height, seed, by, sha256 }) => {
    const preset = presetOf(by);
    const target = new Float32Array(3 * preset.crop ** 2);
    preprocess(pixelsOf(width, height, seed), preset, target);
    return sha256Of(target) !== sha256;
  });
  assertEquals(unlike, []);
  assertEquals(recorded.length, 164);
});

Deno.test("cropped() without antialias is torchvision's of tensors, but for ties that fall by 1", () => {
  let [values, unlike] = [0, 0];
  for (const { width, height, seed, by, bytes } of PREPARED) {
    if (bytes === undefined) continue;
    const expected = Uint8Array.fromBase64(bytes);
    const { rgb } = cropped(pixelsOf(width, height, seed), presetOf(by));
    const differences = rgb.map((value, i) => Math.abs(value - (expected[i] ?? 0)));
    assertEquals(Math.max(...differences) <= 1, true, `${width}x${height}`);
    unlike += differences.filter((difference) => difference > 0).length;
    values += rgb.length;
  }
  assertEquals(values, 36 * 3 * 16 ** 2);
  assertEquals(unlike <= 10, true, `${unlike} of ${values}`);
});
