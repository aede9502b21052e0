// The ways in which networks ran under one set of conditions: an engine with one of its graphs. Rates
// within a way may be compared, and so may one network's across ways.

import type { TimingRecord } from "../../bench/record/record.ts";
import { conditionsText } from "../records/comparable_groups.ts";
import { engineKey, engineText, isDefaultEngine, isPaperEngine } from "../records/engine_use.ts";
import { groupsBy } from "../records/groups_by.ts";
import { isTrusted } from "../records/measurement.ts";
import { conditionsKey, placeKey, precisionOf } from "../records/run_conditions.ts";
import { joinedText } from "../text/joined_text.ts";
import { measured } from "../row/chart_rows.ts";
import type { RowSource } from "../row/row_source.ts";
import { deviceOf, wayText } from "../row/way_text.ts";

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

/**
 * The ways of each set of conditions under which several engines ran, or one on several devices, the
 * paper's engine first; the device is no condition here.
 */
export function engineWays(sources: readonly RowSource[]): readonly Ways[] {
  const among = sources.map(({ measurement }) => measurement);
  const alike = groupsBy(sources, ({ measurement }) => placeKey(measurement.run));
  return alike.flatMap((rows) => {
    const engines = rows.map(({ measurement }) => measurement.engine);
    if (engines.every(isDefaultEngine) || new Set(rows.map(engineAndDevice)).size < 2) return [];
    const conditions = conditionsText(measured(rows), { among, hasEngines: false });
    return [{ conditions, isOnly: alike.length === 1, ways: waysOf(rows) }];
  });
}

function engineAndDevice({ measurement }: RowSource): string {
  return JSON.stringify([engineKey(measurement.engine), deviceOf(measurement)]);
}

function waysOf(rows: readonly RowSource[]): readonly Way[] {
  const all = rows.map(({ measurement }) => measurement);
  const groups = groupsBy(rows, ({ measurement }) => {
    const { engine, graph, run } = measurement;
    const precision = precisionOf(measurement);
    return JSON.stringify([engineKey(engine), graph, precision, conditionsKey(run)]);
  });
  const ways = groups.map((own) => {
    const [{ measurement }] = own;
    const label = joinedText([engineText(measurement.engine), wayText(measurement, all)], ", ");
    return { label, rows: own, isPaper: isPaperEngine(measurement.engine) };
  });
  return ways.toSorted((a, b) => Number(b.isPaper) - Number(a.isPaper));
}

/** The timing of a network in a way, unless its rate is not to be trusted. */
export function timingIn({ rows }: Way, model: string): TimingRecord | undefined {
  const own = rows.find(({ measurement }) => measurement.model === model)?.measurement;
  return own && isTrusted(own) ? own.timing : undefined;
}
