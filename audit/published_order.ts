// Throughputs of a table beside ours: as ratios to one row of its own, and how alike both orders are.

import type { BenchRecord } from "../bench/record/record.ts";
import { orderOf } from "../bench/samples/kendall.ts";
import { comparableKey, type Measurement, measurementsOf } from "../reports/records/measurement.ts";
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
  const timed = measurements.filter(({ model, timing }) =>
    timing !== undefined && rates.some(({ modelId }) => modelId === model)
  );
  const groups = Map.groupBy(timed, (one) => `${comparableKey(one)} ${one.graph}`);
  return [...groups.values()].flatMap((group) => {
    const shown = rates.filter(({ modelId }) => group.some(({ model }) => model === modelId));
    const [anchor] = shown;
    if (anchor === undefined || shown.length < 2) return [];
    return [{
      conditions: conditionsText(group),
      anchorId: anchor.modelId,
      rows: shown.map((figure) => ratioRow(figure, anchor, group)),
      likeness: likenessOf(shown, group),
    }];
  });
}

function conditionsText([first]: readonly Measurement[]): string {
  const timing = first?.timing;
  if (timing === undefined) return "";
  const { batch, size, deviceUsed, threads } = timing;
  return `${deviceUsed}, ${threads} threads, batch ${batch}, ${size} pixels, ${first?.graph} graph`;
}

function ratioRow(
  figure: PublishedFigure,
  anchor: PublishedFigure,
  group: readonly Measurement[],
): RatioRow {
  const timingOf = (id: string) => group.find(({ model }) => model === id)?.timing;
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
