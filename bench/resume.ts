// What an earlier, killed run left behind that the same run may go on from.

import { jobKey, jobOf, type RunPlan, settingsOf } from "./plan.ts";
import type { Record, RoundRecord, RunRecord, TimingRecord } from "./record.ts";

/** Rounds and rows that need not be measured again. */
export interface Earlier {
  readonly runId: string;
  /** Samples by round, by {@linkcode jobKey}. */
  readonly rounds: ReadonlyMap<string, readonly (readonly number[])[]>;
  /** Rows that have their timing, by {@linkcode jobKey}. */
  readonly timed: ReadonlySet<string>;
  /** Whether the run came to its end. */
  readonly finished: boolean;
}

/**
 * The latest run among the records with the very same settings, machine and software, so that
 * settings never mix; `undefined` if there is none.
 */
export function earlierRun(
  records: readonly Record[],
  plan: RunPlan,
  current: Pick<RunRecord, "machine" | "suiteVersion" | "gitCommit" | "environment">,
): Earlier | undefined {
  const identity = identityOf({ ...current, settings: settingsOf(plan) });
  const run = records.findLast((record): record is RunRecord =>
    record.kind === "run" && identityOf(record) === identity
  );
  if (run === undefined) return undefined;

  const own = records.filter((record) => record.runId === run.runId);
  const keyOf = ({ model, graph, batch }: RoundRecord | TimingRecord) =>
    jobKey({ ...jobOf(plan, model, graph), batch });
  const rounds = new Map<string, (readonly number[])[]>();
  for (const record of own) {
    if (record.kind !== "round") continue;
    const key = keyOf(record);
    const samples = rounds.get(key) ?? [];
    if (samples.length === record.round) samples.push(record.samplesMs);
    rounds.set(key, samples);
  }
  return {
    runId: run.runId,
    rounds,
    timed: new Set(
      own.flatMap((record) =>
        record.kind === "timing" && record.endedBy !== "interrupted" ? [keyOf(record)] : []
      ),
    ),
    finished: own.some((record) => record.kind === "end" && !record.interrupted),
  };
}

function identityOf(
  run: Pick<RunRecord, "settings" | "machine" | "suiteVersion" | "gitCommit" | "environment">,
): string {
  const { machine, suiteVersion, gitCommit, environment } = run;
  // Follows the free memory of the moment, and changes no figure.
  const { memoryLimitBytes: _, ...settings } = run.settings;
  const { deno, onnxruntime } = environment;
  return JSON.stringify([
    Object.entries(settings).sort(([a], [b]) => a < b ? -1 : 1),
    ...[machine, suiteVersion, gitCommit, deno, onnxruntime],
  ]);
}
