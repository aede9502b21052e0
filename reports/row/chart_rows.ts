// The rows of the table as charts see them: rates stand together only where they may be compared.

import type { MedianInterval } from "../../bench/samples/statistics.ts";
import { conditionsText } from "../records/comparable_groups.ts";
import { type Group, groupsBy } from "../records/groups_by.ts";
import { comparableKey, type Measurement } from "../records/measurement.ts";
import { isDefaultEngine } from "../records/engine_use.ts";
import type { Method } from "./method.ts";
import type { RowSource } from "./row_source.ts";

/** A model with its family. */
export interface ReportedModel extends Method {
  readonly family: string;
}

/** One row of a chart. */
export interface ChartRow {
  /** The method; with what tells it apart where that is needed. */
  readonly label: string;
  readonly family: string;
  readonly source: RowSource;
}

/** Rows measured under the same conditions. */
export interface ChartGroup {
  /** `""` for the first, then `-2`, `-3`, …: what ids end in. */
  readonly suffix: string;
  /** The conditions, for people. */
  readonly conditions: string;
  readonly rows: readonly ChartRow[];
}

/** Whether a mark can show a rate; a row without one is listed below the figure. */
export function isRate({ median }: MedianInterval): boolean {
  return Number.isFinite(median) && median > 0;
}

/** The rows in groups that may be compared, in the order of the table. */
export function chartGroups(
  sources: readonly RowSource[],
  models: readonly ReportedModel[],
): readonly ChartGroup[] {
  const alike = groupsBy(sources, ({ measurement }) => comparableKey(measurement));
  const among = sources.map(({ measurement }) => measurement);
  const hasEngines = among.some(({ engine }) => !isDefaultEngine(engine));
  return alike.map((group, index) => ({
    suffix: index === 0 ? "" : `-${index + 1}`,
    conditions: conditionsText(measured(group), { among, hasEngines }),
    rows: chartRows(group, models, ({ measurement }) => measurement.graph),
  }));
}

/** What rows are made of. */
export function measured([first, ...others]: Group<RowSource>): Group<Measurement> {
  return [first.measurement, ...others.map(({ measurement }) => measurement)];
}

/** One row for each model and size: counts depend on nothing else. */
export function countedRows(
  sources: readonly RowSource[],
  models: readonly ReportedModel[],
): readonly ChartRow[] {
  const key = ({ measurement: { model, run } }: RowSource) =>
    JSON.stringify([model, run.settings.size]);
  const unique = [...new Map(sources.toReversed().map((source) => [key(source), source])).values()];
  return chartRows(unique.reverse(), models, ({ measurement }) => measurement.run.settings.size);
}

/** Labels say what rows differ in; `tellApart` gives it. */
function chartRows(
  sources: readonly RowSource[],
  models: readonly ReportedModel[],
  tellApart: (source: RowSource) => string,
): readonly ChartRow[] {
  const isUniform = new Set(sources.map(tellApart)).size === 1;
  return sources.map((source) => ({
    label: isUniform ? source.method : `${source.method} (${tellApart(source)})`,
    family: models.find(({ id }) => id === source.measurement.model)?.family ?? "other",
    source,
  }));
}
