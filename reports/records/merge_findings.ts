// What is wrong with several files as parts of one whole. A finding says what to do about it; the
// table is made all the same.

import type { RunRecord } from "../../bench/record/record.ts";
import { boundsOf } from "../../bench/samples/statistics.ts";
import { conditionsKey, conditionsText } from "./run_conditions.ts";
import { engineOf, engineText, versionsText } from "./engine_use.ts";
import { groupsBy } from "./groups_by.ts";
import { comparableKey } from "./measurement.ts";
import type { FoundRun, Merged } from "./merge.ts";
import { missingTexts } from "./missing_texts.ts";
import { duplicateTexts } from "./duplicate_texts.ts";
import { filesOf, namedList, rowKey, type TimedRow, timedRows } from "./merge_text.ts";
import { decimalText } from "../text/number_text.ts";

/** Anchors of one machine may differ by so much. */
const ANCHOR_DRIFT = 0.1;

/** What follows from a conflict. */
const APART = "these rows do not belong into one table";

/** Everything that is wrong, what is missing first. */
export function mergeFindings(merged: Merged): readonly Finding[] {
  const timed = timedRows(merged);
  const texts = {
    missing: missingTexts(merged),
    duplicate: duplicateTexts(merged),
    conflict: [...settingConflicts(timed), ...versionConflicts(timed), ...networkConflicts(merged)],
    drift: anchorDrift(timed),
  };
  return (Object.keys(texts) as (keyof typeof texts)[])
    .flatMap((kind) => texts[kind].map((text) => ({ kind, text })));
}

/**
 * `duplicate`: a part or row in several files. `conflict`: rows that share their conditions but not
 * their settings. `missing`: rows or parts of a plan without an outcome. `drift`: anchors of one
 * machine that disagree, a doubt and no fault.
 */
export interface Finding {
  readonly kind: "duplicate" | "conflict" | "missing" | "drift";
  readonly text: string;
}

/**
 * What runs must share for their rows to stand together, besides their conditions. How long they were
 * timed is told by the intervals of their rows.
 */
function settingsOf({ settings, ...run }: RunRecord): Readonly<Record<string, unknown>> {
  const { anchor, seed, sliceMs } = settings;
  const { suiteVersion, gitCommit, gitDirty, environment: { deno, onnxruntime } } = run;
  return {
    anchor,
    seed,
    sliceMs,
    suiteVersion,
    gitCommit,
    gitDirty,
    deno,
    onnxruntime,
  };
}

/**
 * `3 in a.jsonl, 4 in b.jsonl`: the values, each with the first file of the first that has it;
 * `undefined` where all have one, or are in one file.
 */
function valuesText<Item extends Pick<FoundRun, "sources">>(
  group: readonly Item[],
  valueOf: (item: Item) => string,
): string | undefined {
  const byValue = groupsBy(group, valueOf);
  if (byValue.length === 1 || filesOf(group).size === 1) return undefined;
  return namedList(
    new Set(byValue.map(([first]) => `${valueOf(first)} in ${[...first.sources][0]}`)),
  );
}

function settingConflicts(timed: readonly TimedRow[]): readonly string[] {
  const counting = new Set(new Map(timed.map((row) => [rowKey(row), row.found])).values());
  return groupsBy(counting, ({ run }) => conditionsKey(run)).flatMap((group) =>
    Object.keys(settingsOf(group[0].run)).flatMap((name) => {
      const values = valuesText(group, ({ run }) => String(settingsOf(run)[name]));
      if (values === undefined) return [];
      return [`${conditionsText(group[0].run)}: ${name} is ${values}; ${APART}`];
    })
  );
}

/** Rows of one engine that several versions of it timed. */
function versionConflicts(timed: readonly TimedRow[]): readonly string[] {
  const alike = groupsBy(
    timed,
    ({ found: { run }, piece }) => comparableKey({ run, engine: engineOf(run, piece) }),
  );
  return alike.flatMap((group) => {
    const values = valuesText(
      group,
      ({ piece }) => versionsText(piece.engineVersions) || "unknown",
    );
    if (values === undefined) return [];
    const [{ found: { run }, piece }] = group;
    const engine = engineText(engineOf(run, piece));
    return [`${conditionsText(run)}, ${engine}: its versions are ${values}; ${APART}`];
  });
}

/** A network is one by the hash of its plain graph, in counts as in timings. */
function networkConflicts({ pieces }: Merged): readonly string[] {
  const networks = pieces.flatMap(({ piece, sources }) => {
    if (piece.kind !== "timing" && piece.kind !== "count") return [];
    const { model, size, graphHash } = piece;
    return [{ model, size, graphHash, sources }];
  });
  const byName = Map.groupBy(networks, ({ model, size }) => `${model} at size ${size}`);
  return [...byName].flatMap(([name, alike]) => {
    const byHash = new Map(alike.map((one) => [one.graphHash, one]));
    if (byHash.size === 1) return [];
    const files = namedList(filesOf([...byHash.values()]));
    return [
      `${name} is not the same network in all of ${files}: measure it again with one version`,
    ];
  });
}

function anchorDrift(timed: readonly TimedRow[]): readonly string[] {
  const anchors = timed.filter(({ found: { run }, piece }) => piece.model === run.settings.anchor);
  return groupsBy(anchors, rowKey).flatMap((rows) => {
    const sorted = rows.toSorted((a, b) => rateOf(a).median - rateOf(b).median);
    const [slow, fast] = [sorted[0] as TimedRow, sorted.at(-1) as TimedRow];
    const [slowest, fastest] = [slow, fast].map((row) => boundsOf(rateOf(row)));
    const isApart = slowest !== undefined && fastest !== undefined &&
      fastest.low > slowest.high &&
      rateOf(fast).median > (1 + ANCHOR_DRIFT) * rateOf(slow).median;
    if (!isApart) return [];
    const said = (row: TimedRow) =>
      `${decimalText(rateOf(row).median)} images/s in ${[...row.sources][0]}`;
    return [
      `${conditionsText(slow.found.run)}: the anchor ${slow.piece.model} made ${said(slow)} and ` +
      `${said(fast)}; the machine was busy or is another one, trust the ratios`,
    ];
  });
}

function rateOf({ piece }: TimedRow) {
  return piece.imagesPerSecond;
}
