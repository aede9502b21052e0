// Evaluations of the same pictures, held against each other picture by picture.

import type { BenchRecord, EvaluationRecord } from "../../bench/record/record.ts";
import { sharedErrorRate } from "../../bench/samples/statistics.ts";
import { type Paired, paired } from "../../evaluate/accuracy/paired.ts";
import { percent } from "../../evaluate/accuracy/share.ts";
import { joinedText } from "../text/joined_text.ts";
import { fixedText, signedText } from "../text/number_text.ts";
import { figures, inJson, type PlainTable, plainTable, words } from "../text/plain_table.ts";
import { pointsText } from "./accuracy_table.ts";
import { type Evaluation, evaluationsOf } from "./evaluations.ts";

/** Two evaluations on the same pictures. */
export interface PairedRow {
  readonly base: Evaluation;
  readonly next: Evaluation;
  readonly paired: Paired;
  readonly verdict: "better" | "worse" | "undecided" | "same" | "no common picture";
}

/**
 * Pairs evaluations: those of one network; where each side has one alone, these. Of all pairs together
 * one is called better or worse by chance once in twenty times.
 */
export function pairedRows(
  base: readonly BenchRecord[],
  next: readonly BenchRecord[],
): readonly PairedRow[] {
  const [before, after] = [evaluationsOf(base), evaluationsOf(next)];
  const isOnlyPair = before.length === 1 && after.length === 1;
  const pairs = before.flatMap((one) =>
    after.filter(({ record }) => isOnlyPair || record.model === one.record.model)
      .map((other) => ({ base: one, next: other, paired: paired(one.outcomes, other.outcomes) }))
  );
  const errorRate = sharedErrorRate(pairs.length);
  return pairs.map((pair) => ({ ...pair, verdict: verdictOf(pair.paired, errorRate) }));
}

function verdictOf(
  { total, onlyBase, onlyNew, p }: Paired,
  errorRate: number,
): PairedRow["verdict"] {
  if (total === 0) return "no common picture";
  if (onlyBase + onlyNew === 0) return "same";
  if (p >= errorRate) return "undecided";
  return onlyNew > onlyBase ? "better" : "worse";
}

/** What may be concluded of a pair, for people. */
export function conclusionText({ paired: counts, verdict }: PairedRow): string {
  const { onlyBase, onlyNew, otherPixels, otherLabel, unpaired } = counts;
  const said = {
    "better": "NEW has more right than chance explains",
    "worse": "NEW has fewer right than chance explains",
    "undecided": "chance alone explains the difference",
    "same": "both have the same pictures right",
    "no common picture": "both have no picture in common",
  }[verdict];
  return joinedText([
    said,
    onlyBase + onlyNew > 0 && `only BASE ${onlyBase}, only NEW ${onlyNew}`,
    otherPixels > 0 && `${otherPixels} pictures were seen with other pixels`,
    otherLabel > 0 && `${otherLabel} pictures have other labels and were left out`,
    unpaired > 0 && `${unpaired} pictures have only one side`,
  ], "; ");
}

/** The table of pairs. */
export function pairedTable(rows: readonly PairedRow[]): PlainTable {
  return plainTable(rows, [
    words("base", ({ base }) => sideText(base.record, rows), "BASE"),
    words("new", ({ next }) => sideText(next.record, rows), "NEW"),
    figures("pictures", ({ paired: { total } }) => total, "Pictures"),
    words(
      "base_top1",
      ({ paired: one }) => shareText(one.bothRight + one.onlyBase, one.total),
      "BASE Top-1",
    ),
    words(
      "new_top1",
      ({ paired: one }) => shareText(one.bothRight + one.onlyNew, one.total),
      "NEW Top-1",
    ),
    words("change", ({ paired: one }) => changeText(one), "Change (points)"),
    figures("only_base", ({ paired: { onlyBase } }) => onlyBase, "Only BASE right"),
    figures("only_new", ({ paired: { onlyNew } }) => onlyNew, "Only NEW right"),
    words("p", ({ paired: { p } }) => pText(p), "p (McNemar, exact)"),
    words("verdict", ({ verdict }) => verdict, "Verdict"),
    words("conclusion", conclusionText, "What follows"),
    inJson("other_answer", ({ paired: { otherAnswer } }) => otherAnswer),
    inJson("other_pixels", ({ paired: { otherPixels } }) => otherPixels),
    inJson("p_value", ({ paired: { p } }) => p),
  ]);
}

function shareText(count: number, total: number): string {
  return total === 0 ? "" : `${pointsText(percent({ count, total }))} %`;
}

function changeText({ onlyBase, onlyNew, total }: Paired): string {
  if (total === 0) return "";
  return signedText(percent({ count: onlyNew - onlyBase, total }), pointsText);
}

function pText(p: number): string {
  return p < 1e-4 ? "below 0.0001" : fixedText(p, 4);
}

/** The network, and whatever else tells the sides apart. */
function sideText(record: EvaluationRecord, rows: readonly PairedRow[]): string {
  const all = rows.flatMap(({ base, next }) => [base.record, next.record]);
  const differs = (valueOf: (record: EvaluationRecord) => unknown) =>
    new Set(all.map((one) => JSON.stringify(valueOf(one)))).size > 1;
  return joinedText([
    record.method,
    differs(({ weights }) => weights?.sha256) && record.weights?.file,
    differs(({ preset }) => preset) && record.preset.id,
    differs((
      { engine, engineOptions, engineVersions },
    ) => [engine, engineOptions, engineVersions]) &&
    record.engine,
    differs(({ device }) => device) && record.device,
    differs(({ precision }) => precision) && record.precision,
    differs(({ graph }) => graph) && `${record.graph} graph`,
  ], ", ");
}
