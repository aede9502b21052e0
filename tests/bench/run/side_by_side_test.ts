import { assertAlmostEquals, assertEquals } from "@std/assert";
import { processorsOf, shareOf, togetherMs } from "../../../bench/run/side_by_side.ts";

Deno.test("shareOf() shares threads out, and the batch where it divides", () => {
  assertEquals(shareOf({ batch: 8, threads: 4, instances: 1 }), { batch: 8, threads: 4 });
  assertEquals(shareOf({ batch: 8, threads: 4, instances: 2 }), { batch: 4, threads: 2 });
  assertEquals(shareOf({ batch: 1, threads: 5, instances: 2 }), { batch: 1, threads: 2 });
  assertEquals(shareOf({ batch: 6, threads: 1, instances: 4 }), { batch: 6, threads: 1 });
});

Deno.test("togetherMs() leaves the samples of one process as they are", () => {
  const samplesMs = [1.1, 2.3];
  assertEquals(togetherMs([{ samplesMs, images: 8 }], 8), samplesMs);
});

Deno.test("togetherMs() adds up the rates of processes that run at the same time", () => {
  // 4 images in 10 ms and 4 in 40 ms: half an image a millisecond, 8 images in 16.
  const [first = NaN, ...others] = togetherMs([
    { samplesMs: [10, 10], images: 4 },
    { samplesMs: [40], images: 4 },
  ], 8);
  assertAlmostEquals(first, 16);
  assertEquals(others, []);
});

Deno.test("togetherMs() counts runs that one process has under way at the same time", () => {
  // Two runs of 8 images at once, each 20 ms: 8 images every 10.
  assertEquals(togetherMs([{ samplesMs: [20, 30], images: 16 }], 8), [10, 15]);
});

Deno.test("processorsOf() binds each of several processes to its share", () => {
  assertEquals(processorsOf(0, 1, [0, 1]), []);
  assertEquals(processorsOf(0, 2, [0, 1, 4, 5]), ["taskset", "-c", "0,1"]);
  assertEquals(processorsOf(1, 2, [0, 1, 4, 5]), ["taskset", "-c", "4,5"]);
  assertEquals(processorsOf(1, 2, [0]), []);
  assertEquals(processorsOf(1, 2), []);
});
