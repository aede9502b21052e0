// What an earlier run left behind that the same run may go on from. Rounds that were made count as
// made, as long as they go on beside those that they were made with: ratios are taken round by round.
// A row that failed is tried again, since whoever starts a task again expects that: a failure may
// have been the machine's. If it fails again, the call ends as the first one did.

import { enginesOf, jobKey, jobOf, type RunPlan, settingsOf } from "../plan/plan.ts";
import { findCeiling } from "../job/ceiling.ts";
import { DEFAULT_USE, type EngineUse, type Job } from "../job/protocol.ts";
import type { EarlierRounds } from "./contestant.ts";
import type {
  BenchRecord,
  FailureRecord,
  RecordedEngine,
  RoundRecord,
  RunRecord,
  TimingRecord,
} from "../record/record.ts";

/** Rounds and rows that need not be measured again. */
export interface Earlier {
  readonly runId: string;
  /** By the id of the rounds, in order: what was timed side by side. */
  readonly rounds: ReadonlyMap<string, EarlierRounds>;
  /** Rows that have their timing, by {@linkcode jobKey}. */
  readonly timed: ReadonlySet<string>;
  /** Rows whose failure stands: nothing timed them since, by {@linkcode jobKey}. */
  readonly failed: ReadonlySet<string>;
  /** Whether the run came to its end and no failure stands. */
  readonly finished: boolean;
}

/** The machine and the software that would go on. */
type Current = Pick<
  RunRecord,
  "machine" | "suiteVersion" | "gitCommit" | "gitDirty" | "environment"
>;

/**
 * The latest run among the records with the very same settings, machine and software, so that
 * settings never mix; `undefined` if there is none.
 */
export function earlierRun(
  records: readonly BenchRecord[],
  plan: RunPlan,
  current: Current,
): Earlier | undefined {
  const identity = identityOf({ ...current, settings: settingsOf(plan) });
  const run = records.findLast((record): record is RunRecord =>
    record.kind === "run" && identityOf(record) === identity
  );
  if (run === undefined) return undefined;

  const own = records.filter((record) => record.runId === run.runId);
  const keyOf = (record: RoundRecord | TimingRecord | FailureRecord) => {
    const { model, graph, batch } = record;
    return jobKey({ ...jobOf(plan, model, graph, useOf(plan, record)), batch });
  };
  const byRounds = Map.groupBy(
    own.filter((record) => record.kind === "round"),
    ({ roundsId }) => roundsId,
  );
  const rounds = new Map([...byRounds].map(([id, made]) => [id, samplesByJob(made, keyOf)]));
  const timed = new Set<string>();
  const failed = new Set<string>();
  for (const record of own) {
    if (record.kind === "failure") failed.add(keyOf(record));
    if (record.kind !== "timing" || record.endedBy === "interrupted") continue;
    timed.add(keyOf(record));
    failed.delete(keyOf(record));
  }
  const ended = own.some((record) => record.kind === "end" && !record.interrupted);
  return { runId: run.runId, rounds, timed, failed, finished: ended && failed.size === 0 };
}

/** The samples of rounds that were timed side by side, each job's without a gap. */
function samplesByJob(
  made: readonly RoundRecord[],
  keyOf: (record: RoundRecord) => string,
): EarlierRounds {
  const rounds = new Map<string, (readonly number[])[]>();
  for (const record of made) {
    const key = keyOf(record);
    const samples = rounds.get(key) ?? [];
    if (samples.length === record.round) samples.push(record.samplesMs);
    rounds.set(key, samples);
  }
  return rounds;
}

/** The engine of a plan that a record is of; a ceiling has none of its variants. */
function useOf(
  plan: RunPlan,
  { model, engine, variant, instances }: RecordedEngine & { readonly model: string },
): EngineUse {
  const isCeiling = findCeiling(model) !== undefined;
  const found = enginesOf(plan).find((use) =>
    use.engine === engine && use.instances === instances && (isCeiling || use.variant === variant)
  );
  const { variant: _, ...use } = found ?? DEFAULT_USE;
  return variant === undefined ? use : { ...use, variant };
}

/** What is still to be measured of jobs that are loaded together. */
export interface OpenPart {
  readonly jobs: readonly Job[];
  /** Rounds that count as made; none if the part begins anew. */
  readonly rounds: EarlierRounds;
  /** The id of these rounds, under which they go on. @default a new one */
  readonly roundsId?: string;
  /** Rows that failed before; without any of them the part is not worth its time. */
  readonly retried: ReadonlySet<Job>;
}

