// The sections that follow the main table: the accounting of the streams with what alignment costs,
// and comparisons of networks with the one that they change, such as DS-FPN over FPN.

import { alignmentSentences } from "./alignment_sentences.ts";
import { type ChartGroup, chartGroups, type ReportedModel } from "../row/chart_rows.ts";
import { engineSections } from "./engine_sections.ts";
import { fastestSection } from "./fastest_section.ts";
import { type Comparisons, comparisonSections, type NetworkCost } from "./pair_cost_table.ts";
import { isDefaultEngine } from "../records/engine_use.ts";
import type { PublishedFigure } from "../published/published.ts";
import type { RowSource } from "../row/row_source.ts";
import { isTrusted } from "../records/measurement.ts";
import { completeMacs } from "../records/not_counted.ts";
import type { Section } from "./section.ts";
import { streamBlocks } from "./stream_costs.ts";

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
