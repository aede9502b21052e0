// What a choice costs: networks held against the one that they change, in parameters, multiply-adds
// and, where both were timed in the same rounds, throughput; the difference and the ratio of each.

import type { TimingRecord } from "../../bench/record/record.ts";
import { macsText, paramsText } from "../text/unit_text.ts";
import type { TextTable } from "../text/text_table.ts";
import { decimalText, intervalText, signedText } from "../text/number_text.ts";
import { isResolved, rateOver } from "../records/paired_rate.ts";
import type { Section } from "./section.ts";

/** A network, and the one that it is held against; the caller knows the catalog. */
export interface Pair {
  /** Id in the catalog, e.g. `dsnet-t-aligned`. */
  readonly model: string;
  readonly base: string;
}

/** Networks that are held against others, and what a reader must know about them. */
export interface Comparison {
  readonly title: string;
  readonly pairs: readonly Pair[];
  /** Paragraphs after the table: what is from a paper, say, and what is not. */
  readonly remarks: readonly string[];
}

/** What is compared with what; the caller knows the catalog. */
export interface Comparisons {
  /** Aligned networks over their twins; they have sentences of their own. */
  readonly alignment: readonly Pair[];
  /** Of which each engine says by itself which one is faster. */
  readonly order: readonly Pair[];
  readonly others: readonly Comparison[];
}

/** A network as the table sees it. */
export interface NetworkCost {
  readonly model: string;
  readonly label: string;
  /** Networks of unlike graph variants are not held against each other. @default none */
  readonly graph?: string;
  readonly params: number | undefined;
  /** Unknown if it is a lower bound. */
  readonly macs: number | undefined;
  readonly timing?: TimingRecord | undefined;
}

/** A network with the one that it is held against; the latter has a line of its own before. */
interface Line {
  readonly cost: NetworkCost;
  readonly base?: NetworkCost;
}

/**
 * A section for each comparison of which a pair is among the networks.
 *
 * @param conditions Under which they were timed; none if they were only counted.
 */
export function comparisonSections(
  costs: readonly NetworkCost[],
  { alignment, others }: Comparisons,
  conditions?: string,
): readonly Section[] {
  const isAlignment = ({ model, base }: Pair) =>
    alignment.some((pair) => pair.model === base && pair.base === model);
  return others.flatMap(({ title, pairs, remarks }) => {
    // Alignment alone, which has sentences of its own, opens no section.
    const isOpen = pairCostTable(costs, pairs.filter((pair) => !isAlignment(pair))) !== undefined;
    const table = pairCostTable(costs, pairs);
    if (!isOpen || table === undefined) return [];
    const under = conditions === undefined ? [] : [`${conditions}.`];
    return [{ title, blocks: [...under, table, ...remarks] }];
  });
}

/** The table of all pairs of which both networks are there; `undefined` if there are none. */
export function pairCostTable(
  costs: readonly NetworkCost[],
  pairs: readonly Pair[],
): TextTable | undefined {
  const bases = costs.filter(({ model }) => pairs.some((pair) => pair.base === model));
  const lines = bases.flatMap((base): readonly Line[] => {
    const changed = costs.filter(({ model, graph }) =>
      graph === base.graph && pairs.some((pair) => pair.model === model && pair.base === base.model)
    );
    return changed.length === 0 ? [] : [{ cost: base }, ...changed.map((cost) => ({ cost, base }))];
  });
  if (lines.length === 0) return undefined;

  const isTimed = lines.some(({ cost }) => cost.timing !== undefined);
  const header = [
    "Method",
    "Params (M)",
    "Params added (M)",
    "Params ratio",
    "MACs (G)",
    "MACs added (G)",
    "MACs ratio",
    ...(isTimed ? ["Images/s", "Images/s added", "Images/s ratio"] : []),
  ];
  return {
    header,
    align: header.map((_, index) => index === 0 ? "left" : "right"),
    rows: lines.map(({ cost, base }) => [
      cost.label,
      ...countCells(cost.params, base?.params, paramsText),
      ...countCells(cost.macs, base?.macs, macsText),
      ...(isTimed ? rateCells(cost, base) : []),
    ]),
  };
}

/** Value, difference and ratio; what is unknown, or has no base, is empty. */
function countCells(
  own: number | undefined,
  base: number | undefined,
  text: (count: number) => string,
): readonly string[] {
  if (own === undefined) return ["", "", ""];
  if (base === undefined) return [text(own), "", ""];
  return [text(own), signedText(own - base, text), base === 0 ? "" : (own / base).toFixed(3)];
}

/** Medians with the ratio round by round, its interval in parentheses; a difference it resolves. */
function rateCells(cost: NetworkCost, base: NetworkCost | undefined): readonly string[] {
  const [own, other] = [cost, base].map((one) => one?.timing?.imagesPerSecond);
  if (own === undefined) return ["", "", ""];
  const ratio = cost.timing && base?.timing && rateOver(cost.timing, base.timing);
  if (ratio === undefined || other === undefined) return [intervalText(own), "", ""];
  return [
    intervalText(own),
    isResolved(ratio) ? signedText(own.median - other.median, decimalText) : "not resolved",
    intervalText(ratio, { atLeast: 3 }),
  ];
}
