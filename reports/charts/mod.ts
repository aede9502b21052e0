// The charts of a report: records to SVG.

import type { RowSource } from "../row/row_source.ts";
import { accuracyChart } from "./accuracy_chart.ts";
import { countCharts, timeCharts } from "./breakdown_charts.ts";
import { type Chart, isChart, type MissingChart } from "./drawing/chart.ts";
import { enginesChart } from "./engines_chart.ts";
import { engineWays, type Ways } from "../sections/engine_ways.ts";
import {
  type ChartGroup,
  chartGroups,
  countedRows,
  type ReportedModel,
} from "../row/chart_rows.ts";
import { publishedRatioChart } from "./published_ratio_chart.ts";
import { drawn, type DrawnChart } from "./drawing/svg.ts";
import { ceilingChart, throughputChart } from "./throughput_chart.ts";

export { CHARTS_FOLDER, chartsMarkdown } from "./charts_markdown.ts";
export { type DrawnChart, svgFile } from "./drawing/svg.ts";

/** What was drawn, and what could not be for lack of data. */
export interface DrawnCharts {
  readonly charts: readonly DrawnChart[];
  readonly missing: readonly MissingChart[];
}

/**
 * Draws every chart that the rows have data for.
 *
 * @param sources The rows of the table, in its order.
 * @param models Names and families.
 */
export async function drawCharts(
  sources: readonly RowSource[],
  models: readonly ReportedModel[],
): Promise<DrawnCharts> {
  const groups = chartGroups(sources, models);
  const counted = countedRows(sources, models);
  const groupsOfEngines = engineWays(sources);
  const engines = enginesCharts(groupsOfEngines);
  // Engines side by side show the same rates in one chart.
  const shown = new Set(
    groupsOfEngines.flatMap(({ ways }) => ways.flatMap(({ rows }) => rows)),
  );
  const isShown = ({ rows }: ChartGroup) => rows.every(({ source }) => shown.has(source));
  const outcomes = [
    ...engines,
    ...groups.flatMap((group) => [
      accuracyChart(group),
      ...(isShown(group) ? [] : [throughputChart(group)]),
      ceilingChart(group),
    ]),
    publishedRatioChart(counted),
    ...countCharts(counted),
    ...groups.flatMap(timeCharts),
  ];
  const charts: DrawnChart[] = [];
  for (const outcome of outcomes) if (isChart(outcome)) charts.push(await drawn(outcome));
  const missing = outcomes.flatMap((outcome) => isChart(outcome) ? [] : outcome);
  // What several engines lack is said once.
  return { charts, missing: engines.length === 0 ? missing : unique(missing) };
}

function unique(missing: readonly MissingChart[]): readonly MissingChart[] {
  return [
    ...new Map(missing.map((one) => [JSON.stringify([one.title, one.reason]), one])).values(),
  ];
}

/** A chart for each set of conditions under which several engines ran. */
function enginesCharts(groups: readonly Ways[]): readonly Chart[] {
  return groups.flatMap(({ conditions, ways }, index) => {
    const suffix = index === 0 ? "" : `-${index + 1}`;
    return enginesChart(ways, { subtitle: conditions, suffix }) ?? [];
  });
}
