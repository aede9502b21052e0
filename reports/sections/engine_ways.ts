// The ways in which networks ran under one set of conditions: an engine with one of its graphs. Rates
// within a way may be compared, and so may one network's across ways.

import type { TimingRecord } from "../../bench/record/record.ts";
import { engineKey, engineText, isPaperEngine } from "../records/engine_use.ts";
import { conditionsKey, precisionOf } from "../records/run_conditions.ts";
import { joinedText } from "../text/joined_text.ts";
import type { RowSource } from "../row/row_source.ts";

/** One way. */
export interface Way {
  /** What it is called among the others. */
  readonly label: string;
  readonly rows: readonly RowSource[];
}

/** Ways under one set of conditions. */
export interface Ways {
  /** In words. */
  readonly conditions: string;
  /** Whether there are no other conditions among the rows. */
  readonly isOnly: boolean;
  readonly ways: readonly Way[];
}

/** The ways of each set of conditions under which several engines ran, the paper's engine first. */
export function engineWays(
  sources: readonly RowSource[],
  textOf: (rows: readonly RowSource[]) => string,
): readonly Ways[] {
  const alike = Map.groupBy(sources, ({ measurement }) => conditionsKey(measurement.run));
  return [...alike.values()].flatMap((rows) => {
    const engines = new Set(rows.map(({ measurement }) => engineKey(measurement.engine)));
    if (engines.size < 2) return [];
    return [{ conditions: textOf(rows), isOnly: alike.size === 1, ways: waysOf(rows) }];
  });
}

function waysOf(rows: readonly RowSource[]): readonly Way[] {
  const graphs = new Set(rows.map(({ measurement }) => measurement.graph));
  const precisions = new Set(rows.map(({ measurement }) => precisionOf(measurement)));
  const groups = Map.groupBy(rows, ({ measurement }) => {
    const { engine, graph } = measurement;
    return JSON.stringify([engineKey(engine), graph, precisionOf(measurement)]);
  });
  const ways = [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const { measurement } = first;
    const label = joinedText([
      engineText(measurement.engine),
      graphs.size > 1 && `${measurement.graph} graph`,
      precisions.size > 1 && precisionOf(measurement),
    ], ", ");
    return [{ label, rows: own, isPaper: isPaperEngine(measurement.engine) }];
  });
  return ways.toSorted((a, b) => Number(b.isPaper) - Number(a.isPaper));
}

/** The timing of a network in a way, unless its rate is not to be trusted. */
export function timingIn({ rows }: Way, model: string): TimingRecord | undefined {
  const { timing, excess } = rows.find(({ measurement }) => measurement.model === model)
    ?.measurement ?? {};
  return excess === undefined ? timing : undefined;
}
