// The order of measuring. All models are loaded and warmed up one after the other, then timed in
// rounds: each round times every model for a slice, in an order shuffled by the seed, so that a
// drift of the machine hits all alike. Clock and workers are parameters; tests use fakes.

import type { Job, Slice } from "./protocol.ts";
import { seededRandom, shuffled } from "./random.ts";
import { isWarm } from "./steady.ts";
import type { StartWorker, Worker } from "./worker_process.ts";

/** How long and how often. */
export interface ScheduleOptions {
  readonly seed: number;
  /** Time budget of the rounds; begun rounds are finished, and {@linkcode LEAST_ROUNDS} are made. */
  readonly timeMs: number;
  /** Most rounds. @default as many as the time allows */
  readonly rounds?: number;
  readonly sliceMs: number;
}

/** Fewer rounds would carry no interval. */
export const LEAST_ROUNDS = 3;

/** A warm-up ends here even if the model is not steady. */
const WARM_UP_RUN_LIMIT = 20;
const WARM_UP_LIMIT_MS = 6000;

/** Where a model failed. */
export type FailureStage = "load" | "warm-up" | "run";

/** What happens while measuring; the caller writes it down. */
export interface ScheduleEvents {
  readonly onLoading?: (job: Job, index: number) => void;
  readonly onRound: (job: Job, round: number, samplesMs: readonly number[]) => void | Promise<void>;
  readonly onFailure: (job: Job, stage: FailureStage, reason: string) => void | Promise<void>;
  readonly onProgress?: (round: number, spentMs: number) => void;
}

/** All that was measured of one model. */
export interface Measurement {
  readonly job: Job;
  readonly loaded: Worker["loaded"];
  readonly warmUpMs: readonly number[];
  /** Samples by round. */
  readonly roundsMs: readonly (readonly number[])[];
  readonly peakMemoryBytes: number;
}

/** A model that takes part in the rounds. */
interface Contestant {
  readonly job: Job;
  readonly worker: Worker;
  readonly warmUpMs: readonly number[];
  readonly roundsMs: (readonly number[])[];
  peakMemoryBytes: number;
}

/** What the schedule needs from outside. */
export interface ScheduleTools {
  readonly startWorker: StartWorker;
  /** Milliseconds from a fixed point. */
  readonly now: () => number;
}

/**
 * Loads, warms up and times the jobs; a job that fails is reported and left out from then on.
 *
 * @returns The measurements of the jobs that got through, in the order of the jobs.
 */
export async function measureInRounds(
  jobs: readonly Job[],
  options: ScheduleOptions,
  tools: ScheduleTools,
  events: ScheduleEvents,
): Promise<readonly Measurement[]> {
  const running = new Map<Job, Contestant>();
  try {
    for (const [index, job] of jobs.entries()) {
      events.onLoading?.(job, index);
      const contestant = await enter(job, tools, events);
      if (contestant !== undefined) running.set(job, contestant);
    }
    await playRounds(running, options, tools, events);
  } finally {
    await Promise.all([...running.values()].map(({ worker }) => worker.close()));
  }
  return [...running.values()].filter(({ roundsMs }) => roundsMs.length > 0).map(
    ({ job, worker, warmUpMs, roundsMs, peakMemoryBytes }) => ({
      job,
      loaded: worker.loaded,
      warmUpMs,
      roundsMs,
      peakMemoryBytes,
    }),
  );
}

async function enter(
  job: Job,
  { startWorker, now }: ScheduleTools,
  events: ScheduleEvents,
): Promise<Contestant | undefined> {
  let worker: Worker;
  try {
    worker = await startWorker(job);
  } catch (error) {
    await events.onFailure(job, "load", reasonOf(error));
    return undefined;
  }
  try {
    if (!worker.loaded.finite) throw new Error("outputs are not finite");
    const { samplesMs, peakMemoryBytes } = await warmUp(worker, now);
    return { job, worker, warmUpMs: samplesMs, roundsMs: [], peakMemoryBytes };
  } catch (error) {
    await worker.close();
    await events.onFailure(job, "warm-up", reasonOf(error));
    return undefined;
  }
}

/** Runs until two runs take as long as the two before them, or a limit ends it. */
async function warmUp({ runSlice }: Worker, now: () => number): Promise<Slice> {
  const samplesMs: number[] = [];
  const start = now();
  let peakMemoryBytes = 0;
  const goesOn = () =>
    !isWarm(samplesMs) && samplesMs.length < WARM_UP_RUN_LIMIT && now() - start < WARM_UP_LIMIT_MS;
  do {
    const slice = await runSlice(0);
    samplesMs.push(...slice.samplesMs);
    peakMemoryBytes = slice.peakMemoryBytes;
  } while (goesOn());
  return { samplesMs, peakMemoryBytes };
}

async function playRounds(
  running: Map<Job, Contestant>,
  options: ScheduleOptions,
  { now }: ScheduleTools,
  events: ScheduleEvents,
): Promise<void> {
  const { seed, timeMs, sliceMs, rounds = Infinity } = options;
  const random = seededRandom(seed, "order of rounds");
  const start = now();
  const fits = (round: number) => {
    const spentMs = now() - start;
    const nextEndMs = spentMs + (round === 0 ? 0 : spentMs / round);
    return round < Math.min(LEAST_ROUNDS, rounds) || nextEndMs <= timeMs;
  };
  for (let round = 0; round < rounds && running.size > 0 && fits(round); round++) {
    for (const contestant of shuffled([...running.values()], random)) {
      await playSlice(contestant, { round, sliceMs }, running, events);
      events.onProgress?.(round, now() - start);
    }
  }
}

async function playSlice(
  contestant: Contestant,
  { round, sliceMs }: { readonly round: number; readonly sliceMs: number },
  running: Map<Job, Contestant>,
  events: ScheduleEvents,
): Promise<void> {
  const { job, worker, roundsMs } = contestant;
  try {
    const { samplesMs, peakMemoryBytes } = await worker.runSlice(sliceMs);
    roundsMs.push(samplesMs);
    contestant.peakMemoryBytes = peakMemoryBytes;
    await events.onRound(job, round, samplesMs);
  } catch (error) {
    running.delete(job);
    await worker.close();
    await events.onFailure(job, "run", reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
