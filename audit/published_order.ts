// Throughputs of a table beside ours: as ratios to one row of its own, and how alike both orders are.

import type { BenchRecord } from "../bench/record/record.ts";
import { type ComparableGroup, comparableGroups } from "./comparable_groups.ts";
import { orderOf } from "../bench/samples/kendall.ts";
import { type Measurement, measurementsOf } from "../reports/records/measurement.ts";
import { rateOver } from "../reports/records/paired_rate.ts";
import { likenessCells, rankings } from "../reports/sections/ranking.ts";
import type { PublishedFigure } from "../reports/published/published.ts";

/** One row of a table over its anchor row. */
export interface RatioRow {
  readonly modelId: string;
  readonly published: number;
  /** Ours over ours; absent where the records have no pair that is comparable. */
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

/** The throughputs of a table beside each set of conditions of our records that has two of its rows. */
export function publishedOrders(
  figures: readonly PublishedFigure[],
  records: readonly BenchRecord[],
): readonly PublishedOrder[] {
  const rates = figures.filter(({ metric }) => metric === "throughput_img_s");
  const { measurements } = measurementsOf(records);
  const published = measurements.filter(({ model }) =>
    rates.some(({ modelId }) => modelId === model)
  );
  return comparableGroups(published).flatMap(({ conditions, timed, timingOf }) => {
    const shown = rates.filter(({ modelId }) => timingOf(modelId) !== undefined);
    const [anchor] = shown;
    if (anchor === undefined || shown.length < 2) return [];
    return [{
      conditions,
      anchorId: anchor.modelId,
      rows: shown.map((figure) => ratioRow(figure, anchor, timingOf)),
      likeness: likenessOf(shown, timed),
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
  const paired = own === base ? undefined : rateOver(own, base);
  const ours = paired?.median ?? own.imagesPerSecond.median / base.imagesPerSecond.median;
  const isKnown = paired !== undefined && paired.low !== null && paired.high !== null;
  return { ...row, ours, ...(isKnown ? { interval: [paired.low, paired.high] as const } : {}) };
}

function likenessOf(
  figures: readonly PublishedFigure[],
  group: readonly Measurement[],
): readonly string[] {
  const [ours] = rankings([{ label: "ours", measurements: group }]);
  if (ours === undefined) return [String(figures.length), "", "rates above the ceiling"];
  return likenessCells(ours, {
    label: "published",
    models: figures.map(({ modelId }) => modelId),
    order: orderOf(figures.map(({ value }) => value)),
  });
}
