// Engines side by side: images per second of every network on each engine, the engines as colours.

import type { TopLevelSpec } from "vega-lite";
import { boundsOf } from "../../bench/samples/statistics.ts";
import type { Way } from "../sections/engine_ways.ts";
import { EXCESS_TEXT } from "../records/excess.ts";
import { isRate } from "../row/chart_rows.ts";
import { decimalText, intervalText, TOO_FEW_ROUNDS } from "../text/number_text.ts";
import type { IntervalBar } from "./interval_bars.ts";
import { axisAround } from "./drawing/axis.ts";
import { type Chart, type Layer, TEXT, TIP, WITH_INTERVAL } from "./drawing/chart.ts";
import { along, colored, down, plotWidth } from "./drawing/encodings.ts";
import { type Frame, LABEL_SIZE } from "./drawing/frame.ts";
import { seriesColors } from "./drawing/palette.ts";
import { widestText } from "./drawing/text_width.ts";

/** One network on one engine. */
interface Mark extends Omit<IntervalBar, "color"> {
  readonly engine: string;
}

const LINE_HEIGHT = 16;
/** Between one network and the next, in lines. */
const ROW_GAP = 0.6;
const TEXT_GAP = 10;
/** Symbol and gaps beside a name of the legend. */
const LEGEND_ROOM = 34;

/** The chart; `undefined` where no network was timed on any engine. */
export function enginesChart(
  ways: readonly Way[],
  { subtitle, suffix }: { readonly subtitle: string; readonly suffix: string },
): Chart | undefined {
  const marks = ways.flatMap(marksOf);
  if (marks.length === 0) return undefined;
  const methods = [...new Set(ways.flatMap(({ rows }) => rows.map(({ method }) => method)))];
  const timed = new Set(marks.map(({ engine }) => engine));
  // In the order of the table, all engines of a network together.
  const ordered = methods.flatMap((method) => marks.filter(({ label }) => label === method));
  return {
    id: `engines${suffix}`,
    title: "Throughput by engine",
    subtitle,
    caption:
      "Median over rounds with its 95 % interval, of every network on each engine; further " +
      "right is faster." + remarksText(ways),
    description: `Images per second, with 95 % interval: ${
      ordered.map(({ tip }) => tip).join("; ")
    }.`,
    table: {
      header: ["Method", "Engine", "Images/s (95 % interval)"],
      align: ["left", "left", "right"],
      rows: methods.flatMap((method) =>
        ways.flatMap(({ label, rows }) =>
          rows.filter((row) => row.method === method).flatMap(({ measurement: { timing } }) =>
            timing === undefined ? [] : [[method, label, intervalText(timing.imagesPerSecond)]]
          )
        )
      ),
    },
    isWide: true,
    spec: (frame) => specOf(ordered, { engines: [...timed], frame }),
  };
}

function marksOf({ label: engine, rows }: Way): readonly Mark[] {
  return rows.flatMap(({ method, measurement: { timing } }) => {
    const rate = timing?.imagesPerSecond;
    if (rate === undefined || !isRate(rate)) return [];
    return [{
      label: method,
      engine,
      median: rate.median,
      ...boundsOf(rate),
      text: decimalText(rate.median),
      tip: `${method}, ${engine}: ${intervalText(rate)} images/s`,
    }];
  });
}

/** What is not shown, and what is not to be trusted. */
function remarksText(ways: readonly Way[]): string {
  const texts = ways.flatMap(({ label, rows }) => {
    const named = (kind: string, methods: readonly string[]) =>
      methods.length === 0 ? [] : [` ${kind} with ${label}: ${methods.join(", ")}.`];
    const which = (isMeant: (row: Way["rows"][number]) => boolean) =>
      rows.filter(isMeant).map(({ method }) => method);
    const rateOf = ({ measurement: { timing } }: Way["rows"][number]) => timing?.imagesPerSecond;
    return [
      ...named("Not timed", which((row) => rateOf(row) === undefined)),
      ...named(
        `${capitalized(TOO_FEW_ROUNDS)} for an interval`,
        which((row) => {
          const rate = rateOf(row);
          return rate !== undefined && boundsOf(rate) === undefined;
        }),
      ),
      ...Object.entries(EXCESS_TEXT).flatMap(([excess, text]) =>
        named(capitalized(text), which(({ measurement }) => measurement.excess === excess))
      ),
    ];
  });
  return texts.join("");
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function specOf(
  marks: readonly Mark[],
  { engines, frame }: { readonly engines: readonly string[]; readonly frame: Frame },
): TopLevelSpec {
  const labels = [...new Set(marks.map(({ label }) => label))];
  const width = plotWidth(frame.wideWidth, labels);
  const textRoom = TEXT_GAP + widestText(marks.map(({ text }) => text), LABEL_SIZE);
  const axis = axisAround(
    marks.flatMap(({ median, low = median, high = median }) => [low, high]),
    width - textRoom,
  );
  // The texts stand right of the last tick.
  const domain = [axis.domain[0], axis.valueAt(width)] as const;
  const x = (field: keyof Mark) => along(field, "Throughput (images/s)", { ...axis, domain });
  const place = {
    y: down("label", labels, { grid: true, tickBand: "extent" }),
    yOffset: {
      field: "engine",
      type: "nominal" as const,
      sort: null,
      scale: { domain: [...engines], paddingOuter: ROW_GAP / 2 },
    },
  };
  const color = colored("engine", engines, seriesColors(engines.length), {
    symbolOpacity: 1,
    labelLimit: width,
    columns: Math.max(1, Math.floor(width / (LEGEND_ROOM + widestText(engines, LABEL_SIZE)))),
  });
  const layers: readonly Layer[] = [
    {
      transform: [WITH_INTERVAL],
      mark: { type: "rule", strokeWidth: 2.5, opacity: 0.55, aria: true },
      encoding: { ...place, x: x("low"), x2: { field: "high" }, color, description: TIP },
    },
    {
      mark: { type: "point", filled: true, size: 44, opacity: 1, aria: true },
      encoding: { ...place, x: x("median"), color, description: TIP },
    },
    {
      mark: { type: "text", align: "right" },
      encoding: { ...place, x: { value: "width" }, text: TEXT },
    },
  ];
  return {
    width,
    height: { step: LINE_HEIGHT, for: "offset" },
    data: { values: [...marks] },
    layer: [...layers],
  };
}
