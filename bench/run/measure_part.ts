// Jobs that are loaded together, timed side by side: only what computes the same as the plain graph is
// timed, what disagrees is replaced or reported, and what failed before gets one more chance.

import type { TimedJob } from "../figures/timed_job.ts";
import { type Job, rowName } from "../job/protocol.ts";
import { enginesOf, entryOf, type RunPlan, useKey } from "../plan/plan.ts";
import { type PlannedRow, plannedRow } from "../plan/planned_row.ts";
import type { BenchRecord, FailureRecord } from "../record/record.ts";
import { agreeingStarter, type BlameSearch } from "./agreeing.ts";
import { type PartsForecast, shownProgress } from "./forecast.ts";
import { roundRecord } from "./record_of.ts";
import type { OpenPart } from "./resume.ts";
import {
  type EndReason,
  type FailureStage,
  measureInRounds,
  type ScheduleTools,
} from "./schedule.ts";

/** A round of several engines is long: a ceiling, whose runs are short, has this share of a slice. */
const CEILING_SHARE = 1 / 3;

/** Counts a failure and keeps its record. */
export type Fail = (
  job: Job,
  stage: FailureRecord["stage"],
  reason: string,
) => void;

/** What a part needs from the run that it belongs to. */
export interface PartTools extends Omit<ScheduleTools, "earlierRounds"> {
  readonly searchBlame: BlameSearch;
  readonly emit: (record: BenchRecord) => void;
  readonly fail: Fail;
  readonly forecast: PartsForecast;
  readonly show: (text: string, roundsLeftMs?: number) => void;
}

/** Rows by the job that is timed. */
export type RowsByJob = ReadonlyMap<Job, PlannedRow>;

/** What was measured of a part. */
export interface MeasuredPart {
  readonly measurements: readonly TimedJob[];
  /** The given rows, and those of plain graphs that took the place of fast ones. */
  readonly rows: RowsByJob;
  readonly endedBy: EndReason;
  readonly roundsId: string;
}

/** A plan with the time that its part has, and the rows of all jobs but the ceilings. */
interface PartPlan {
  readonly plan: RunPlan;
  readonly rows: RowsByJob;
}

/**
 * Measures a part of a plan.
 *
 * @returns `undefined` if all that was tried again failed again: it leaves the rows beside it as they
 * were.
 */
export async function measurePart(
  part: OpenPart,
  { plan, rows }: PartPlan,
  tools: PartTools,
): Promise<MeasuredPart | undefined> {
  const { show } = tools;
  const { roundsId = crypto.randomUUID() } = part;
  const { signal, timedOf, ...fates } = fatesOf(part, rows, tools);
  const startWorker = agreeingStarter({
    startWorker: tools.startWorker,
    signal,
    hasPlain: (job) => graphsOf(plan, job).includes("plain"),
    blameOf(job) {
      show(`${rowName(job)} disagrees, looking for the rewrite to blame`);
      return tools.searchBlame(job, (rows.get(job) as PlannedRow).plain, signal);
    },
    onDisagreement: fates.onDisagreement,
  });
  const sliceMsOf = (job: Job) =>
    plan.sliceMs * (rows.has(job) || plan.engines === undefined ? 1 : CEILING_SHARE);
  const scheduleTools = { ...tools, startWorker, signal, earlierRounds: part.rounds, sliceMsOf };
  const { measurements, endedBy } = await measureInRounds(part.jobs, plan, scheduleTools, {
    ...shownProgress(part.jobs, { forecast: tools.forecast, nameOf: rowName, show }),
    onRound: (job, round, slice) =>
      tools.emit(roundRecord(plan, timedOf(job), { roundsId, round }, slice)),
    onFailure: fates.onFailure,
  });
  if (fates.areHopeless()) return undefined;
  return {
    endedBy,
    roundsId,
    measurements: measurements.map((timed) => ({ ...timed, job: timedOf(timed.job) })),
    rows: new Map([...rows, ...await plainRows(fates.replacements(), plan)]),
  };
}

/** What becomes of the jobs of a part: each failure is told once, and what takes its place is known. */
function fatesOf({ retried }: OpenPart, rows: RowsByJob, tools: PartTools) {
  const replaced = new Map<Job, Job>();
  const timedOf = (job: Job) => replaced.get(job) ?? job;
  const refused = new Set<Job>();

  const hopes = new Set(retried);
  const hopeless = new AbortController();
  const loseHope = (job: Job) => {
    if (hopes.delete(job) && hopes.size === 0) hopeless.abort();
  };

  return {
    /** Aborted once the last of the jobs that are tried again has failed again, too. */
    signal: AbortSignal.any([hopeless.signal, ...(tools.signal ? [tools.signal] : [])]),
    areHopeless: () => hopeless.signal.aborted && !tools.signal?.aborted,
    timedOf,
    replacements: () => [...replaced.values()],
    onDisagreement(job: Job, reason: string, instead: Job | undefined): void {
      if (instead === undefined) refused.add(job);
      else replaced.set(job, instead);
      tools.fail(job, "check", reason);
      loseHope(job);
    },
    onFailure(job: Job, stage: FailureStage, reason: string): void {
      if (!rows.has(job)) tools.show(`no ceiling from ${job.model}: ${reason}`);
      else if (!refused.has(timedOf(job))) tools.fail(timedOf(job), stage, reason);
      loseHope(job);
    },
  };
}

/** The rows of plain graphs that are timed in place of fast ones. */
function plainRows(
  jobs: readonly Job[],
  plan: RunPlan,
): Promise<readonly (readonly [Job, PlannedRow])[]> {
  return Promise.all(
    jobs.map(async (job) => [job, await plannedRow(entryOf(plan, job), job)] as const),
  );
}

/** The graphs that a run measures by the engine of a job. */
function graphsOf(plan: RunPlan, job: Job): RunPlan["graphs"] {
  const key = useKey(job);
  return enginesOf(plan).find((use) => useKey(use) === key)?.graphs ?? plan.graphs;
}
