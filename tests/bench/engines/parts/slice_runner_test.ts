import { assertEquals } from "@std/assert";
import { sliceRunner } from "../../../../bench/engines/parts/slice_runner.ts";

/** A process whose runs take these times and, of the processor, twice as much. */
function fakeProcess(...runsMs: readonly number[]) {
  let [nowMs, cpuMs, runCount] = [5, 700, 0];
  const gauges = {
    now: () => nowMs,
    cpuMs: () => cpuMs,
    peakMemoryBytes: () => 1e6 + runCount,
  };
  const runSlice = sliceRunner(() => {
    const runMs = runsMs[runCount++] ?? NaN;
    nowMs += runMs;
    cpuMs += 2 * runMs;
    return Promise.resolve(runMs);
  }, gauges);
  /** Time goes on without a run. */
  function idle(ms: number, usedMs: number): void {
    nowMs += ms;
    cpuMs += usedMs;
  }
  return { runSlice, idle };
}

Deno.test("sliceRunner() runs until the slice is over, once at least", async () => {
  const { runSlice } = fakeProcess(10, 20, 30, 40, 50);
  const samplesOf = async (sliceMs: number) => (await runSlice({ sliceMs })).samplesMs;
  assertEquals(await samplesOf(0), [10]);
  assertEquals(await samplesOf(51), [20, 30, 40]);
  assertEquals(await samplesOf(50), [50]);
});

Deno.test("sliceRunner() says what the process used between an answer and the next request", async () => {
  const { runSlice, idle } = fakeProcess(10, 10, 10, 10);
  const idleOf = async () => (await runSlice({ sliceMs: 1 })).idleCpuMs;
  idle(1000, 3);
  assertEquals(await idleOf(), 3);
  // A pool of two threads that spins.
  idle(1000, 2000);
  assertEquals(await idleOf(), 2000);
  assertEquals(await idleOf(), 0);
});

Deno.test("sliceRunner() says how much memory the process had at most, after the runs", async () => {
  const { runSlice } = fakeProcess(10, 10, 10);
  assertEquals((await runSlice({ sliceMs: 20 })).peakMemoryBytes, 1_000_002);
});
