// A network that was timed, as the figures are made of it.

import type { TimedJob } from "../../../bench/figures/timed_job.ts";
import { fakeJob, fakeLoaded } from "./fake_workers.ts";

/** What took so long in each round, without a warm-up and without memory. */
export function fakeTimedJob(
  model: string,
  roundsMs: readonly (readonly number[])[],
  batch = 1,
): TimedJob {
  return {
    job: fakeJob(model, batch),
    loaded: fakeLoaded(""),
    warmUpMs: [],
    roundsMs,
    peakMemoryBytes: 0,
    idleCores: 0,
  };
}
