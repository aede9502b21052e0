// What a comparison was made of, in sentences: the sides, their age, the verdicts in numbers.

import { commitText } from "../../text/commit_text.ts";
import type { CompareReport } from "../compare.ts";
import { type CompareRow, type RowVerdict, VERDICTS } from "../compare_row.ts";
import { undecidedCountOf } from "../outcome.ts";
import { joinedText } from "../../text/joined_text.ts";
import { percentText } from "../../text/percent_text.ts";
import type { Side } from "../side.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What was compared, and how old it is. */
export function sideLines({
  base,
  next,
  pinned,
}: Pick<CompareReport, "base" | "next" | "pinned">): readonly string[] {
  const baseline = (role: string, side: Side) =>
    joinedText([sideText(role, side), ageText(side, next)], "; ");
  return [
    baseline("BASE", base),
    ...pinned === undefined ? [] : [baseline("PINNED", pinned)],
    sideText("NEW", next),
  ];
}

/** What of a side was used: `BASE base.jsonl: 1 of 2 runs, 2026-01-02T03:04:05Z, commit 0123…`. */
function sideText(role: string, { name, usedRuns, runCount }: Side): string {
  const latest = usedRuns.at(-1);
  if (latest === undefined) return `${role} ${name}: no records`;
  const { environment, machine, startedAt, runId } = latest;
  return joinedText([
    `${role} ${name}: ${usedRuns.length} of ${runCount} run(s) used`,
    `latest ${runId} of ${startedAt}`,
    commitText(latest),
    `${environment.cpuModel} (machine ${machine})`,
    `onnxruntime ${environment.onnxruntime}`,
  ], ", ");
}

/** `it is 12 days older than NEW`, from the latest runs. */
function ageText(base: Side, next: Side): string | undefined {
  const [before, after] = [base.usedRuns.at(-1), next.usedRuns.at(-1)];
  if (before === undefined || after === undefined) return undefined;
  const ageMs = Date.parse(after.startedAt) - Date.parse(before.startedAt);
  if (Math.abs(ageMs) < SECOND_MS) return "it is as old as NEW";
  if (ageMs < 0) return `it is ${spanText(-ageMs)} younger than NEW: are the sides swapped?`;
  return `it is ${spanText(ageMs)} older than NEW`;
}

const SPAN_UNITS = [["days", DAY_MS], ["hours", HOUR_MS], ["minutes", MINUTE_MS]] as const;

/** `12 days`, `36 hours`, `90 seconds`: the largest unit of which there are two at least. */
function spanText(ms: number): string {
  const [name, unitMs] = SPAN_UNITS.find(([, unitMs]) => ms >= 2 * unitMs) ??
    ["seconds", SECOND_MS];
  return `${Math.round(ms / unitMs)} ${name}`;
}

/** `2 worse, 1 undecided`: rows by verdict, the weightiest first. */
export function tallyText(rows: readonly CompareRow[]): string {
  const tally = Map.groupBy(rows, ({ verdict }) => verdict);
  return (Object.keys(VERDICTS) as readonly RowVerdict[])
    .filter((verdict) => tally.has(verdict))
    .map((verdict) => `${tally.get(verdict)?.length} ${verdict}`)
    .join(", ");
}

/** How much slower a row had to come out to be called worse; undefined where not every row tells. */
export function sensitivityText(
  { smallestSlowdown }: Pick<CompareReport, "smallestSlowdown">,
): string | undefined {
  return smallestSlowdown === undefined
    ? undefined
    : `With this noise, any row that came out slower by more than ${
      percentText(smallestSlowdown)
    } would have been called worse.`;
}

/** The verdict on the whole, as people read it: `passed, 2 undecided`. */
export function outcomeText(
  { outcome, base, rows }: Pick<CompareReport, "outcome" | "base" | "rows">,
): string {
  if (outcome === "nothing to compare") {
    return `recorded, nothing to compare: no baseline in ${base.name}`;
  }
  if (outcome === "incomplete") return "incomplete: timings whose run record is missing";
  const undecidedCount = undecidedCountOf({ rows });
  return undecidedCount === 0 ? outcome : `${outcome}, ${undecidedCount} undecided`;
}
