import { assertEquals } from "@std/assert";
import { tracedRuns } from "../../bench/traced_runs.ts";

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
    tracedMs: [130, 130, 130, 130, 130],
    count: 9,
  });
});

Deno.test("tracedRuns() makes five runs of short ones, three of long ones, one of very long ones", async () => {
  assertEquals((await traced(10)).tracedMs.length, 5);
  assertEquals(await traced(2000), { tracedMs: [2000, 2000, 2000], count: 4 });
  assertEquals(await traced(12_000), { tracedMs: [12_000], count: 2 });
});

Deno.test("tracedRuns() ends the warm-up of a model that never steadies", async () => {
  const swinging = Array.from({ length: 20 }, (_, i) => i % 2 === 0 ? 10 : 20);
  assertEquals((await traced(...swinging)).count, 8 + 5);
});
