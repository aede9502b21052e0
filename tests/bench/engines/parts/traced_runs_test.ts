import { assertEquals } from "@std/assert";
import { tracedFields, tracedRuns } from "../../../../bench/engines/parts/traced_runs.ts";

/** Runs that take these times, the last one for ever. */
function script(...scriptMs: readonly number[]): () => Promise<number> {
  let count = 0;
  return () => Promise.resolve(scriptMs[Math.min(count++, scriptMs.length - 1)] ?? 0);
}

/** How many of these runs are traced. */
async function countOf(...scriptMs: readonly number[]): Promise<number> {
  return (await tracedRuns(script(...scriptMs))).length;
}

Deno.test("tracedRuns() goes on until a run takes as long as one before", async () => {
  // The run after the first one took 376 ms where later ones take 129.
  assertEquals(await tracedRuns(script(376, 200, 129, 129, 130)), [376, 200, 129, 129]);
});

Deno.test("tracedRuns() makes three runs, two of long ones, one of very long ones", async () => {
  assertEquals([await countOf(10), await countOf(499), await countOf(500)], [3, 3, 2]);
  assertEquals([await countOf(2000), await countOf(9999), await countOf(10_000)], [2, 2, 1]);
});

Deno.test("tracedRuns() ends with a model that never steadies", async () => {
  const growing = Array.from({ length: 20 }, (_, i) => 10 * 1.1 ** i);
  assertEquals(await countOf(...growing), 8);
  assertEquals(await countOf(600, 500, 400, 300), 3);
});

Deno.test("tracedFields() sums the last three runs up, and tells all as warm-up", async () => {
  const events = [70, 20, 40, 30].flatMap((dur, i) => [
    { cat: "Session", name: "model_run", ts: 1000 * i, dur: 1000 * dur / 100 },
    {
      cat: "Node",
      name: "a_kernel_time",
      ts: 1000 * i,
      dur: 10 * dur,
      args: { op_name: "Conv", provider: "CPU" },
    },
  ]);
  const fields = await tracedFields(script(70, 20, 40, 40.5), {
    takeTrace: () => Promise.resolve(JSON.stringify(events)),
    provider: "CPU",
  });
  assertEquals(fields, {
    warmUpMs: [70, 20, 40, 40.5],
    profiledRunMs: 40,
    trace: {
      runCount: 3,
      modelRunMs: 0.3,
      kernelMsByNode: { a: 0.3 },
      opByNode: { a: "Conv" },
      fallbackNodes: [],
      fallbackShare: 0,
    },
  });
});
