// How accuracy against throughput is drawn: bubbles, the lines of families, names that do not meet.

import type { TopLevelSpec } from "vega-lite";
import { type Bounds, boundsOf, type MedianInterval } from "../../bench/samples/statistics.ts";
import { decimalText, intervalText } from "../text/number_text.ts";
import { type Axis, axisAround } from "./drawing/axis.ts";
import { COLOR, type Layer, TEXT, TIP, WITH_INTERVAL } from "./drawing/chart.ts";
import { along, type Position } from "./drawing/encodings.ts";
import type { ChartRow } from "../row/chart_rows.ts";
import { type Frame, LABEL_SIZE } from "./drawing/frame.ts";
import { labelPlaces, type NamedPoint, type Place } from "./drawing/label_places.ts";
import { familyColor, INK } from "./drawing/palette.ts";

/** One bubble. */
export interface Bubble {
  readonly row: ChartRow;
  /** Whether it is of the last graph asked for; others are hollow, and without a name. */
  readonly isFilled: boolean;
  readonly isOnFront: boolean;
  readonly rate: MedianInterval;
  /** The median of the rate. */
  readonly imagesPerSecond: number;
  readonly top1Percent: number;
  readonly paramsM: number;
}

/** Left of the plot: the title of the axis and its labels; right of it: half a label. */
const AXIS_ROOM = 58;
const HEIGHT = { half: 350, wide: 480 } as const;
/** A phone's plot grows with the names that it has to hold. */
const PHONE_HEIGHT = { least: 260, eachName: 12 } as const;
/** Square pixels of a bubble for each million parameters, and of the largest bubble. */
const AREA_PER_MILLION = 12;
const LARGEST_AREA = { page: 1100, phone: 360 } as const;
const NAME_SIZE = { page: LABEL_SIZE, phone: 11 } as const;
const FILL_OPACITY = 0.32;

/** Axes, sizes and the places of the names. */
function layout(bubbles: readonly Bubble[], frame: Frame, isWide: boolean) {
  const named = bubblesWithNames(bubbles);
  const size = {
    width: (isWide ? frame.wideWidth : frame.width) - AXIS_ROOM,
    height: frame.name === "phone"
      ? PHONE_HEIGHT.least + PHONE_HEIGHT.eachName * named.size
      : HEIGHT[isWide ? "wide" : "half"],
  };
  const xAxis = axisAround(bubbles.flatMap(({ rate }) => Object.values(spanOf(rate))), size.width);
  const yAxis = axisAround(bubbles.map(({ top1Percent }) => top1Percent), size.height);
  const largest = Math.max(...bubbles.map(({ paramsM }) => paramsM));
  const largestArea = Math.min(AREA_PER_MILLION * largest, LARGEST_AREA[frame.name]);
  const pointOf = (bubble: Bubble): NamedPoint => ({
    x: xAxis.pixelOf(bubble.imagesPerSecond),
    y: size.height - yAxis.pixelOf(bubble.top1Percent),
    radius: Math.sqrt(bubble.paramsM / largest * largestArea / Math.PI),
    name: bubble.row.source.method,
    line: {
      from: xAxis.pixelOf(spanOf(bubble.rate).low),
      to: xAxis.pixelOf(spanOf(bubble.rate).high),
    },
  });
  const withName = [...named];
  const places = labelPlaces(withName.map(pointOf), {
    ...size,
    fontSize: NAME_SIZE[frame.name],
    others: bubbles.filter((bubble) => !named.has(bubble)).map(pointOf),
  });
  const placeOf = new Map(withName.map((bubble, index) => [bubble, places[index]]));
  return { size, xAxis, yAxis, largest, largestArea, placeOf };
}

/** One bubble of each method: that of the graph which is filled, where it was timed. */
function bubblesWithNames(bubbles: readonly Bubble[]): ReadonlySet<Bubble> {
  const byMethod = Map.groupBy(bubbles, ({ row }) => row.source.method);
  return new Set(
    [...byMethod.values()].flatMap((alike) =>
      alike.find(({ isFilled }) => isFilled) ?? alike.slice(0, 1)
    ),
  );
}

/** The methods whose names find no room. */
export function unnamed(
  bubbles: readonly Bubble[],
  frame: Frame,
  isWide: boolean,
): readonly string[] {
  return [...layout(bubbles, frame, isWide).placeOf]
    .flatMap(([{ row }, place]) => place === undefined ? [row.source.method] : []);
}

