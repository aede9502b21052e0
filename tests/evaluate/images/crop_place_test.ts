import { assertEquals, assertThrows } from "@std/assert";
import { cropPlace } from "../../../evaluate/images/crop_place.ts";

const DEIT = { id: "deit", resize: 256, crop: 224, squash: false };

/** Size after resizing and the crop's corner. */
function placed(width: number, height: number, steps = DEIT): readonly number[] {
  const { window, ...size } = cropPlace({ width, height }, steps);
  assertEquals([window.width, window.height], [steps.crop, steps.crop]);
  return [size.width, size.height, window.left, window.top];
}

Deno.test("cropPlace() cuts the long side's fraction and rounds half offsets to even", () => {
  // github.com/pytorch/vision/issues/3152: Math.round gives 59 for the first.
  assertEquals(placed(500, 375), [341, 256, 58, 16]);
  assertEquals(placed(640, 427), [383, 256, 80, 16]);
  assertEquals(placed(224, 300), [256, 342, 16, 59]);
  assertEquals(placed(256, 256), [256, 256, 16, 16]);
});

Deno.test("cropPlace() gives both sides one length where proportions are given up", () => {
  assertEquals(placed(500, 375, { ...DEIT, resize: 225, squash: true }), [225, 225, 0, 0]);
  assertEquals(placed(500, 375, { ...DEIT, resize: 227, squash: true }), [227, 227, 2, 2]);
});

Deno.test("cropPlace() takes pictures that are all edge", () => {
  assertEquals(placed(1, 1), [256, 256, 16, 16]);
  assertEquals(placed(1000, 1), [256_000, 256, 127_888, 16]);
});

Deno.test("cropPlace() refuses a crop that is larger than what it is cut from", () => {
  assertThrows(
    () => placed(500, 375, { ...DEIT, id: "mine", resize: 200 }),
    RangeError,
    'Cannot crop by preset "mine" as the crop must not exceed the resized side: got 224 of 200',
  );
});
