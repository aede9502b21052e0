// What is wrong with several files as parts of one whole. A finding says what to do about it; the
// table is made all the same.

import type { RunRecord } from "../bench/record.ts";
import { conditionsKey } from "./measurement.ts";
import type { FoundRun, Merged, TimedRow } from "./merge.ts";
import { missingFindings } from "./merge_missing.ts";
import { conditionsText, type Finding, namedList } from "./merge_text.ts";
import { decimalText } from "./number_text.ts";

/** Anchors of one machine may differ by so much. */
const ANCHOR_DRIFT = 0.1;

/** Everything that is wrong, what is missing first. */
export function mergeFindings(merged: Merged): readonly Finding[] {
  const { timed } = merged;
  return [
    ...missingFindings(merged),
    ...duplicates(timed),
    ...settingConflicts(timed),
    ...networkConflicts(timed),
    ...anchorDrift(timed),
  ];
}

/** The anchor is in every part, so it alone may be timed in several files. */
function duplicates(timed: readonly TimedRow[]): readonly Finding[] {
  const others = timed.filter(({ found: { run }, timing }) => timing.model !== run.settings.anchor);
  const byRow = Map.groupBy(others, rowKey);
  const byFiles = new Map<string, string[]>();
  for (const [first, ...more] of byRow.values()) {
    const files = filesOf([first as TimedRow, ...more]);
    if (files.size === 1) continue;
    const models = byFiles.get(namedList(files)) ?? [];
    models.push((first as TimedRow).timing.model);
    byFiles.set(namedList(files), models);
  }
  return [...byFiles].map(([files, models]) => ({
    kind: "duplicate",
    text: `${models.length} row(s) are timed in each of ${files}: ${namedList(new Set(models))}; ` +
      `the last file counts, leave the others out`,
  }));
}

function rowKey({ found, timing }: TimedRow): string {
  return `${conditionsKey(found.run)} ${timing.model} ${timing.graph}`;
}

/** What runs must share for their rows to stand together, besides their conditions. */
function settingsOf({ settings, ...run }: RunRecord): Readonly<Record<string, unknown>> {
  const { anchor, input, seed, timeMs, rounds, sliceMs, precisionTarget, ceilings } = settings;
  const { suiteVersion, gitCommit, environment: { deno, onnxruntime } } = run;
  return {
    ...{ anchor, input, seed, timeMs, rounds, sliceMs, precisionTarget, ceilings },
    ...{ suiteVersion, gitCommit, deno, onnxruntime },
  };
}

function settingConflicts(timed: readonly TimedRow[]): readonly Finding[] {
  const counting = new Set(new Map(timed.map((row) => [rowKey(row), row.found])).values());
  const groups = Map.groupBy(counting, ({ run }) => conditionsKey(run));
  return [...groups.values()].flatMap((group) =>
    Object.keys(settingsOf((group[0] as FoundRun).run)).flatMap((name) => {
      const byValue = Map.groupBy(group, ({ run }) => String(settingsOf(run)[name]));
      if (byValue.size === 1 || filesOf(group).size === 1) return [];
      const values = [...byValue].map(([value, [first]]) =>
        `${value} in ${[...(first as FoundRun).sources][0]}`
      );
      const text = `${conditionsText((group[0] as FoundRun).run)}: ${name} is ` +
        `${namedList(new Set(values))}; these rows do not belong into one table`;
      return [{ kind: "conflict", text } as const];
    })
  );
}

function networkConflicts(timed: readonly TimedRow[]): readonly Finding[] {
  const byNetwork = Map.groupBy(timed, ({ timing }) => `${timing.model} at size ${timing.size}`);
  return [...byNetwork].flatMap(([name, rows]) => {
    const byHash = new Map(rows.map((row) => [row.timing.graphHash, row]));
    if (byHash.size === 1) return [];
    const files = namedList(filesOf([...byHash.values()]));
    return [
      {
        kind: "conflict",
        text:
          `${name} is not the same network in all of ${files}: measure it again with one version`,
      } as const,
    ];
  });
}

function anchorDrift(timed: readonly TimedRow[]): readonly Finding[] {
  const anchors = timed.filter(({ found: { run }, timing }) =>
    timing.model === run.settings.anchor
  );
  return [...Map.groupBy(anchors, rowKey).values()].flatMap((rows) => {
    const sorted = rows.toSorted((a, b) => rateOf(a).median - rateOf(b).median);
    const [slow, fast] = [sorted[0] as TimedRow, sorted.at(-1) as TimedRow];
    const isApart = rateOf(fast).low > rateOf(slow).high &&
      rateOf(fast).median > (1 + ANCHOR_DRIFT) * rateOf(slow).median;
    if (!isApart) return [];
    const said = (row: TimedRow) =>
      `${decimalText(rateOf(row).median)} images/s in ${[...row.sources][0]}`;
    return [
      {
        kind: "drift",
        text: `${conditionsText(slow.found.run)}: the anchor ${slow.timing.model} made ` +
          `${said(slow)} and ${
            said(fast)
          }; the machine was busy or is another one, trust the ratios`,
      } as const,
    ];
  });
}

function rateOf({ timing }: TimedRow) {
  return timing.imagesPerSecond;
}

function filesOf(found: readonly Pick<TimedRow, "sources">[]): ReadonlySet<string> {
  return new Set(found.flatMap(({ sources }) => [...sources]));
}
