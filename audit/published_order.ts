// Throughputs of a table beside ours: as ratios to one row of its own, and how alike both orders are.

import type { BenchRecord } from "../bench/record/record.ts";
import { ourRatio } from "./our_ratio.ts";
import { orderOf } from "../bench/samples/kendall.ts";
import { type ComparableGroup, comparableGroups } from "../reports/records/comparable_groups.ts";
import { measurementsOf } from "../reports/records/measurement.ts";
import { likenessCells, type Ranking, rankings } from "../reports/sections/ranking.ts";
import type { PublishedFigure } from "../reports/published/published.ts";

/** One row of a table over its anchor row. */
export interface RatioRow {
  readonly modelId: string;
  readonly published: number;
  /** Ours over ours; absent where the records have none that can be trusted. */
  readonly ours?: number;
  /** Ends of the 95 % interval, where the rounds give one. */
  readonly interval?: readonly [low: number, high: number];
}

/** A table's throughputs beside those of one set of conditions. */
export interface PublishedOrder {
  readonly conditions: string;
  /** The first row of the table that was timed. */
  readonly anchorId: string;
  readonly rows: readonly RatioRow[];
  /** How many networks both orders have, Kendall's tau-b, its 95 % interval or why there is none. */
  readonly likeness: readonly string[];
}

/**
 * The throughputs of a table beside each set of conditions of our records that has two of its networks,
 * as far as their rates can be trusted.
 */
export function publishedOrders(
  figures: readonly PublishedFigure[],
  records: readonly BenchRecord[],
): readonly PublishedOrder[] {
  const rates = figures.filter(({ metric }) => metric === "throughput_img_s");
  const { measurements } = measurementsOf(records);
  const published = measurements.filter(({ model }) =>
    rates.some(({ modelId }) => modelId === model)
  );
  return comparableGroups(published).flatMap(({ conditions, measurements, timingOf }) => {
    const shown = rates.filter(({ modelId }) => timingOf(modelId) !== undefined);
    const [anchor] = shown;
    const networks = new Set(shown.map(({ modelId }) => modelId));
    if (anchor === undefined || networks.size < 2) return [];
    return [{
      conditions,
      anchorId: anchor.modelId,
      rows: shown.map((figure) => ratioRow(figure, anchor, timingOf)),
      likeness: rankings([{ label: "ours", measurements }]).flatMap((ours) =>
        likenessCells(ours, printedRanking(shown))
      ),
    }];
  });
}

function ratioRow(
  figure: PublishedFigure,
  anchor: PublishedFigure,
  timingOf: ComparableGroup["timingOf"],
): RatioRow {
  const [own, base] = [timingOf(figure.modelId), timingOf(anchor.modelId)];
  const row = { modelId: figure.modelId, published: figure.value / anchor.value };
  if (own === undefined || base === undefined) return row;
  if (own === base) return { ...row, ours: 1 };
  const { ratio, interval } = ourRatio(own, base);
  return { ...row, ours: ratio, ...(interval === undefined ? {} : { interval }) };
}

function printedRanking(figures: readonly PublishedFigure[]): Ranking {
  return {
    label: "published",
    models: figures.map(({ modelId }) => modelId),
    order: orderOf(figures.map(({ value }) => value)),
  };
}
