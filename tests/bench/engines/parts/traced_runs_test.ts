import { assertEquals } from "@std/assert";
import { tracedRuns } from "../../../../bench/engines/parts/traced_runs.ts";

/** Runs that take these times, the last one for ever; returns those that are traced, and how many ran. */
async function traced(...scriptMs: readonly number[]) {
  let count = 0;
  const tracedMs = await tracedRuns(() =>
    Promise.resolve(scriptMs[Math.min(count++, scriptMs.length - 1)] ?? 0)
  );
  return { tracedMs, count };
}

Deno.test("tracedRuns() leaves out the runs that are still warming up", async () => {
  // The run after the first one took 376 ms where later ones take 129.
  assertEquals(await traced(376, 200, 129, 129, 130), {
    tracedMs: [130, 130, 130],
    count: 7,
  });
});

Deno.test("tracedRuns() makes three runs, one of very long ones", async () => {
  assertEquals((await traced(10)).tracedMs.length, 3);
  assertEquals(await traced(2000), { tracedMs: [2000, 2000, 2000], count: 4 });
  assertEquals(await traced(12_000), { tracedMs: [12_000], count: 2 });
});

Deno.test("tracedRuns() ends the warm-up of a model that never steadies", async () => {
  const growing = Array.from({ length: 20 }, (_, i) => 10 * 1.1 ** i);
  assertEquals((await traced(...growing)).count, 8 + 3);
});

Deno.test("tracedRuns() makes no further run once 10 s are over", async () => {
  // One run warms up.
  const tracedCount = async (runMs: number) => (await traced(runMs)).tracedMs.length;
  assertEquals(await tracedCount(5000), 1);
  assertEquals([await tracedCount(4999), await tracedCount(3334)], [2, 2]);
  assertEquals(await tracedCount(3333), 3);
});

Deno.test("tracedRuns() ends the warm-up of long runs after a second", async () => {
  const warmUpCount = async (...scriptMs: readonly number[]) => {
    const { count, tracedMs } = await traced(...scriptMs);
    return count - tracedMs.length;
  };
  assertEquals(await warmUpCount(600, 400, 600, 400, 600), 2);
  assertEquals(await warmUpCount(600, 399, 600, 399, 600), 3);
});
