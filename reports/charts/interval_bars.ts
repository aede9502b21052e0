// The shape that rates share: a bar from zero, its 95 % interval as a line, the median as a point.

import type { TopLevelSpec } from "vega-lite";
import type { Layer } from "./chart.ts";
import { INK } from "./palette.ts";

/** One bar. */
export interface IntervalBar {
  readonly label: string;
  readonly color: string;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** The median as people read it. */
  readonly text: string;
}

/** How the bars are drawn. */
export interface IntervalBarOptions {
  /** Title of the axis, with the unit. */
  readonly axis: string;
  /** A value that is marked by a line, with its name. */
  readonly mark?: { readonly value: number; readonly text: string };
}

const WIDTH = 370;
const ROW_HEIGHT = 24;
/** Room for the texts right of the longest interval, as a share of the axis. */
const TEXT_SHARE = 0.2;

/** The specification; bars stand in the order given. */
export function intervalBars(
  bars: readonly IntervalBar[],
  { axis, mark }: IntervalBarOptions,
): TopLevelSpec {
  const largest = Math.max(...bars.map(({ high }) => high));
  const end = Math.max(largest, mark?.value ?? 0) * (1 + TEXT_SHARE);
  const color = { field: "color", type: "nominal", scale: null } as const;
  const y = { field: "label", type: "nominal", sort: null, title: null } as const;
  const x = (field: keyof IntervalBar) => ({
    field,
    type: "quantitative" as const,
    title: axis,
    scale: { domain: [0, end], nice: false, zero: true },
  });
  const layers: readonly Layer[] = [
    {
      mark: { type: "bar", height: { band: 0.56 }, fillOpacity: 0.22 },
      encoding: { x: x("median"), color },
    },
    {
      mark: { type: "rule", strokeWidth: 1.75 },
      encoding: { x: x("low"), x2: { field: "high" }, color },
    },
    {
      mark: { type: "point", filled: true, size: 38, opacity: 1 },
      encoding: { x: x("median"), color },
    },
    {
      mark: { type: "text", align: "right" },
      encoding: { x: { value: "width" }, text: { field: "text", type: "nominal" } },
    },
    ...(mark === undefined ? [] : [markLayer(mark)]),
  ];
  return {
    width: WIDTH,
    height: { step: ROW_HEIGHT },
    data: { values: [...bars] },
    encoding: { y: { ...y, axis: { domain: false, ticks: false, labelPadding: 8 } } },
    layer: [...layers],
  };
}

function markLayer({ value, text }: NonNullable<IntervalBarOptions["mark"]>): Layer {
  const x = { datum: value };
  return {
    data: { values: [{}] },
    layer: [
      {
        mark: { type: "rule", color: INK.muted.light, strokeDash: [3, 3] },
        encoding: { x, y: { value: 0 }, y2: { value: "height" } },
      },
      {
        mark: { type: "text", color: INK.muted.light, align: "center", baseline: "bottom", dy: -3 },
        encoding: { x, y: { value: 0 }, text: { value: text } },
      },
    ],
  };
}
