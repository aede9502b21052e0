// Engines side by side: which rows of a table stand in one line, each engine in columns of its own.

import { engineKey, engineText, isDefaultEngine } from "../records/engine_use.ts";
import { conditionsKey, precisionOf } from "../records/run_conditions.ts";
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
  const byEngine = Map.groupBy(measurements, ({ engine }) => engineKey(engine));
  const graphsOf = (key: string) => new Set(byEngine.get(key)?.map(({ graph }) => graph));
  // Where each engine has one graph only, lines of unlike graphs would be half empty each.
  const isOneGraphEach = [...byEngine.keys()].every((key) => graphsOf(key).size === 1);
  const isUniform = new Set(measurements.map(({ graph }) => graph)).size === 1;
  const keys = [...byEngine.keys()];
  const labels = [...byEngine.values()].flatMap(([first]) => {
    if (first === undefined) return [];
    const name = engineText(first.engine);
    return [isOneGraphEach && !isUniform ? `${name}, ${first.graph} graph` : name];
  });
  const lines = Map.groupBy(measurements.keys(), (place) => {
    const measurement = measurements[place];
    if (measurement === undefined) return "";
    const { model, graph, run } = measurement;
    const precision = precisionOf(measurement);
    return JSON.stringify([model, conditionsKey(run), precision, isOneGraphEach ? "" : graph]);
  });
  return {
    labels,
    lines: [...lines.values()].map((places) =>
      keys.map((key) =>
        places.find((place) => {
          const engine = measurements[place]?.engine;
          return engine !== undefined && engineKey(engine) === key;
        })
      )
    ),
  };
}
