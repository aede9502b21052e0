// The helper that proves networks: it must fail where outputs differ from what a reference gave.

import { assertEquals, assertThrows } from "@std/assert";
import { assertAsRecorded } from "./recorded_outputs.ts";

const RECORDED = {
  name: "logits",
  shape: [1, 4],
  maxAbs: 4,
  meanAbs: 2.5,
  probes: [[0, 1], [3, -4]],
} as const;

function check(data: readonly number[], shape: readonly number[] = [1, 4]): void {
  assertAsRecorded({ shape, data: Float32Array.from(data) }, RECORDED, "net at 4x4");
}

Deno.test("assertAsRecorded() passes what lies within 1e-5 of the largest magnitude", () => {
  check([1, 2, -3, -4]);
  check([1 + 3.9e-5, 2, -3, -4]);
  check([1 - 3.9e-5, 2, -3, -4]);
});

Deno.test("assertAsRecorded() fails on a probe beyond that, on the mean and on NaN", () => {
  const message = (data: readonly number[]) => assertThrows(() => check(data), Error).message;
  const diverging = 'net at 4x4 first diverges from its reference at "logits"';
  assertEquals(message([1 + 4.1e-5, 2, -3, -4]).startsWith(diverging), true);
  assertEquals(message([1, 2, -3, -4 - 4.1e-5]).startsWith(diverging), true);
  assertEquals(message([1, 2.1, -3, -4]).startsWith(diverging), true);
  assertEquals(message([1, NaN, -3, -4]).startsWith(diverging), true);
  assertEquals(message([NaN, 2, -3, -4]).startsWith(diverging), true);
});

Deno.test("assertAsRecorded() fails on another shape and on no output", () => {
  assertThrows(() => check([1, 2, -3, -4], [4]), Error, "net at 4x4: shape of logits");
  assertThrows(
    () => assertAsRecorded(undefined, RECORDED, "net at 4x4"),
    Error,
    "net at 4x4: no output for logits",
  );
});
