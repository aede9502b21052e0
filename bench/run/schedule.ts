// The order of measuring. The jobs of a group are loaded and warmed up one after the other, then
// timed in rounds: each round times every job for a slice, in an order shuffled by the seed, so that
// a drift of the machine hits all alike. Clock and workers are parameters; tests use fakes.

import { jobKey } from "../plan/plan.ts";
import type { Job, Slice } from "../job/protocol.ts";
import { seededRandom, shuffled } from "./random.ts";
import { boundsOf, LEAST_INTERVAL_SAMPLES, medianInterval } from "../samples/statistics.ts";
import { unmeasurable } from "../record/measurable.ts";
import { isWarm } from "../samples/steady.ts";
import { roundRates } from "../samples/round_rate.ts";
import { roundsLeftMs } from "./time_left.ts";
import type { TimedJob } from "../figures/timed_job.ts";
import type { LoadedWorker, StartWorker } from "./worker_process.ts";

/** How long and how often. */
export interface ScheduleOptions {
  readonly seed: number;
  /** Time budget of the rounds; {@linkcode LEAST_ROUNDS} are made in any case. */
  readonly timeMs: number;
  /** Most rounds; null: as many as the time allows. */
  readonly rounds: number | null;
  readonly sliceMs: number;
  /** Rounds end when no interval is wider than this on either side, e.g. 0.02; 0: never. */
  readonly precisionTarget: number;
}

/** Rounds that agree within less than that saw one moment of the machine only. */
const LEAST_SAMPLED_MS = 1000;

/** The middle of fewer rounds is a single one. An interval needs more, but time that was set counts. */
export const LEAST_ROUNDS = 3;

/** A warm-up goes slice by slice; a slice is one run where runs are longer. */
const WARM_UP_SLICE_MS = 100;
/** A warm-up ends here even if the model is not steady. */
const WARM_UP_LIMIT_MS = 6000;

/** Where a model failed. */
export type FailureStage = "load" | "warm-up" | "run";

/** Why the rounds ended. */
export type EndReason = "precision" | "time" | "rounds" | "interrupted";

/** What happens while measuring; the caller writes it down. */
export interface ScheduleEvents {
  readonly onLoading?: (job: Job, index: number) => void;
  readonly onRound: (job: Job, round: number, samplesMs: readonly number[]) => void;
  readonly onFailure: (job: Job, stage: FailureStage, reason: string) => void;
  /** @param leftMs Time until the rounds end at the latest, as far as can be told. */
  readonly onProgress?: (round: number, leftMs: number) => void;
}

/** A job that takes part in the rounds. */
interface Contestant {
  readonly job: Job;
  readonly worker: LoadedWorker;
  readonly warmUpMs: readonly number[];
  readonly roundsMs: (readonly number[])[];
  peakMemoryBytes: number;
  idleCpuMs: number;
  idleMs: number;
  lastAnswerAt: number;
}

/** What the schedule needs from outside. */
export interface ScheduleTools {
  readonly startWorker: StartWorker;
  /** Milliseconds from a fixed point. */
  readonly now: () => number;
  /** Ends everything as soon as it is aborted; what was measured is kept. */
  readonly signal?: AbortSignal;
  /** Rounds of an earlier, killed run, by {@linkcode jobKey}; they count as made. */
  readonly earlierRounds?: ReadonlyMap<string, readonly (readonly number[])[]>;
}

/** The jobs that got through, and why the rounds ended. */
export interface ScheduleResult {
  readonly measurements: readonly TimedJob[];
  readonly endedBy: EndReason;
}

/**
 * Loads, warms up and times the jobs of one group; a job that fails is reported and left out from
 * then on.
 */
export async function measureInRounds(
  jobs: readonly Job[],
  options: ScheduleOptions,
  tools: ScheduleTools,
  events: ScheduleEvents,
): Promise<ScheduleResult> {
  const running = new Map<Job, Contestant>();
  const closeAll = () => Promise.all([...running.values()].map(({ worker }) => worker.close()));
  const onAbort = () => void closeAll();
  tools.signal?.addEventListener("abort", onAbort);
  try {
    for (const [index, job] of jobs.entries()) {
      if (tools.signal?.aborted) break;
      events.onLoading?.(job, index);
      const contestant = await enter(job, tools, events);
      if (contestant !== undefined) running.set(job, contestant);
    }
    const endedBy = await playRounds(running, options, tools, events);
    return { measurements: measurementsOf(running), endedBy };
  } finally {
    tools.signal?.removeEventListener("abort", onAbort);
    await closeAll();
  }
}

function measurementsOf(running: ReadonlyMap<Job, Contestant>): readonly TimedJob[] {
  return [...running.values()]
    .filter(({ roundsMs }) => roundsMs.length > 0)
    .map(({ job, worker, warmUpMs, roundsMs, peakMemoryBytes, idleCpuMs, idleMs }) => ({
      ...{ job, warmUpMs, roundsMs, peakMemoryBytes },
      loaded: worker.loaded,
      idleCores: idleMs === 0 ? 0 : idleCpuMs / idleMs,
    }));
}

