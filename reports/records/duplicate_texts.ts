// What several files have twice: a part of a plan, or a row.
//
// Parts are told by their plan and number, not by how many files there are: an array task that ran
// twice by itself leaves two files of one part, and another one is missing.

import { groupsBy } from "./groups_by.ts";
import type { FoundRun, Merged, PlanPart } from "./merge.ts";
import { filesOf, namedList, rowKey, type TimedRow, timedRows } from "./merge_text.ts";
import { conditionsKey } from "./run_conditions.ts";

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
  const parts = groupsBy(found.filter(({ run }) => run.shard !== undefined), partKey);
  const texts = parts.flatMap((ofPart) => {
    const files = filesOf(ofPart);
    if (files.size === 1) return [];
    const { plan, index, count } = ofPart[0].run.shard as PlanPart;
    return [
      `part ${index}/${count} of plan ${plan} is in each of ${namedList(files)}, which differ: ` +
      `leave all but one out; until then the last file counts`,
    ];
  });
  return [...new Set(texts)];
}

/** The anchor is in every part, so it alone may be timed in several files. */
function rowTexts(timed: readonly TimedRow[]): readonly string[] {
  const others = timed.filter(({ found: { run }, piece }) => piece.model !== run.settings.anchor);
  const twice = groupsBy(others, rowKey).flatMap((rows) => {
    const files = filesOf(rows);
    const [part, ...otherParts] = new Set(rows.map(({ found }) => partKey(found)));
    const isOnePart = part !== "" && otherParts.length === 0;
    return files.size === 1 || isOnePart
      ? []
      : [{ files: namedList(files), model: rows[0].piece.model }];
  });
  return groupsBy(twice, ({ files }) => files).map((rows) =>
    `${rows.length} row(s) are timed in each of ${rows[0].files}: ` +
    `${namedList(new Set(rows.map(({ model }) => model)))}; ` +
    `the last file counts, leave the others out`
  );
}
