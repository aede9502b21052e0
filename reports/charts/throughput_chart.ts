// Throughput with its 95 % interval, and the share of the matrix ceiling: bars from zero.

import { boundsOf, type MedianInterval, scaled } from "../../bench/samples/statistics.ts";
import { decimalText, intervalText, TOO_FEW_ROUNDS } from "../text/number_text.ts";
import { percent } from "../text/percent_text.ts";
import type { ChartOutcome } from "./drawing/chart.ts";
import { type ChartGroup, type ChartRow, isRate } from "../row/chart_rows.ts";
import { intervalBars } from "./interval_bars.ts";
import { excessesText, leftOutText } from "./left_out.ts";
import { familyColor } from "./drawing/palette.ts";

/** Images per second of every timed row of a group. */
export function throughputChart({ rows, conditions, suffix }: ChartGroup): ChartOutcome {
  const title = "Measured throughput";
  const timed = rows.flatMap((row) => {
    const rate = row.source.measurement.timing?.imagesPerSecond;
    return rate !== undefined && isRate(rate) ? [{ row, rate }] : [];
  });
  if (timed.length === 0) return { title, reason: "no model was timed" };

  return {
    id: `throughput${suffix}`,
    title,
    subtitle: conditions,
    caption: "Median over rounds with its 95 % interval; longer is faster." +
      excessesText(rows) +
      withoutIntervalText(timed.map(({ row, rate }) => ({ row, interval: rate }))) +
      leftOutText("Not timed", rows, timed),
    description: `Images per second, with 95 % interval: ${
      timed.map(({ row, rate }) => `${row.label} ${intervalText(rate)}`).join("; ")
    }.`,
    table: {
      header: ["Method", "Images/s", "95 % low", "95 % high"],
      align: ["left", "right", "right", "right"],
      rows: timed.map(({ row, rate }) => [row.label, ...intervalCells(rate, decimalText)]),
    },
    isWide: false,
    spec: (frame) =>
      intervalBars(
        timed.map(({ row, rate }) =>
          bar(row, rate, { text: decimalText(rate.median), unit: "images/s" })
        ),
        { axis: "Throughput (images/s)", frame },
      ),
  };
}

/** How much of the fastest matrix product each row reaches. */
export function ceilingChart({ rows, conditions, suffix }: ChartGroup): ChartOutcome {
  const title = "Share of the machine’s matrix ceiling";
  const compared = rows.flatMap((row) => {
    const roofline = row.source.measurement.timing?.roofline ?? undefined;
    return roofline === undefined ? [] : [{ row, ...roofline }];
  });
  if (compared.length === 0) return { title, reason: "the machine’s ceilings were not measured" };

  return {
    id: `ceiling${suffix}`,
    title,
    subtitle: conditions,
    caption: "2 x MACs x images/s over the fastest matrix product that the same runtime reached " +
      "in the same rounds, with its 95 % interval." +
      excessesText(rows) +
      withoutIntervalText(
        compared.map(({ row, matrixShare }) => ({ row, interval: matrixShare })),
      ) +
      leftOutText("Not compared", rows, compared),
    description: `Percent of the matrix ceiling, with 95 % interval: ${
      compared.map(({ row, matrixShare }) =>
        `${row.label} ${intervalText(scaled(matrixShare, 100))}`
      )
        .join("; ")
    }.`,
    table: {
      header: ["Method", "Of the ceiling (%)", "95 % low", "95 % high", "Bound by"],
      align: ["left", "right", "right", "right", "left"],
      rows: compared.map(({ row, matrixShare, bound }) => [
        row.label,
        ...intervalCells(matrixShare, percent),
        bound,
      ]),
    },
    isWide: false,
    spec: (frame) =>
      intervalBars(
        compared.map(({ row, matrixShare }) =>
          bar(row, scaled(matrixShare, 100), {
            text: `${percent(matrixShare.median)} %`,
            unit: "% of the ceiling",
          })
        ),
        { axis: "Share of the ceiling (%)", mark: { value: 100, text: "ceiling" }, frame },
      ),
  };
}

function bar(
  { label, family }: ChartRow,
  interval: MedianInterval,
  { text, unit }: { readonly text: string; readonly unit: string },
) {
  const tip = `${label}: ${intervalText(interval)} ${unit}`;
  const { median } = interval;
  return { label, color: familyColor(family), median, ...boundsOf(interval), text, tip };
}

function intervalCells(
  interval: MedianInterval,
  text: (value: number) => string,
): readonly string[] {
  const bounds = boundsOf(interval);
  const ends = bounds ? [bounds.low, bounds.high].map((end) => text(end)) : ["", ""];
  return [text(interval.median), ...ends];
}

/** ` DS-Net-B: too few rounds for an interval.` */
function withoutIntervalText(
  shown: readonly { readonly row: ChartRow; readonly interval: MedianInterval }[],
): string {
  const labels = shown.filter(({ interval }) => boundsOf(interval) === undefined)
    .map(({ row }) => row.label);
  return labels.length === 0 ? "" : ` ${labels.join(", ")}: ${TOO_FEW_ROUNDS} for an interval.`;
}
