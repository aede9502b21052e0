// The order of measuring. The jobs of a group are loaded and warmed up one after the other, then
// timed in rounds: each round times every job for a slice, in an order shuffled by the seed, so that
// a drift of the machine hits all alike. Clock and workers are parameters; tests use fakes.
// Rounds end when every interval is narrow enough, carried by 6 rounds or more and a second of samples
// of every job, or when the time is over.

import type { TimedJob } from "../figures/timed_job.ts";
import { errorText } from "../job/error_text.ts";
import type { Job } from "../job/protocol.ts";
import type { RunPlan } from "../plan/plan.ts";
import { LEAST_ROUNDS, roundsLeftMs } from "../plan/time_left.ts";
import type { SlicePower } from "../record/row_types.ts";
import type { FailureRecord, TimingRecord } from "../record/record.ts";
import { LEAST_INTERVAL_SAMPLES } from "../samples/statistics.ts";
import { sum } from "../samples/sum.ts";
import {
  type Contestant,
  type EarlierRounds,
  isPrecise,
  sampledMs,
  type SliceTools,
  timedJobOf,
  timeSlice,
  warmedUp,
} from "./contestant.ts";
import { seededRandom, shuffled } from "../samples/random.ts";
import type { LoadedWorker, StartWorker, Workers } from "./worker_process.ts";

/** How long and how often; {@linkcode LEAST_ROUNDS} or more are made in any case. */
export type ScheduleOptions = Pick<
  RunPlan,
  "seed" | "timeMs" | "rounds" | "leastRounds" | "sliceMs" | "precisionTarget"
>;

/** Where a model failed. */
export type FailureStage = Extract<FailureRecord["stage"], "load" | "warm-up" | "run">;

/** Why the rounds ended. */
export type EndReason = TimingRecord["endedBy"];

/** The samples of a row in one round, and the power that they drew. */
export interface RoundSlice {
  readonly samplesMs: readonly number[];
  readonly power: SlicePower;
}

/** What happens while measuring; the caller writes it down. */
export interface ScheduleEvents {
  readonly onLoading?: (job: Job, index: number) => void;
  readonly onRound: (job: Job, round: number, slice: RoundSlice) => void;
  readonly onFailure: (job: Job, stage: FailureStage, reason: string) => void;
  /** @param leftMs Time until the rounds end at the latest, as far as can be told. */
  readonly onProgress?: (round: number, leftMs: number) => void;
}

/** What the schedule needs from outside. */
export interface ScheduleTools extends SliceTools {
  readonly startWorker: StartWorker;
  /** Ends everything as soon as it is aborted; what was measured is kept. */
  readonly signal?: AbortSignal;
  readonly earlierRounds?: EarlierRounds;
  /** Whether the rounds say enough. @default no interval is wider than the target on either side */
  readonly arePrecise?: (running: readonly Contestant[], target: number) => boolean;
  /** Time of a job in a round. @default that of the options */
  readonly sliceMsOf?: (job: Job) => number;
  /** Told which jobs are loaded next, and when all of them are. */
  readonly loading?: Pick<Workers, "expect" | "rest">;
  /** The reason of a failure with what the device says to it. @default as it is */
  readonly explained?: (reason: string) => Promise<string>;
}

/** The jobs that got through, and why the rounds ended. */
export interface ScheduleResult {
  readonly measurements: readonly TimedJob[];
  readonly endedBy: EndReason;
}

interface Contest {
  /** Who takes part; a job that fails is taken out. */
  readonly running: Set<Contestant>;
  readonly options: ScheduleOptions;
  readonly tools: ScheduleTools;
  readonly events: ScheduleEvents;
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
  const running = new Set<Contestant>();
  const contest: Contest = { running, options, tools, events };
  const closeAll = () => Promise.all([...running].map(({ worker }) => worker.close()));
  const onAbort = () => void closeAll();
  tools.signal?.addEventListener("abort", onAbort);
  try {
    tools.loading?.expect(jobs);
    await enterAll(jobs, contest);
    await tools.loading?.rest();
    const endedBy = await playRounds(contest);
    if (endedBy !== "interrupted") await lookAtMemory(running);
    const measured = [...running].filter(({ roundsMs }) => roundsMs.length > 0);
    return { measurements: measured.map(timedJobOf), endedBy };
  } finally {
    tools.signal?.removeEventListener("abort", onAbort);
    await closeAll();
  }
}

