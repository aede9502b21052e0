// How an engine runs: as long as it is asked to, every run told, silent in between.

import type { LoadedAnswer, SliceAnswer } from "../../engine/answers.ts";
import { sum } from "../../samples/sum.ts";
import { answered, type Check, loading } from "./check.ts";
import type { Conversation } from "../../process/conversation.ts";
import { processorMsOf } from "./processor_time.ts";

const FEED = { seed: 1, batch: 2 } as const;
const SLICE_MS = 200;
const IDLE_MS = 1000;
/** Of the time between two slices; a pool that spins takes all of it, one that sleeps a hundredth. */
const MOST_IDLE_SHARE = 0.25;
/** Of the time of a slice; what a loop costs around small runs is less than the other half. */
const LEAST_COVERED = 0.1;
/** Two clocks, and what is written between them. */
const CLOCK_SLACK = 1.05;

/** A slice, with the time that it took as seen from here. */
async function timedSlice(
  talk: Conversation,
  sliceMs: number,
): Promise<{ readonly slice: SliceAnswer; readonly wallMs: number }> {
  const start = performance.now();
  const slice = await answered(talk, { kind: "slice", sliceMs }, "slice");
  return { slice, wallMs: performance.now() - start };
}

/** Throws Error if the runs of a slice are not those of its time. */
function requireSlice(
  { samplesMs }: SliceAnswer,
  { sliceMs, wallMs, runsInFlight }:
    & { readonly sliceMs: number; readonly wallMs: number }
    & Pick<LoadedAnswer, "runsInFlight">,
): void {
  const told = sum(samplesMs);
  if (samplesMs.some((ms) => ms === 0)) throw new Error("a run must take longer than 0 ms");
  if (told > wallMs * CLOCK_SLACK) {
    throw new Error(`runs of ${told.toFixed(1)} ms in a slice that took ${wallMs.toFixed(1)} ms`);
  }
  if (wallMs * CLOCK_SLACK < sliceMs) {
    throw new Error(`slice of ${sliceMs} ms ended after ${wallMs.toFixed(1)} ms`);
  }
  // Runs in flight are told in groups; one of them may have begun before the last one ended.
  const begun = samplesMs.slice(0, runsInFlight === 1 ? -1 : -2);
  if (sum(begun) > sliceMs * CLOCK_SLACK) {
    throw new Error(`slice of ${sliceMs} ms went on after ${sum(begun).toFixed(1)} ms of runs`);
  }
  if (told < LEAST_COVERED * sliceMs) {
    throw new Error(`runs of ${told.toFixed(1)} ms in all do not fill a slice of ${sliceMs} ms`);
  }
}

/** An engine runs when it is asked to. */
export const SLICE_CHECKS: readonly Check[] = [
  {
    name: "slices",
    run: (setup) =>
      loading(setup, { feed: FEED }, async ({ talk, loaded: { runsInFlight } }) => {
        let runs = 0;
        for (const sliceMs of [SLICE_MS, 0, SLICE_MS]) {
          const { slice, wallMs } = await timedSlice(talk, sliceMs);
          requireSlice(slice, { sliceMs, wallMs, runsInFlight });
          runs += slice.samplesMs.length * runsInFlight;
        }
        return `${runs} runs, ${runsInFlight} at a time`;
      }),
  },
  {
    name: "idle",
    run: (setup) =>
      loading(setup, { feed: FEED }, async ({ talk }) => {
        const { processorMsOf: cpuMsOf = processorMsOf } = setup;
        await timedSlice(talk, SLICE_MS);
        const before = await cpuMsOf(talk.pid);
        const start = performance.now();
        await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
        const idleMs = performance.now() - start;
        const after = await cpuMsOf(talk.pid);
        const { slice } = await timedSlice(talk, 0);
        const seenMs = before === null || after === null ? 0 : after - before;
        const usedMs = Math.max(seenMs, slice.idleCpuMs);
        if (usedMs > MOST_IDLE_SHARE * idleMs) {
          throw new Error(
            `used ${usedMs.toFixed(0)} ms of processor time in ${
              idleMs.toFixed(0)
            } ms between two ` +
              `slices: threads must sleep there`,
          );
        }
        return `${usedMs.toFixed(0)} ms of processor time in ${idleMs.toFixed(0)} ms`;
      }),
  },
];