/** The specification for a room. */
export function accuracySpec(
  bubbles: readonly Bubble[],
  frame: Frame,
  isWide: boolean,
): TopLevelSpec {
  const plot = layout(bubbles, frame, isWide);
  const { size, xAxis, yAxis } = plot;
  const scaleText = ({ type }: Axis) => type === "log" ? ", log scale" : "";
  const x = (field: string) =>
    along(field, `Throughput, measured (images/s${scaleText(xAxis)})`, xAxis);
  const y = (field: string) => along(field, `Top-1, published (%${scaleText(yAxis)})`, yAxis, {});
  const at = { x: x("imagesPerSecond"), y: y("top1Percent") };
  return {
    ...size,
    data: { values: bubbles.map(valuesOf) },
    layer: [
      {
        transform: [{ filter: "datum.isOnFront" }],
        mark: { type: "line", strokeWidth: 1.25, strokeDash: [5, 4], color: INK.muted.light },
        encoding: { ...at, order: { field: "imagesPerSecond", type: "quantitative" } },
      },
      {
        transform: [{ filter: "datum.isFilled" }],
        mark: { type: "line", strokeWidth: 1.25, strokeOpacity: 0.55 },
        encoding: {
          ...at,
          color: COLOR,
          detail: { field: "family", type: "nominal" },
          order: { field: "paramsM", type: "quantitative" },
        },
      },
      {
        transform: [WITH_INTERVAL],
        mark: { type: "rule", strokeWidth: 1.25, aria: true },
        encoding: { x: x("low"), x2: { field: "high" }, y: at.y, color: COLOR, description: TIP },
      },
      {
        mark: { type: "circle", strokeWidth: 1.25, opacity: 1, aria: true },
        encoding: {
          ...at,
          color: COLOR,
          description: TIP,
          stroke: COLOR,
          fillOpacity: { field: "fillOpacity", type: "quantitative", scale: null },
          size: areaEncoding(plot),
        },
      },
      ...nameLayers(plot, { x, y, fontSize: NAME_SIZE[frame.name] }),
    ],
  };
}

type Plot = ReturnType<typeof layout>;

/** The parameters as the area of a bubble. */
function areaEncoding({ largest, largestArea }: Pick<Plot, "largest" | "largestArea">) {
  return {
    field: "paramsM",
    type: "quantitative" as const,
    scale: { domain: [0, largest], range: [0, largestArea], nice: false },
    legend: {
      title: "Params (M)",
      titleOrient: "left" as const,
      orient: "top" as const,
      values: [...sizesUpTo(largest)],
      symbolStrokeColor: INK.muted.light,
      symbolFillColor: "transparent",
    },
  };
}

/** The names that have room, and the lines that lead back from those that stand apart. */
function nameLayers(
  plot: Plot,
  { x, y, fontSize }: {
    readonly x: (field: string) => Position;
    readonly y: (field: string) => Position;
    readonly fontSize: number;
  },
): readonly Layer[] {
  const names = [...plot.placeOf].flatMap(([{ row }, place]) =>
    place === undefined ? [] : [{ text: row.source.method, ...valuesAt(place, plot) }]
  );
  return [
    {
      data: { values: names.filter(({ fromX }) => fromX !== undefined) },
      mark: { type: "rule", strokeWidth: 1, strokeOpacity: 0.5, color: INK.muted.light },
      encoding: { x: x("fromX"), x2: { field: "toX" }, y: y("fromY"), y2: { field: "toY" } },
    },
    {
      data: { values: names },
      mark: { type: "text", align: "center", baseline: "middle", fontSize },
      encoding: { x: x("x"), y: y("y"), text: TEXT },
    },
  ];
}

/** A bubble as the library takes it. */
function valuesOf(bubble: Bubble) {
  return {
    ...bubble,
    ...boundsOf(bubble.rate),
    row: undefined,
    family: bubble.row.family,
    color: familyColor(bubble.row.family),
    fillOpacity: bubble.isFilled ? FILL_OPACITY : 0,
    tip: tipOf(bubble),
  };
}

/** What the line of a bubble spans: nothing where the rounds are too few to carry an interval. */
function spanOf(rate: MedianInterval): Bounds {
  return boundsOf(rate) ?? { low: rate.median, high: rate.median };
}

function tipOf({ row, rate, top1Percent, paramsM }: Bubble): string {
  return `${row.label}: ${intervalText(rate)} images/s, ` +
    `Top-1 ${top1Percent} %, ${decimalText(paramsM, { atLeast: 2 })} M parameters`;
}

/** A place in the units of the axes, in which the library draws. */
function valuesAt(
  { x, y, leader }: Place,
  { size, xAxis, yAxis }: Pick<Plot, "size" | "xAxis" | "yAxis">,
) {
  const atX = (pixel: number) => xAxis.valueAt(pixel);
  const atY = (pixel: number) => yAxis.valueAt(size.height - pixel);
  const { from, to } = leader ?? {};
  return {
    x: atX(x),
    y: atY(y),
    fromX: from && atX(from.x),
    fromY: from && atY(from.y),
    toX: to && atX(to.x),
    toY: to && atY(to.y),
  };
}

/** Round numbers for the legend: `[10, 20, 50]` up to 86.6. */
function sizesUpTo(largest: number): readonly number[] {
  const magnitude = 10 ** Math.floor(Math.log10(largest));
  const steps = [0.1, 0.2, 0.5, 1, 2, 5].map((step) => step * magnitude);
  return steps.filter((step) => step <= largest).slice(-3);
}
