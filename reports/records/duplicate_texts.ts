// What several files have twice: a part of a plan, or a row.
//
// Parts are told by their plan and number, not by how many files there are: an array task that ran
// twice by itself leaves two files of one part, and another one is missing.

import type { RunRecord } from "../../bench/record/record.ts";
import { conditionsKey } from "./run_conditions.ts";
import type { FoundRun, Merged } from "./merge.ts";
import { filesOf, namedList, rowKey, type TimedRow, timedRows } from "./merge_text.ts";

/** Parts first; their rows are not said again. */
export function duplicateTexts(merged: Merged): readonly string[] {
  return [...partTexts([...merged.runs.values()]), ...rowTexts(timedRows(merged))];
}

/** A run of a plan's part; unlike machines may each have one. Empty: no part. */
function partKey({ run }: FoundRun): string {
  const { shard } = run;
  if (shard === undefined) return "";
  const { plan, count, index, run: number } = shard;
  return JSON.stringify([plan, count, index, number, conditionsKey(run)]);
}

function partTexts(found: readonly FoundRun[]): readonly string[] {
  const parts = Map.groupBy(found.filter(({ run }) => run.shard !== undefined), partKey);
  const texts = [...parts.values()].flatMap((ofPart) => {
    const files = filesOf(ofPart);
    if (files.size === 1) return [];
    const { plan, index, count } = (ofPart[0] as FoundRun).run.shard as Part;
    return [
      `part ${index}/${count} of plan ${plan} is in each of ${namedList(files)}, which differ: ` +
      `leave all but one out; until then the last file counts`,
    ];
  });
  return [...new Set(texts)];
}

type Part = NonNullable<RunRecord["shard"]>;

/** The anchor is in every part, so it alone may be timed in several files. */
function rowTexts(timed: readonly TimedRow[]): readonly string[] {
  const others = timed.filter(({ found: { run }, piece }) => piece.model !== run.settings.anchor);
  const byFiles = new Map<string, string[]>();
  for (const rows of Map.groupBy(others, rowKey).values()) {
    const files = filesOf(rows);
    const [part, ...otherParts] = new Set(rows.map(({ found }) => partKey(found)));
    const isOnePart = part !== "" && otherParts.length === 0;
    if (files.size === 1 || isOnePart) continue;
    const models = byFiles.get(namedList(files)) ?? [];
    models.push((rows[0] as TimedRow).piece.model);
    byFiles.set(namedList(files), models);
  }
  return [...byFiles].map(([files, models]) =>
    `${models.length} row(s) are timed in each of ${files}: ${namedList(new Set(models))}; ` +
    `the last file counts, leave the others out`
  );
}
