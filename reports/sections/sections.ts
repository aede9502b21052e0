// The sections that follow the main table: the accounting of the streams with what alignment costs,
// and comparisons of networks with the one that they change, such as DS-FPN over FPN.

import { alignmentSentences } from "./alignment_sentences.ts";
import { type ChartGroup, chartGroups, type ReportedModel } from "../row/chart_rows.ts";
import { engineSections } from "./engine_sections.ts";
import { fastestSection } from "./fastest_section.ts";
import { type NetworkCost, type Pair, pairCostTable } from "./pair_cost_table.ts";
import { isDefaultEngine } from "../records/engine_use.ts";
import type { PublishedFigure } from "../published/published.ts";
import type { RowSource } from "../row/row_source.ts";
import { isTrusted } from "../records/measurement.ts";
import { completeMacs } from "../records/not_counted.ts";
import type { Section } from "./section.ts";
import { streamBlocks } from "./stream_costs.ts";

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

/** What sections are made from. */
export interface SectionSource {
  /** The rows of the table. */
  readonly sources: readonly RowSource[];
  readonly models: readonly ReportedModel[];
  readonly published: readonly PublishedFigure[];
  readonly comparisons: Comparisons;
}

/** Every section that the records have something for, under each set of conditions. */
export function reportSections(source: SectionSource): readonly Section[] {
  const groups = chartGroups(source.sources, source.models);
  // On a terminal the usual engine speaks for the others: the order of networks has its own section.
  const isUsual = ({ rows }: ChartGroup) =>
    rows.every(({ source: { measurement } }) => isDefaultEngine(measurement.engine));
  const isTold = (group: ChartGroup) => !isUsual(group) && groups.some(isUsual);
  return [
    ...engineSections(source.sources, source.models, source.comparisons.order),
    ...groups.flatMap((group, place) => [
      ...streamSections(group, source, {
        isOnly: groups.length === 1,
        isTold: isTold(group),
        earlier: groups.slice(0, place),
      }),
      ...comparisonSections(networkCosts(group), source.comparisons, group.conditions),
    ]),
    ...fastestSection(groups),
  ];
}

function streamSections(
  group: ChartGroup,
  { comparisons, published, models }: SectionSource,
  { isOnly, isTold, earlier }: {
    readonly isOnly: boolean;
    readonly isTold: boolean;
    readonly earlier: readonly ChartGroup[];
  },
): readonly Section[] {
  const pairs = comparisons.alignment;
  const sentences = alignmentSentences(group, { pairs, published, methods: models });
  // Sentences of several machines or batches say which they are about.
  const under = isOnly || sentences.length === 0 ? [] : [`${group.conditions}.`];
  const tables = streamBlocks(group, earlier);
  const blocks = tables.length === 0 ? [...under, ...sentences] : [...tables, ...sentences];
  const brief = isTold ? [] : [...under, ...sentences];
  return blocks.length === 0 ? [] : [{ title: "What the streams cost", blocks, brief }];
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

function networkCosts({ rows }: ChartGroup): readonly NetworkCost[] {
  return rows.map(({ label, source: { measurement } }) => ({
    model: measurement.model,
    label,
    graph: measurement.graph,
    timing: isTrusted(measurement) ? measurement.timing : undefined,
    params: measurement.count?.params,
    macs: completeMacs(measurement.count),
  }));
}