/** Not after every slice: to ask the system takes longer than all else between two of them. */
async function lookAtMemory(running: ReadonlySet<Contestant>): Promise<void> {
  const looks = [...running].map(async (contestant) => {
    contestant.peakMemoryBytes = await contestant.worker.peakMemoryBytes();
  });
  await Promise.all(looks);
}

async function enterAll(jobs: readonly Job[], contest: Contest): Promise<void> {
  for (const [index, job] of jobs.entries()) {
    if (contest.tools.signal?.aborted) return;
    contest.events.onLoading?.(job, index);
    await enter(job, contest);
  }
}

async function enter(job: Job, { running, tools, events }: Contest): Promise<void> {
  let worker: LoadedWorker | undefined;
  try {
    worker = await tools.startWorker(job);
    running.add(await warmedUp(job, worker, tools));
  } catch (error) {
    await worker?.close();
    if (tools.signal?.aborted) return;
    const stage = worker === undefined ? "load" : "warm-up";
    events.onFailure(job, stage, await reasonOf(error, tools));
  }
}

async function reasonOf(error: unknown, { explained }: ScheduleTools): Promise<string> {
  const reason = errorText(error);
  return await explained?.(reason) ?? reason;
}

async function playRounds(contest: Contest): Promise<EndReason> {
  const { running, options, tools: { now, signal } } = contest;
  const random = seededRandom(options.seed, "order of rounds");
  const firstRound = Math.min(...[...running].map(({ roundsMs }) => roundsMs.length));
  const start = now() - sum([...running].map(sampledMs));
  for (let round = firstRound; running.size > 0; round++) {
    const end = signal?.aborted ? "interrupted" : endBefore(round, now() - start, contest);
    if (end !== undefined) return end;
    const order = shuffled([...running], random);
    await playRound(round, { order, start }, contest);
  }
  return signal?.aborted ? "interrupted" : "rounds";
}

/** Why no further round is begun, `undefined` if one is. */
function endBefore(
  round: number,
  spentMs: number,
  { running, options, tools: { arePrecise = areAllPrecise } }: Contest,
): EndReason | undefined {
  const { timeMs, rounds, leastRounds = LEAST_ROUNDS, precisionTarget } = options;
  if (rounds !== null && round >= rounds) return "rounds";
  if (round < leastRounds) return undefined;
  const mayBePrecise = round >= LEAST_INTERVAL_SAMPLES && precisionTarget > 0;
  if (mayBePrecise && arePrecise([...running], precisionTarget)) return "precision";
  return spentMs + spentMs / round > timeMs ? "time" : undefined;
}

function areAllPrecise(running: readonly Contestant[], target: number): boolean {
  return running.every((contestant) => isPrecise(contestant, target));
}

async function playRound(
  round: number,
  { order, start }: { readonly order: readonly Contestant[]; readonly start: number },
  contest: Contest,
): Promise<void> {
  const { options, tools: { now, signal }, events } = contest;
  for (const [index, contestant] of order.entries()) {
    if (signal?.aborted) return;
    if (contestant.roundsMs.length > round) continue;
    await playSlice(contestant, round, contest);
    const done = round + (index + 1) / order.length;
    events.onProgress?.(round, roundsLeftMs({ done, spentMs: now() - start }, options));
  }
}

async function playSlice(
  contestant: Contestant,
  round: number,
  { running, options, tools, events }: Contest,
): Promise<void> {
  const { job, worker } = contestant;
  let slice: RoundSlice;
  try {
    const sliceMs = tools.sliceMsOf?.(job) ?? options.sliceMs;
    slice = await timeSlice(contestant, sliceMs, tools);
  } catch (error) {
    if (tools.signal?.aborted) return;
    running.delete(contestant);
    await worker.close();
    return events.onFailure(job, "run", await reasonOf(error, tools));
  }
  events.onRound(job, round, slice);
}
