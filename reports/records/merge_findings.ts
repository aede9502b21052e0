// What is wrong with several files as parts of one whole. A finding says what to do about it; the
// table is made all the same.

import type { RunRecord } from "../../bench/record/record.ts";
import { boundsOf } from "../../bench/samples/statistics.ts";
import { conditionsKey, conditionsText } from "./run_conditions.ts";
import { engineKey, engineOf, engineText, versionsText } from "./engine_use.ts";
import type { FoundRun, Merged } from "./merge.ts";
import { missingTexts } from "./missing_texts.ts";
import { duplicateTexts } from "./duplicate_texts.ts";
import { filesOf, namedList, rowKey, type TimedRow, timedRows } from "./merge_text.ts";
import { decimalText } from "../text/number_text.ts";

/** Anchors of one machine may differ by so much. */
const ANCHOR_DRIFT = 0.1;

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

/** What runs must share for their rows to stand together, besides their conditions. */
function settingsOf({ settings, ...run }: RunRecord): Readonly<Record<string, unknown>> {
  const { anchor, seed, timeMs, rounds, sliceMs, precisionTarget, ceilings } = settings;
  const { suiteVersion, gitCommit, gitDirty, environment: { deno, onnxruntime } } = run;
  return {
    anchor,
    seed,
    timeMs,
    rounds,
    sliceMs,
    precisionTarget,
    ceilings,
    suiteVersion,
    gitCommit,
    gitDirty,
    deno,
    onnxruntime,
  };
}

function settingConflicts(timed: readonly TimedRow[]): readonly string[] {
  const counting = new Set(new Map(timed.map((row) => [rowKey(row), row.found])).values());
  const groups = Map.groupBy(counting, ({ run }) => conditionsKey(run));
  return [...groups.values()].flatMap((group) =>
    Object.keys(settingsOf((group[0] as FoundRun).run)).flatMap((name) => {
      const byValue = Map.groupBy(group, ({ run }) => String(settingsOf(run)[name]));
      if (byValue.size === 1 || filesOf(group).size === 1) return [];
      const values = [...byValue].map(([value, [first]]) =>
        `${value} in ${[...(first as FoundRun).sources][0]}`
      );
      return [
        `${conditionsText((group[0] as FoundRun).run)}: ${name} is ` +
        `${namedList(new Set(values))}; these rows do not belong into one table`,
      ];
    })
  );
}

/** Rows of one engine that several versions of it timed. */
function versionConflicts(timed: readonly TimedRow[]): readonly string[] {
  const engineOfRow = ({ found: { run }, piece }: TimedRow) => engineOf(run, piece);
  const groups = Map.groupBy(
    timed,
    (row) => `${conditionsKey(row.found.run)} ${engineKey(engineOfRow(row))}`,
  );
  return [...groups.values()].flatMap((group) => {
    const byVersions = Map.groupBy(group, ({ piece }) => versionsText(piece.engineVersions));
    if (byVersions.size === 1 || filesOf(group).size === 1) return [];
    const [first] = group as [TimedRow];
    const values = [...byVersions].map(([versions, [row]]) =>
      `${versions || "unknown"} in ${[...(row as TimedRow).sources][0]}`
    );
    return [
      `${conditionsText(first.found.run)}, ${engineText(engineOfRow(first))}: its versions are ` +
      `${namedList(new Set(values))}; these rows do not belong into one table`,
    ];
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
  return [...Map.groupBy(anchors, rowKey).values()].flatMap((rows) => {
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
