// What must be said besides the rows: how old the baseline is, what else changed, what was left out.

import type { RunRecord } from "../../bench/record/record.ts";
import { namedList } from "../records/merge_text.ts";
import { isOtherGraph, rowConditions } from "./compare_row.ts";
import type { Timed } from "./conditions.ts";
import type { ComparedFacts } from "./outcome.ts";
import { sameRuns } from "./side.ts";
import { changeText } from "../text/percent_text.ts";
import { conditionsText } from "./row_text.ts";

/** Reasons that have a remark of their own. */
const MOST_REASONS = 5;
/** Enough to tell graphs apart. */
const HASH_DIGITS = 12;

/** Among the reasons of a row. */
const OTHER_ENGINE = /(?:^|; )engine \S+ against /;
const ENGINES_REMARK = "Engines are held against each other in the same rounds, by bench with " +
  "--engine; compare holds each against itself.";

/** Every remark that applies, besides the warnings (warnings.ts), the weightiest first. */
export function remarksOf(facts: ComparedFacts): readonly string[] {
  return [
    ...unlikeRemark(facts),
    ...sameRemark(facts),
    ...graphRemark(facts),
    ...softwareRemark(facts),
    ...slackRemark(facts),
    ...unsteadyRemark(facts),
    ...leftOutRemark("BASE", "NEW", facts.leftOut.base),
    ...leftOutRemark("NEW", "BASE", facts.leftOut.next),
  ];
}

/** Each way in which rows are unlike, said once for all of them. */
function unlikeRemark({ rows }: ComparedFacts): readonly string[] {
  const unlike = rows.filter(({ verdict }) => verdict === "not comparable");
  const groups = Map.groupBy(unlike, ({ reason }) => reason);
  const [...reasons] = groups;
  const more = reasons.slice(MOST_REASONS).reduce((sum, [, group]) => sum + group.length, 0);
  return [
    ...reasons.slice(0, MOST_REASONS)
      .map(([reason, group]) => `Not comparable, ${group.length} row(s): ${reason}.`),
    ...more === 0 ? [] : [`Not comparable, ${more} more row(s), for other reasons.`],
    ...reasons.some(([reason = ""]) => OTHER_ENGINE.test(reason)) ? [ENGINES_REMARK] : [],
  ];
}

function sameRemark({ base, next }: ComparedFacts): readonly string[] {
  if (sameRuns({ base, next }).length > 0) return [];
  const commits = new Set([...base.usedRuns, ...next.usedRuns].map(({ gitCommit }) => gitCommit));
  const [commit] = commits;
  const isOneBuild = commits.size === 1 && typeof commit === "string";
  if (!isOneBuild || base.usedRuns.length === 0 || next.usedRuns.length === 0) return [];
  const changed = [["BASE", base] as const, ["NEW", next] as const]
    .filter(([, { usedRuns }]) => usedRuns.some(({ gitDirty }) => gitDirty === true))
    .map(([role]) => role);
  const meaning = changed.length === 0
    ? "differences are the machine's"
    : `but ${changed.join(" and ")} ran from a working tree with uncommitted changes, to which ` +
      "differences may belong";
  return [`Same commit on both sides (${commit.slice(0, HASH_DIGITS)}): ${meaning}.`];
}

/** Rows of one name whose sides are two networks: what changed is the network, or the wrong file. */
function graphRemark({ rows }: ComparedFacts): readonly string[] {
  const names = new Set(
    rows.filter(isOtherGraph).map(({ model, baseGraphHash, nextGraphHash }) =>
      `${model} (${shortHash(baseGraphHash)} against ${shortHash(nextGraphHash)})`
    ),
  );
  return names.size === 0 ? [] : [
    `Unlike graphs under one name, hash in BASE against NEW: ${namedList(names)}. ` +
    "Their rows compare two networks.",
  ];
}

function shortHash(hash = ""): string {
  return hash.slice(0, HASH_DIGITS);
}

function softwareRemark({ base, next }: ComparedFacts): readonly string[] {
  const [before, after] = [base.usedRuns.at(-1), next.usedRuns.at(-1)];
  if (before === undefined || after === undefined) return [];
  const versions = (run: RunRecord) => ({
    onnxruntime: run.environment.onnxruntime,
    Deno: run.environment.deno,
    suite: run.suiteVersion,
  });
  const [old, now] = [versions(before), versions(after)];
  const changes = (Object.keys(old) as (keyof typeof old)[])
    .filter((name) => old[name] !== now[name])
    .map((name) => `${name} ${old[name]} -> ${now[name]}`);
  return changes.length === 0 ? [] : [`Software differs: ${changes.join(", ")}.`];
}

/** A baseline that is much slower than what is measured now lets a later slowdown pass. */
function slackRemark({ rows }: ComparedFacts): readonly string[] {
  const better = rows.filter(({ verdict }) => verdict === "better");
  const factors = better.flatMap(({ estimate }) => estimate === undefined ? [] : [estimate.ratio]);
  if (factors.length === 0) return [];
  const largest = factors.toSorted((a, b) => Math.abs(Math.log(b)) - Math.abs(Math.log(a)))[0];
  return [
    `The baseline is slack: ${factors.length} row(s) are better, by up to ` +
    `${changeText(largest as number)}. Record a new one, or later slowdowns of that size pass.`,
  ];
}

function unsteadyRemark({ base, next }: ComparedFacts): readonly string[] {
  const unsteady = [["BASE", base], ["NEW", next]] as const;
  return unsteady.flatMap(([name, side]) => {
    const models = [...side.models.values()]
      .filter(({ timed }) => timed.some(({ timing }) => timing.steady === false))
      .map(({ model }) => model);
    return models.length === 0 ? [] : [`Not steady in ${name}: ${namedList(new Set(models))}.`];
  });
}

/** A file of several runs may hold what the other side has nothing like. */
function leftOutRemark(role: string, other: string, timed: readonly Timed[]): readonly string[] {
  if (timed.length === 0) return [];
  const names = new Set(
    timed.map(({ timing }) =>
      `${timing.model} (${conditionsText({ conditions: rowConditions(timing) })})`
    ),
  );
  return [
    `Left out of ${role}, from runs that ${other} has nothing like: ${timed.length} timing(s), ` +
    `${namedList(names)}.`,
  ];
}
