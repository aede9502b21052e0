// A job that takes part in the rounds: its worker, and what was measured of it so far.

import type { TimedJob } from "../figures/timed_job.ts";
import { type EnergyMeter, noMeter } from "../energy/energy_meter.ts";
import type { Job, Slice } from "../job/protocol.ts";
import { jobKey } from "../plan/plan.ts";
import type { SlicePower } from "../record/row_types.ts";
import { unmeasurable } from "../record/measurable.ts";
import { roundRates } from "../samples/round_rate.ts";
import { boundsOf, medianInterval } from "../samples/statistics.ts";
import { isWarm } from "../samples/steady.ts";
import { sum } from "../samples/sum.ts";
import type { LoadedWorker } from "./worker_process.ts";

/** A job that takes part in the rounds. */
export interface Contestant {
  readonly job: Job;
  readonly worker: LoadedWorker;
  readonly warmUpMs: readonly number[];
  readonly roundsMs: (readonly number[])[];
  /** Of the rounds that were made now. */
  readonly powers: SlicePower[];
  peakMemoryBytes: number;
  idleCpuMs: number;
  idleMs: number;
  /** When its last slice ended; absent: it had none. */
  lastAnswerAt?: number;
}

/** Rounds of an earlier, killed run, by {@linkcode jobKey}; they count as made. */
export type EarlierRounds = ReadonlyMap<string, readonly (readonly number[])[]>;

/** Rounds that agree within less than that saw one moment of the machine only. */
const LEAST_SAMPLED_MS = 1000;

/** A warm-up goes slice by slice; a slice is one run where runs are longer. */
const WARM_UP_SLICE_MS = 100;
/** A warm-up ends here even if the model is not steady. */
const WARM_UP_LIMIT_MS = 6000;

/**
 * Warms a loaded job up.
 *
 * @throws {Error} If its outputs are not finite, or the worker dies.
 */
export async function warmedUp(
  job: Job,
  worker: LoadedWorker,
  { now, earlierRounds }: {
    readonly now: () => number;
    readonly earlierRounds?: EarlierRounds;
  },
): Promise<Contestant> {
  if (!worker.loaded.finite) throw new Error("outputs are not finite");
  const roundsMs = [...earlierRounds?.get(jobKey(job)) ?? []];
  // Whoever has rounds already may get none now, and slices tell the memory.
  const leastSlices = roundsMs.length === 0 ? 0 : 1;
  return {
    job,
    worker,
    ...await warmUp(worker, { now, leastSlices }),
    peakMemoryBytes: await worker.peakMemoryBytes(),
    roundsMs,
    powers: [],
    idleCpuMs: 0,
    idleMs: 0,
  };
}

/**
 * Runs until the runs of a slice take as long as those of one before, or a limit ends it. Runs that the
 * engine made by itself, to load a model and to trace it, count as slices.
 */
async function warmUp(
  { runSlice, loaded: { firstRunMs, warmUpMs }, isWarm: wasWarm }: LoadedWorker,
  { now, leastSlices }: { readonly now: () => number; readonly leastSlices: number },
): Promise<Pick<Contestant, "warmUpMs" | "lastAnswerAt">> {
  const ownMs: readonly (readonly number[])[] = [firstRunMs, ...warmUpMs].map((runMs) => [runMs]);
  const slices: Slice[] = [];
  const slicesMs = () => [...ownMs, ...slices.map(({ samplesMs }) => samplesMs)];
  const isDone = () => wasWarm || isWarm(slicesMs());
  const start = now();
  while (slices.length < leastSlices || !isDone() && now() - start < WARM_UP_LIMIT_MS) {
    slices.push(await runSlice(WARM_UP_SLICE_MS));
  }
  return {
    warmUpMs: slicesMs().slice(1).flat(),
    ...(slices.length === 0 ? {} : { lastAnswerAt: now() }),
  };
}

/** Clock and meter of slices. */
export interface SliceTools {
  /** Milliseconds from a fixed point. */
  readonly now: () => number;
  /** Of the power that slices draw. @default none */
  readonly meter?: EnergyMeter;
}

const NO_METER = noMeter("no energy was measured");

/**
 * Times a slice: the next round of a contestant.
 *
 * @throws {Error} If the worker dies, or the samples give no rate.
 */
export async function timeSlice(
  contestant: Contestant,
  sliceMs: number,
  { now, meter = NO_METER }: SliceTools,
): Promise<{ readonly samplesMs: readonly number[]; readonly power: SlicePower }> {
  const askedAt = now();
  const { result, power } = await meter.metered(() => contestant.worker.runSlice(sliceMs));
  const { samplesMs, idleCpuMs } = result;
  const problem = unmeasurable(samplesMs);
  if (problem !== undefined) throw new Error(problem);
  contestant.roundsMs.push(samplesMs);
  contestant.powers.push(power);
  if (contestant.lastAnswerAt !== undefined) {
    contestant.idleCpuMs += idleCpuMs;
    contestant.idleMs += askedAt - contestant.lastAnswerAt;
  }
  contestant.lastAnswerAt = now();
  return { samplesMs, power };
}

/** Time inside `session.run` of all rounds. */
export function sampledMs({ roundsMs }: Contestant): number {
  return sum(roundsMs.flat());
}

/** Whether the rounds saw more than one moment of the machine. */
export function isSampled(contestant: Contestant): boolean {
  return sampledMs(contestant) >= LEAST_SAMPLED_MS;
}

/** Whether the interval of the rate is no wider than a share of it on either side. */
export function isPrecise(contestant: Contestant, target: number): boolean {
  const { job: { batch }, roundsMs } = contestant;
  const interval = medianInterval(roundRates({ roundsMs, batch }));
  const bounds = boundsOf(interval);
  if (bounds === undefined || !isSampled(contestant)) return false;
  const { median } = interval;
  return Math.max(bounds.high - median, median - bounds.low) / median <= target;
}

/** All that was measured. */
export function timedJobOf(contestant: Contestant): TimedJob {
  const { job, worker, warmUpMs, roundsMs, powers, peakMemoryBytes, idleCpuMs, idleMs } =
    contestant;
  return {
    job,
    loaded: worker.loaded,
    warmUpMs,
    roundsMs,
    powers,
    peakMemoryBytes,
    idleCores: idleMs === 0 ? 0 : idleCpuMs / idleMs,
  };
}
