// Engines side by side: which rows of a table stand in one line, each engine in columns of its own.

import { engineKey, engineText, isDefaultEngine } from "../records/engine_use.ts";
import { groupsBy } from "../records/groups_by.ts";
import type { Measurement } from "../records/measurement.ts";
import { conditionsKey, placeKey, precisionOf } from "../records/run_conditions.ts";
import { joinedText } from "../text/joined_text.ts";
import type { RowSource } from "../row/row_source.ts";

/** The engines of a table. */
export interface EngineLayout {
  /** What each is called, in the order of its columns; with one only, nothing stands side by side. */
  readonly labels: readonly string[];
  /** Of each line the place of its row on each engine; what an engine does not have is absent. */
  readonly lines: readonly (readonly (number | undefined)[])[];
}

/** The layout of rows; none where all of them are of the usual engine as it is. */
export function engineLayout(sources: readonly RowSource[]): EngineLayout | undefined {
  const measurements = sources.map(({ measurement }) => measurement);
  if (measurements.every(({ engine }) => isDefaultEngine(engine))) return undefined;
  const places = new Map(measurements.map((measurement, place) => [measurement, place]));
  const engines = groupsBy(measurements, ({ engine }) => engineKey(engine));
  // Where each engine has one graph or device only, lines of unlike ones would be half empty each.
  const graphs = columnNames(engines, ({ graph }) => graph);
  const devices = columnNames(engines, ({ timing }) => timing?.deviceUsed);
  const lineKey = (measurement: Measurement, runKey: typeof conditionsKey) => {
    const { model, graph, run } = measurement;
    const own = graphs.areOneEach ? "" : graph;
    return JSON.stringify([model, runKey(run), precisionOf(measurement), own]);
  };
  const linesBy = (runKey: typeof conditionsKey) =>
    groupsBy(measurements, (measurement) => lineKey(measurement, runKey));
  const isOneEach = (line: readonly Measurement[]) =>
    new Set(line.map(({ engine }) => engineKey(engine))).size === line.length;
  const together = devices.areOneEach ? linesBy(placeKey) : [];
  const lines = together.length > 0 && together.every(isOneEach)
    ? together
    : linesBy(conditionsKey);
  return {
    labels: engines.map(([{ engine }], index) =>
      joinedText([
        engineText(engine),
        graphs.names[index] && `${graphs.names[index]} graph`,
        devices.names[index],
      ], ", ")
    ),
    lines: lines.map((line) =>
      engines.map(([first]) => {
        const key = engineKey(first.engine);
        const own = line.find(({ engine }) => engineKey(engine) === key);
        return own && places.get(own);
      })
    ),
  };
}

/** What each engine has alone, such as one graph, and its name where engines differ in it. */
function columnNames(
  engines: readonly (readonly Measurement[])[],
  of: (measurement: Measurement) => string | undefined,
): { readonly areOneEach: boolean; readonly names: readonly (string | undefined)[] } {
  const values = engines.map((own) => new Set(own.flatMap((one) => of(one) ?? [])));
  const areOneEach = values.every(({ size }) => size <= 1);
  const isUniform = new Set(values.flatMap((own) => [...own])).size <= 1;
  const areNamed = areOneEach && !isUniform;
  return { areOneEach, names: values.map(([value]) => areNamed ? value : undefined) };
}