async function enter(
  job: Job,
  tools: ScheduleTools,
  events: ScheduleEvents,
): Promise<Contestant | undefined> {
  const { startWorker, now, signal, earlierRounds } = tools;
  let stage: FailureStage = "load";
  let worker: LoadedWorker | undefined;
  try {
    worker = await startWorker(job);
    stage = "warm-up";
    if (!worker.loaded.finite) throw new Error("outputs are not finite");
    const warm = await warmUp(worker, now);
    return {
      ...{ job, worker },
      warmUpMs: warm.samplesMs,
      roundsMs: [...earlierRounds?.get(jobKey(job)) ?? []],
      peakMemoryBytes: warm.peakMemoryBytes,
      idleCpuMs: 0,
      idleMs: 0,
      lastAnswerAt: now(),
    };
  } catch (error) {
    await worker?.close();
    if (!signal?.aborted) events.onFailure(job, stage, reasonOf(error));
    return undefined;
  }
}

/** Runs until the runs of a slice take as long as those of the slice before, or a limit ends it. */
async function warmUp({ runSlice }: LoadedWorker, now: () => number): Promise<Slice> {
  const slicesMs: (readonly number[])[] = [];
  const start = now();
  let slice: Slice;
  do {
    slice = await runSlice(WARM_UP_SLICE_MS);
    slicesMs.push(slice.samplesMs);
  } while (!isWarm(slicesMs) && now() - start < WARM_UP_LIMIT_MS);
  return { ...slice, samplesMs: slicesMs.flat() };
}

async function playRounds(
  running: Map<Job, Contestant>,
  options: ScheduleOptions,
  { now, signal }: ScheduleTools,
  events: ScheduleEvents,
): Promise<EndReason> {
  const random = seededRandom(options.seed, "order of rounds");
  const firstRound = Math.min(...[...running.values()].map(({ roundsMs }) => roundsMs.length));
  const earlierMs = [...running.values()].map(sampledMs).reduce((sum, ms) => sum + ms, 0);
  const start = now() - earlierMs;
  for (let round = firstRound; running.size > 0; round++) {
    const end = signal?.aborted
      ? "interrupted"
      : endBefore(round, now() - start, [...running.values()], options);
    if (end !== undefined) return end;
    const order = shuffled([...running.values()], random);
    for (const [index, contestant] of order.entries()) {
      if (signal?.aborted) break;
      if (contestant.roundsMs.length > round) continue;
      await playSlice(contestant, { round, sliceMs: options.sliceMs }, running, {
        ...{ now, signal, events },
      });
      const done = round + (index + 1) / order.length;
      const limits = { ...options, leastRounds: LEAST_ROUNDS };
      events.onProgress?.(round, roundsLeftMs({ done, spentMs: now() - start }, limits));
    }
  }
  return signal?.aborted ? "interrupted" : "rounds";
}

/** Why no further round is begun, `undefined` if one is. */
function endBefore(
  round: number,
  spentMs: number,
  contestants: readonly Contestant[],
  { timeMs, rounds, precisionTarget }: ScheduleOptions,
): EndReason | undefined {
  if (rounds !== null && round >= rounds) return "rounds";
  if (round < LEAST_ROUNDS) return undefined;
  const isPrecise = round >= LEAST_INTERVAL_SAMPLES && precisionTarget > 0 &&
    contestants.every((contestant) =>
      sampledMs(contestant) >= LEAST_SAMPLED_MS && halfWidth(contestant) <= precisionTarget
    );
  if (isPrecise) return "precision";
  return spentMs + spentMs / round > timeMs ? "time" : undefined;
}

function sampledMs({ roundsMs }: Contestant): number {
  return roundsMs.flat().reduce((sum, sampleMs) => sum + sampleMs, 0);
}

/** The wider side of the interval of a rate, relative to the rate; infinite where there is none. */
function halfWidth({ job, roundsMs }: Contestant): number {
  const interval = medianInterval(roundRates({ roundsMs, batch: job.batch }));
  const bounds = boundsOf(interval);
  if (bounds === undefined) return Infinity;
  const { median } = interval;
  return Math.max(bounds.high - median, median - bounds.low) / median;
}

async function playSlice(
  contestant: Contestant,
  { round, sliceMs }: { readonly round: number; readonly sliceMs: number },
  running: Map<Job, Contestant>,
  { now, signal, events }: {
    readonly now: () => number;
    readonly signal: AbortSignal | undefined;
    readonly events: ScheduleEvents;
  },
): Promise<void> {
  const { job, worker, roundsMs } = contestant;
  const askedAt = now();
  let slice: Slice;
  try {
    slice = await worker.runSlice(sliceMs);
    const problem = unmeasurable(slice.samplesMs);
    if (problem !== undefined) throw new Error(problem);
  } catch (error) {
    if (signal?.aborted) return;
    running.delete(job);
    await worker.close();
    events.onFailure(job, "run", reasonOf(error));
    return;
  }
  roundsMs.push(slice.samplesMs);
  contestant.peakMemoryBytes = slice.peakMemoryBytes;
  contestant.idleCpuMs += slice.idleCpuMs;
  contestant.idleMs += askedAt - contestant.lastAnswerAt;
  contestant.lastAnswerAt = now();
  events.onRound(job, round, slice.samplesMs);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
