import { assertEquals, assertThrows } from "@std/assert";
import { normalise, preprocess } from "../../../evaluate/images/preprocess.ts";
import { PRESETS } from "../../../evaluate/presets/presets.ts";

const PIXELS = { width: 2, height: 1, rgb: Uint8Array.of(0, 128, 255, 10, 20, 30) };
const PLAIN = { mean: [0, 0, 0], std: [1, 1, 1], channels: "RGB" } as const;

/** What two pixels become, plane by plane. */
function planes(steps: Parameters<typeof normalise>[1]): readonly number[] {
  const target = new Float32Array(6);
  normalise(PIXELS, steps, target);
  return [...target];
}

const share = (byte: number) => Math.fround(byte / 255);

Deno.test("normalise() writes one plane a colour, red or blue first", () => {
  assertEquals(planes(PLAIN), [0, 10, 128, 20, 255, 30].map(share));
  assertEquals(planes({ ...PLAIN, channels: "BGR" }), [255, 30, 128, 20, 0, 10].map(share));
});

Deno.test("normalise() rounds after each step, as float32 tensors do", () => {
  const { mean, std, channels } = PRESETS.deit;
  // torch: (torch.tensor([128], dtype=torch.uint8).float().div(255) - 0.456) / 0.224
  assertEquals(planes({ mean, std, channels })[2], 0.20518219470977783);
  // Means belong to planes, whichever colour they carry.
  assertEquals(planes({ mean, std, channels: "BGR" })[2], 0.20518219470977783);
});

Deno.test("normalise() refuses a target of another size", () => {
  assertThrows(
    () => normalise(PIXELS, PLAIN, new Float32Array(5)),
    RangeError,
    "Cannot normalise a picture of 2x1 as the target must hold 6 values: got 5",
  );
});

Deno.test("preprocess() fills three planes of the crop's size", () => {
  const target = new Float32Array(3 * 224 * 224);
  const grey = { width: 30, height: 20, rgb: new Uint8Array(1800).fill(51) };
  preprocess(grey, { ...PRESETS.deit, ...PLAIN }, target);
  assertEquals(new Set(target), new Set([share(51)]));
});
