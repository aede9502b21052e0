// How long measuring will take, told before it begins: from multiply-adds and parameters at a usual
// speed, then at the pace of this machine, as jobs are loaded.

import { CEILINGS, LEAST_CEILINGS } from "../job/ceiling.ts";
import type { Job } from "../job/protocol.ts";
import { LOAD_MACS_PER_PARAM, type NetworkCostOf, type PlannedCost } from "../plan/network_cost.ts";
import { enginesOf, type PlannedModel, type RunPlan } from "../plan/plan.ts";
import { roundsMs } from "../plan/time_left.ts";
import { sum } from "../samples/sum.ts";
import type { ScheduleEvents } from "./schedule.ts";

/** What loading a job and running it once will take. */
export interface JobForecast {
  /** First runs, trace and warm-up included. */
  readonly loadMs: number;
  readonly runMs: number;
}

/** What a forecast is made from. */
export type ForecastPlan =
  & RoundPlan
  & Pick<RunPlan, "models" | "graphs" | "engines" | "size" | "batch" | "threads" | "ceilings">;

type RoundPlan = Pick<RunPlan, "timeMs" | "rounds" | "sliceMs">;

/** Of a usual core; the pace corrects it. */
const MACS_PER_MS = 4e7;
/** A process and its runtime. */
const START_MS = 1500;
/** Runs before the first round: the first one and those that are traced, which warm it up. */
const RUNS_BEFORE_ROUNDS = 5;

/** A job that costs next to nothing, as the ceilings do. */
export const LIGHT_JOB: JobForecast = { loadMs: START_MS, runMs: 0 };

/** The forecast of a network. */
export function jobForecast(
  { macs, params }: PlannedCost,
  { batch, threads }: Pick<RunPlan, "batch" | "threads">,
): JobForecast {
  const runMs = macs * batch / (MACS_PER_MS * threads);
  const packMs = LOAD_MACS_PER_PARAM * params / (MACS_PER_MS * threads);
  return { loadMs: START_MS + packMs + RUNS_BEFORE_ROUNDS * runMs, runMs };
}

/** The jobs of a plan, ceilings included; a network that refuses the size is none. */
export function plannedJobs(plan: ForecastPlan, costOf: NetworkCostOf): readonly JobForecast[] {
  const engines = enginesOf(plan);
  const graphs = engines.flatMap((engine) => engine.graphs);
  const ceilings = engines.flatMap((_, index) =>
    (index === 0 ? CEILINGS : LEAST_CEILINGS).map(() => LIGHT_JOB)
  );
  const forecasts = plan.models.flatMap((entry: PlannedModel) => {
    const cost = costOf(entry, plan.size);
    return cost === null ? [] : graphs.map(() => jobForecast(cost, plan));
  });
  return [...(plan.ceilings ? ceilings : []), ...forecasts];
}

/** How fast this machine is, against what was predicted. */
export interface Pace {
  /** Notes that what was predicted to take `predictedMs` took `spentMs`. */
  readonly note: (predictedMs: number, spentMs: number) => void;
  /** Spent over predicted, so far; 1 at first. */
  readonly factor: () => number;
}

/** A pace that nothing is known of yet. */
export function newPace(): Pace {
  let predicted = 0;
  let spent = 0;
  return {
    note(predictedMs, spentMs) {
      predicted += predictedMs;
      spent += spentMs;
    },
    factor: () => predicted === 0 ? 1 : spent / predicted,
  };
}

/** Time for jobs that are loaded one after the other and then timed in rounds together. */
export function jobsMs(jobs: readonly JobForecast[], plan: RoundPlan, pace: Pace): number {
  return sum(jobs.map(({ loadMs }) => loadMs)) * pace.factor() + allRoundsMs(jobs, plan, pace);
}

function allRoundsMs(
  jobs: readonly JobForecast[],
  limits: RoundPlan,
  pace: Pace,
): number {
  return jobs.length === 0 ? 0 : roundsMs(roundMsOf(jobs, limits, pace.factor()), limits);
}