/** Which jobs are rows and no ceilings, and the model that ratios refer to. */
export interface PartRows {
  readonly isRow: (job: Job) => boolean;
  readonly anchor: string;
}

/**
 * What is open of the parts of a plan. Rows go on in the rounds that all of them were timed in, beside
 * ceilings and anchor, else they begin anew there. Those that failed come after them, anew, beside the
 * ceilings and the anchor, or beside all rows if the anchor is what failed.
 */
export function openParts(
  parts: readonly (readonly Job[])[],
  { isRow, anchor }: PartRows,
  earlier?: Earlier,
): readonly OpenPart[] {
  const none = { rounds: new Map(), retried: new Set<Job>() };
  if (earlier === undefined) return parts.map((jobs) => ({ jobs, ...none }));
  const { timed, failed } = earlier;
  const hasFailed = (job: Job) => failed.has(jobKey(job));
  const isAnchor = ({ model }: Job) => model === anchor;
  // Where memory parts what was timed together, one part alone can go on with it.
  const left = new Map(earlier.rounds);

  function goingOn(jobs: readonly Job[], open: readonly Job[]): OpenPart {
    const rows = jobs.filter((job) => open.includes(job) || (isAnchor(job) && !hasFailed(job)));
    const [roundsId, rounds] = [...left]
      .findLast(([, made]) => rows.every((job) => made.has(jobKey(job)))) ?? [];
    const beside = jobs.filter((job) =>
      !isRow(job) || rows.includes(job) || (!hasFailed(job) && rounds?.has(jobKey(job)))
    );
    if (roundsId === undefined || rounds === undefined) return { jobs: beside, ...none };
    left.delete(roundsId);
    return { ...none, jobs: beside, rounds, roundsId };
  }

  function triedAgain(jobs: readonly Job[], open: readonly Job[]): OpenPart {
    const beside = open.some(isAnchor)
      ? jobs
      : [...open, ...jobs.filter((job) => !isRow(job) || isAnchor(job))];
    return { ...none, jobs: beside, retried: new Set(open) };
  }

  return parts.flatMap((jobs) => {
    const open = jobs.filter((job) => isRow(job) && !timed.has(jobKey(job)));
    const again = open.filter(hasFailed);
    const others = open.filter((job) => !hasFailed(job));
    return [
      ...others.length === 0 ? [] : [goingOn(jobs, others)],
      ...again.length === 0 ? [] : [triedAgain(jobs, again)],
    ];
  });
}

/** What runs must share to be gone on with, by name. */
function identityFields(run: Current & Pick<RunRecord, "settings">) {
  const { machine, suiteVersion, gitCommit, gitDirty, environment } = run;
  // Follows the free memory of the moment, and changes no figure.
  const { memoryLimitBytes: _, ...settings } = run.settings;
  const { deno, onnxruntime } = environment;
  return { machine, suiteVersion, gitCommit, gitDirty, deno, onnxruntime, ...settings };
}

function identityOf(run: Current & Pick<RunRecord, "settings">): string {
  return JSON.stringify(Object.entries(identityFields(run)).sort(([a], [b]) => a < b ? -1 : 1));
}

/**
 * Why none of the runs among the records can be gone on with: in what the one that is nearest to a
 * plan differs from it; `undefined` if there is no run.
 */
export function whyNotResumed(
  records: readonly BenchRecord[],
  plans: readonly RunPlan[],
  current: Current,
): string | undefined {
  const runs = records.filter((record) => record.kind === "run");
  const [nearest] = plans
    .map((plan) => identityFields({ ...current, settings: settingsOf(plan) }))
    .flatMap((now) =>
      runs.map((run) => ({ run, differences: differencesOf(identityFields(run), now) }))
    )
    .toSorted((a, b) => a.differences.length - b.differences.length);
  if (nearest === undefined) return undefined;
  const { run: { startedAt }, differences } = nearest;
  return `the nearest of ${runs.length} earlier run(s), of ${startedAt}, differs in ` +
    differences.join(", ");
}

/** `threads (4 then, 2 now)`, for each that differs. */
function differencesOf(
  then: Readonly<{ [Name in string]: unknown }>,
  now: Readonly<{ [Name in string]: unknown }>,
): readonly string[] {
  return Object.keys(now)
    .filter((name) => JSON.stringify(then[name]) !== JSON.stringify(now[name]))
    .map((name) => `${name} (${String(then[name])} then, ${String(now[name])} now)`);
}
