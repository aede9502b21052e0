// The runs that the runtime traces, in the session that is timed afterwards: they warm it up as well. A
// first run loads and a second one still grows the memory that later runs find ready (on two cores
// DS-Net-T's fast graph took 2.9 times its usual time in it), so runs go on until one takes as long as
// one before.

import type { LoadedAnswer } from "../../engine/answers.ts";
import { median } from "../../samples/statistics.ts";
import { isWarm } from "../../samples/steady.ts";
import { summarizeTrace } from "./trace.ts";

/** Runs that are summed up, the last ones: the median of a node leaves one odd run out. */
const SUMMED_UP = 3;
/** Of long runs, two that are alike do. */
const LEAST_RUNS = 2;
/** Runs end here even if they still differ: all of them are in the trace, 0.2 MB each. */
const MOST_RUNS = 8;
/** Beyond this time there are no more than are summed up. */
const LONG_MS = 1000;
/** Beyond this one, a single run must do: the caller waits for all of them as for one answer. */
const LIMIT_MS = 10_000;

/** What an engine says of the runs that it traced. */
export type TracedFields = Pick<LoadedAnswer, "trace" | "profiledRunMs" | "warmUpMs">;

/**
 * Runs a model that is traced, and sums the trace up.
 *
 * @param takeTrace Ends the trace and gives its text.
 * @throws {Error} As `takeTrace`, or if its text is no trace of these runs.
 */
export async function tracedFields(
  timeRun: () => Promise<number>,
  { takeTrace, provider }: {
    readonly takeTrace: () => Promise<string>;
    readonly provider: string;
  },
): Promise<TracedFields> {
  const warmUpMs = await tracedRuns(timeRun);
  const summedUpMs = warmUpMs.slice(-SUMMED_UP);
  const trace = summarizeTrace(await takeTrace(), { provider, runCount: summedUpMs.length });
  return { trace, profiledRunMs: median(summedUpMs), warmUpMs };
}

/** Times of all runs that are traced after the first one. */
export async function tracedRuns(timeRun: () => Promise<number>): Promise<readonly number[]> {
  const runsMs: number[] = [];
  let spentMs = 0;
  do {
    const runMs = await timeRun();
    runsMs.push(runMs);
    spentMs += runMs;
  } while (!isEnough(runsMs, spentMs));
  return runsMs;
}

function isEnough(runsMs: readonly number[], spentMs: number): boolean {
  if (spentMs >= LIMIT_MS) return true;
  const [least, most] = spentMs < LONG_MS ? [SUMMED_UP, MOST_RUNS] : [LEAST_RUNS, SUMMED_UP];
  return runsMs.length >= most ||
    runsMs.length >= least && isWarm(runsMs.map((runMs) => [runMs]));
}
