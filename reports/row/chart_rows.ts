// The rows of the table as charts see them: rates stand together only where they may be compared.

import type { RunRecord } from "../../bench/record/record.ts";
import type { MedianInterval } from "../../bench/samples/statistics.ts";
import { joinedText } from "../text/joined_text.ts";
import { type Group, groupsBy } from "../records/groups_by.ts";
import { comparableKey } from "../records/measurement.ts";
import { deviceText, precisionOf, rewritesText, shortMachine } from "../records/run_conditions.ts";
import { engineText, isDefaultEngine } from "../records/engine_use.ts";
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
  const hasEngines = sources.some(({ measurement }) => !isDefaultEngine(measurement.engine));
  return alike.map((group, index) => ({
    suffix: index === 0 ? "" : `-${index + 1}`,
    conditions: conditionsText(group, { among: sources, hasEngines }),
    rows: chartRows(group, models, ({ measurement }) => measurement.graph),
  }));
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

/**
 * `AMD EPYC, cpu, 2 threads, size 224, batch 1, fp32, graph fast`; the engine too, unless all rows are
 * the usual one's, and machine, input and rewrites, where rows differ in them.
 *
 * @param sources Rows under one set of conditions.
 * @param options All rows, and whether engines are named.
 */
export function conditionsText(
  sources: Group<RowSource>,
  { among, hasEngines }: { readonly among: readonly RowSource[]; readonly hasEngines: boolean },
): string {
  const { engine, run: { settings, environment, machine } } = sources[0].measurement;
  const differ = (of: (run: RunRecord) => string) =>
    new Set(among.map(({ measurement }) => of(measurement.run))).size > 1;
  const timings = sources.flatMap(({ measurement: { timing } }) => timing ?? []);
  const devices = new Set(timings.map(deviceText));
  const graphs = new Set(sources.map(({ measurement }) => measurement.graph));
  const precisions = new Set(sources.map(({ measurement }) => precisionOf(measurement)));
  return joinedText([
    hasEngines && engineText(engine),
    environment.cpuModel,
    differ((run) => run.machine) && `machine ${shortMachine(machine)}`,
    ...(devices.size === 0 ? [settings.device] : devices),
    `${settings.threads} ${settings.threads === 1 ? "thread" : "threads"}`,
    `size ${settings.size}`,
    `batch ${settings.batch}`,
    [...precisions].join(" and "),
    `graph ${[...graphs].join(" and ")}`,
    differ((run) => run.settings.input) && `input ${settings.input}`,
    differ((run) => rewritesText(run.settings)) && `rewrites ${rewritesText(settings)}`,
  ], ", ");
}
