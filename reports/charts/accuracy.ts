// Accuracy against throughput as in the paper's figure: published Top-1 over measured images/s, the
// area of a bubble the parameters.

import type { TopLevelSpec } from "vega-lite";
import { decimalText, intervalText } from "../number_text.ts";
import { type Axis, axisAround } from "./axis.ts";
import type { ChartOutcome } from "./chart.ts";
import type { ChartGroup, ChartRow } from "./chart_rows.ts";
import { labelPlaces } from "./labels.ts";
import { leftOutText } from "./left_out.ts";
import { familyColor, INK } from "./palette.ts";
import { paretoFront } from "./pareto.ts";

/** One bubble. */
interface Bubble {
  readonly row: ChartRow;
  readonly imagesPerSecond: number;
  readonly low: number;
  readonly high: number;
  readonly top1Percent: number;
  readonly paramsM: number;
}

const SIZE = { width: 430, height: 330 };
/** Square pixels of a bubble for each million parameters, and of the largest bubble. */
const AREA_PER_MILLION = 12;
const LARGEST_AREA = 1100;

/** Every row of a group with a rate, a published Top-1 and a count. */
export function accuracyChart({ rows, conditions, suffix }: ChartGroup): ChartOutcome {
  const title = "Accuracy against throughput";
  const bubbles = rows.flatMap(bubblesOf);
  if (bubbles.length === 0) {
    return { title, reason: "no timed model has a published accuracy" };
  }
  const front = paretoFront(bubbles);
  return {
    id: `accuracy${suffix}`,
    title,
    subtitle: conditions,
    caption: "Published Top-1 on ImageNet-1k over measured throughput with its 95 % interval; " +
      "the area of a bubble is the number of parameters; lines join a family. " +
      "Upper right is better: the dashed line joins the networks that no other beats in both " +
      `(Pareto), ${front.map(({ row }) => row.label).join(", ")}.` +
      leftOutText("Left out", rows, bubbles),
    description: `Published Top-1 in percent and measured images per second: ${
      bubbles.map((bubble) =>
        `${bubble.row.label} ${bubble.top1Percent} % at ${decimalText(bubble.imagesPerSecond)}, ` +
        `${decimalText(bubble.paramsM, { atLeast: 1 })} M parameters`
      ).join("; ")
    }.`,
    table: {
      header: ["Method", "Images/s (95 % interval)", "Top-1 (%) published", "Params (M)", "Pareto"],
      align: ["left", "right", "right", "right", "left"],
      rows: bubbles.map((bubble) => [
        bubble.row.label,
        intervalText({ median: bubble.imagesPerSecond, low: bubble.low, high: bubble.high }),
        bubble.row.source.published.top1?.text ?? String(bubble.top1Percent),
        decimalText(bubble.paramsM, { atLeast: 2 }),
        front.includes(bubble) ? "yes" : "",
      ]),
    },
    isWide: false,
    spec: specOf(bubbles, front),
  };
}

function bubblesOf(row: ChartRow): readonly Bubble[] {
  const { measurement: { timing, count }, published: { top1 } } = row.source;
  if (timing === undefined || count === undefined || top1 === undefined) return [];
  const { median: imagesPerSecond, low, high } = timing.imagesPerSecond;
  const paramsM = count.params / 1e6;
  return [{ row, imagesPerSecond, low, high, top1Percent: top1.value, paramsM }];
}

function specOf(bubbles: readonly Bubble[], front: readonly Bubble[]): TopLevelSpec {
  const xAxis = axisAround(bubbles.flatMap(({ low, high }) => [low, high]), SIZE.width);
  const yAxis = axisAround(bubbles.map(({ top1Percent }) => top1Percent), SIZE.height);
  const largest = Math.max(...bubbles.map(({ paramsM }) => paramsM));
  const largestArea = Math.min(AREA_PER_MILLION * largest, LARGEST_AREA);
  const places = labelPlaces(
    bubbles.map(({ row, imagesPerSecond, low, high, top1Percent, paramsM }) => ({
      x: xAxis.pixelOf(imagesPerSecond),
      y: SIZE.height - yAxis.pixelOf(top1Percent),
      radius: Math.sqrt(paramsM / largest * largestArea / Math.PI),
      name: row.label,
      line: { from: xAxis.pixelOf(low), to: xAxis.pixelOf(high) },
    })),
    SIZE,
  );
  const values = bubbles.map(({ row, ...bubble }, index) => ({
    ...bubble,
    label: row.label,
    family: row.family,
    isOnFront: front.some((other) => other.row === row),
    color: familyColor(row.family),
    labelX: xAxis.valueAt(places[index]?.x ?? 0),
    labelY: yAxis.valueAt(SIZE.height - (places[index]?.y ?? 0)),
  }));

  const x = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: "Throughput, measured (images/s)",
    scale: scaleOf(xAxis),
    axis: { tickCount: 6, format: "~r" },
  });
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: "Top-1, published (%)",
    scale: scaleOf(yAxis),
    axis: { tickCount: 6 },
  });
  const color = { field: "color", type: "nominal", scale: null } as const;
  return {
    ...SIZE,
    data: { values },
    layer: [
      {
        transform: [{ filter: "datum.isOnFront" }],
        mark: { type: "line", strokeWidth: 1.25, strokeDash: [5, 4], color: INK.muted.light },
        encoding: {
          ...{ x: x("imagesPerSecond"), y: y("top1Percent") },
          order: { field: "imagesPerSecond", type: "quantitative" },
        },
      },
      {
        mark: { type: "line", strokeWidth: 1.25, strokeOpacity: 0.55 },
        encoding: {
          ...{ x: x("imagesPerSecond"), y: y("top1Percent"), color },
          detail: { field: "family", type: "nominal" },
          order: { field: "paramsM", type: "quantitative" },
        },
      },
      {
        mark: { type: "rule", strokeWidth: 1.25 },
        encoding: { x: x("low"), x2: { field: "high" }, y: y("top1Percent"), color },
      },
      {
        mark: { type: "circle", fillOpacity: 0.32, strokeWidth: 1.25, opacity: 1 },
        encoding: {
          ...{ x: x("imagesPerSecond"), y: y("top1Percent"), color },
          stroke: color,
          size: {
            field: "paramsM",
            type: "quantitative",
            scale: { domain: [0, largest], range: [0, largestArea], nice: false },
            legend: {
              ...{ title: "Params (M)", titleOrient: "left" as const, orient: "top" as const },
              ...{ values: [...sizesUpTo(largest)], symbolStrokeColor: INK.muted.light },
              symbolFillColor: "transparent",
            },
          },
        },
      },
      {
        mark: { type: "text", align: "center", baseline: "middle", limit: 230 },
        encoding: {
          ...{ x: x("labelX"), y: y("labelY") },
          text: { field: "label", type: "nominal" },
        },
      },
    ],
  };
}

/** Round numbers for the legend: `[10, 20, 50]` up to 86.6. */
function sizesUpTo(largest: number): readonly number[] {
  const magnitude = 10 ** Math.floor(Math.log10(largest));
  const steps = [0.1, 0.2, 0.5, 1, 2, 5].map((step) => step * magnitude);
  return steps.filter((step) => step <= largest).slice(-3);
}

function scaleOf({ type, domain }: Axis) {
  const zero = type === "linear" ? { zero: false } : {};
  return { type, domain: [...domain], nice: false, ...zero };
}