function roundMsOf(
  jobs: readonly JobForecast[],
  { sliceMs }: Pick<RoundPlan, "sliceMs">,
  factor: number,
): number {
  return sum(jobs.map(({ runMs }) => Math.max(sliceMs, runMs * factor)));
}

function timesOfParts(
  parts: readonly Jobs[],
  whole: readonly Jobs[],
  plan: Pick<RoundPlan, "timeMs" | "sliceMs">,
): readonly number[] {
  const roundMs = (jobs: Jobs) => roundMsOf(jobs, plan, 1);
  const allMs = sum(whole.map(roundMs));
  return parts.map((jobs) => plan.timeMs * roundMs(jobs) / allMs);
}

/** What is left of the parts of a run, as it goes on. */
export interface PartsForecast {
  readonly startPart: (part: number) => void;
  /** Time of the rounds of the part, so that all parts have about as many. */
  readonly timeMs: () => number;
  /** A job of the part begins to load; the ones before it are loaded. */
  readonly loading: (job: number) => void;
  readonly loaded: () => void;
  /** Time until the last part ends. @param roundsLeftMs Of this part, once its rounds tell. */
  readonly leftMs: (roundsLeftMs?: number) => number;
}

type Jobs = readonly JobForecast[];

/** Follows the parts of a run. @param parts The jobs of each, in the order of loading. */
export function partsForecast(
  parts: readonly Jobs[],
  { plan, whole = parts, pace, now }: {
    /** Limits of the rounds of all parts of the whole together. */
    readonly plan: RoundPlan;
    /** The jobs of all parts, where some are done already. @default parts */
    readonly whole?: readonly Jobs[];
    readonly pace: Pace;
    readonly now: () => number;
  },
): PartsForecast {
  const times = timesOfParts(parts, whole, plan);
  const timeMsOf = (index: number) => times[index] ?? plan.timeMs;
  const planOf = (index: number) => ({ ...plan, timeMs: timeMsOf(index) });
  let part = 0;
  let job = 0;
  let since = now();
  const jobs = () => parts[part] ?? [];
  const begin = (next: number) => {
    job = next;
    since = now();
  };
  const endLoading = () => {
    const predicted = jobs()[job];
    if (predicted !== undefined) pace.note(predicted.loadMs, now() - since);
  };
  return {
    startPart(next) {
      part = next;
      begin(0);
    },
    timeMs: () => timeMsOf(part),
    loading(next) {
      if (next > job) endLoading();
      begin(next);
    },
    loaded() {
      if (job < jobs().length) endLoading();
      job = jobs().length;
    },
    leftMs(roundsLeftMs = allRoundsMs(jobs(), planOf(part), pace)) {
      const later = sum(
        parts.map((each, index) => index <= part ? 0 : jobsMs(each, planOf(index), pace)),
      );
      return loadingLeftMs(jobs().slice(job), now() - since, pace) + roundsLeftMs + later;
    },
  };
}

/** Time until jobs are loaded, the first of which has been loading for a while. */
function loadingLeftMs(
  [current, ...waiting]: readonly JobForecast[],
  spentMs: number,
  pace: Pace,
): number {
  const currentMs = (current?.loadMs ?? 0) * pace.factor() - spentMs;
  return Math.max(0, currentMs) + sum(waiting.map(({ loadMs }) => loadMs)) * pace.factor();
}

/** Shows what is done and the time that is left, as the jobs of a part are loaded and timed. */
export function shownProgress(
  jobs: readonly Job[],
  { forecast, nameOf, show }: {
    readonly forecast: PartsForecast;
    readonly nameOf: (job: Job) => string;
    readonly show: (text: string, roundsLeftMs?: number) => void;
  },
): Required<Pick<ScheduleEvents, "onLoading" | "onProgress">> {
  return {
    onLoading(job, index) {
      forecast.loading(index);
      show(`loading ${nameOf(job)} (${index + 1} of ${jobs.length})`);
    },
    onProgress(round, leftMs) {
      forecast.loaded();
      show(`timing, round ${round + 1}`, leftMs);
    },
  };
}
