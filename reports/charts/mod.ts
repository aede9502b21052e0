// The charts of a report: records to SVG.

import type { RowSource } from "../row/row_source.ts";
import { accuracyChart } from "./accuracy_chart.ts";
import { countCharts, timeCharts } from "./breakdown_charts.ts";
import { isChart, type MissingChart } from "./drawing/chart.ts";
import { chartGroups, countedRows, type ReportedModel } from "../row/chart_rows.ts";
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
  const outcomes = [
    ...groups.flatMap((group) => [
      accuracyChart(group),
      throughputChart(group),
      ceilingChart(group),
    ]),
    publishedRatioChart(counted),
    ...countCharts(counted),
    ...groups.flatMap(timeCharts),
  ];
  const charts: DrawnChart[] = [];
  for (const outcome of outcomes) if (isChart(outcome)) charts.push(await drawn(outcome));
  return { charts, missing: outcomes.flatMap((outcome) => isChart(outcome) ? [] : outcome) };
}
