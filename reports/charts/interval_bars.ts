// The shape that rates share: a bar from zero, its 95 % interval as a line where there is one, the
// median as a point.

import type { TopLevelSpec } from "vega-lite";
import { linearTicks } from "./drawing/axis.ts";
import { COLOR, type Layer, TEXT, TIP, WITH_INTERVAL } from "./drawing/chart.ts";
import { along, down, plotWidth } from "./drawing/encodings.ts";
import { type Frame, LABEL_SIZE } from "./drawing/frame.ts";
import { INK } from "./drawing/palette.ts";
import { widestText } from "./drawing/text_width.ts";

/** One bar. */
export interface IntervalBar {
  readonly label: string;
  readonly color: string;
  readonly median: number;
  /** Absent where the rounds are too few to carry an interval. */
  readonly low?: number;
  readonly high?: number;
  /** The median as people read it. */
  readonly text: string;
  /** With interval and unit, for who points at the bar. */
  readonly tip: string;
}

/** How the bars are drawn. */
export interface IntervalBarOptions {
  /** Title of the axis, with the unit. */
  readonly axis: string;
  /** A value that is marked by a line, with its name. */
  readonly mark?: { readonly value: number; readonly text: string };
  readonly frame: Frame;
}

const ROW_HEIGHT = 24;
/** Between the axis and the texts right of it. */
const TEXT_GAP = 10;

/** The specification; bars stand in the order given. */
export function intervalBars(
  bars: readonly IntervalBar[],
  { axis, mark, frame }: IntervalBarOptions,
): TopLevelSpec {
  const ticks = linearTicks(
    0,
    Math.max(...bars.map(({ median, high = median }) => high), mark?.value ?? 0),
  );
  const names = bars.map(({ label }) => label);
  const width = plotWidth(frame.width, names);
  // The texts stand right of the last tick.
  const textRoom = TEXT_GAP + widestText(bars.map(({ text }) => text), LABEL_SIZE);
  const end = (ticks.at(-1) as number) * width / (width - textRoom);
  const x = (field: keyof IntervalBar) => along(field, axis, { domain: [0, end], ticks });
  const layers: readonly Layer[] = [
    {
      mark: { type: "bar", height: { band: 0.56 }, fillOpacity: 0.22, aria: true },
      encoding: { x: x("median"), color: COLOR, description: TIP },
    },
    {
      transform: [WITH_INTERVAL],
      mark: { type: "rule", strokeWidth: 1.75, aria: true },
      encoding: { x: x("low"), x2: { field: "high" }, color: COLOR, description: TIP },
    },
    {
      mark: { type: "point", filled: true, size: 38, opacity: 1, aria: true },
      encoding: { x: x("median"), color: COLOR, description: TIP },
    },
    {
      mark: { type: "text", align: "right" },
      encoding: { x: { value: "width" }, text: TEXT },
    },
    ...(mark === undefined ? [] : [markLayer(mark)]),
  ];
  return {
    width,
    height: { step: ROW_HEIGHT },
    data: { values: [...bars] },
    encoding: { y: down("label", names) },
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
