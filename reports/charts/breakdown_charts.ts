// Where the work and the time of the networks with several streams go: by stage, by stream. One
// small bar chart for each model, all on one axis.

import { byteUnit, UNITS } from "../text/unit_text.ts";
import type { Measurement } from "../records/measurement.ts";
import { decimalText } from "../text/number_text.ts";
import { partNames, type Parts, wholeOf } from "../text/part_names.ts";
import { percent } from "../text/percent_text.ts";
import { hasStreams } from "../sections/stream_costs.ts";
import { traceTotal, traceTotalText } from "../records/trace_total.ts";
import type { ChartOutcome } from "./drawing/chart.ts";
import type { ChartGroup, ChartRow } from "../row/chart_rows.ts";
import { familyColor } from "./drawing/palette.ts";
import { type PanelValue, partBars } from "./part_bars.ts";
import { leftOutText } from "./left_out.ts";

/** In what a quantity is given. */
interface Unit {
  /** As axes and headers have it: `G`. */
  readonly symbol: string;
  /** As a sentence has it: `G multiply-adds`. */
  readonly name: string;
  readonly size: number;
}

/** What is broken down, and how. */
interface Breakdown {
  readonly id: string;
  readonly title: string;
  /** What a part is: `stage`, `stream`. */
  readonly part: string;
  /** The unit that the largest part asks for. */
  readonly unitOf: (largest: number) => Unit;
  /** What it is of: an image, a batch. */
  readonly per: string;
  /** Why there is no chart, where there is none. */
  readonly missing: string;
  readonly caption: string;
  /** What is said of the rows that are shown. */
  readonly remarkOf?: (rows: readonly ChartRow[]) => string;
  /** `undefined` where the measurement does not have it. */
  readonly partsOf: (measurement: Measurement) => Parts | undefined;
}

/** More panels than these need the whole width of a page. */
const MOST_PANELS_IN_HALF = 2;

const MACS = {
  unitOf: () => ({ symbol: "G", name: "G multiply-adds", size: UNITS.flops_g }),
  per: "an image",
  missing: "no model with several streams was counted",
} as const;
const BYTES = {
  unitOf: (largest: number) => {
    const { symbol, size } = byteUnit(largest);
    return { symbol, name: symbol, size };
  },
  per: "an image",
  missing: "the records have no bytes of a model with several streams",
} as const;
const TIME = {
  unitOf: () => ({ symbol: "%", name: "% of the time in kernels", size: 1 }),
  per: "of a batch",
  remarkOf: tracesText,
  missing: "the records have no time in kernels of a model with several streams",
} as const;

const STREAMS =
  "what the two streams do apart, what aligns them, the MLPs, the embeddings of patches and " +
  "positions, and the other layers that work on both.";
const TRACED = "Shares of the time in kernels, by the runtime's trace";

const COUNT_BREAKDOWNS: readonly Breakdown[] = [
  {
    ...MACS,
    id: "macs-by-stage",
    title: "Multiply-adds by stage",
    part: "stage",
    caption: "MACs of one image, in the order in which the network works.",
    partsOf: ({ count }) => count?.macsByStage,
  },
  {
    ...MACS,
    id: "macs-by-stream",
    title: "Multiply-adds by stream",
    part: "stream",
    caption: `MACs of one image: ${STREAMS}`,
    partsOf: ({ count }) => count?.macsByStream,
  },
  {
    ...BYTES,
    id: "bytes-by-stream",
    title: "Bytes by stream",
    part: "stream",
    caption: "Bytes that one image moves at least, every parameter read once and every value " +
      `written once and read once by each reader: ${STREAMS}`,
    partsOf: ({ count }) => count?.bytesByStream,
  },
];

const TIME_BREAKDOWNS: readonly Breakdown[] = [
  {
    ...TIME,
    id: "time-by-stage",
    title: "Time by stage",
    part: "stage",
    caption: `${TRACED}.`,
    partsOf: ({ timing }) => percentsOf(timing?.kernelMs.byStage),
  },
  {
    ...TIME,
    id: "time-by-stream",
    title: "Time by stream",
    part: "stream",
    caption: `${TRACED}: ${STREAMS}`,
    partsOf: ({ timing }) => percentsOf(timing?.kernelMs.byStream),
  },
];

/** Parts in percent of their whole. */
function percentsOf(parts: Parts = {}): Parts {
  const whole = wholeOf(parts);
  const percents = Object.entries(parts).map(([name, value]) => [name, 100 * value / whole]);
  return whole === 0 ? {} : Object.fromEntries(percents);
}

/** ` In all: DS-Net-T 131 ms, 1.02 x the latency without trace.` */
function tracesText(rows: readonly ChartRow[]): string {
  const texts = rows.flatMap(({ label, source: { measurement: { timing } } }) => {
    const total = timing && traceTotal(timing);
    return total === undefined ? [] : [`${label} ${traceTotalText(total)}`];
  });
  return ` In all: ${texts.join("; ")}.`;
}

/** Multiply-adds and bytes of every counted model that has more than one stream. */
export function countCharts(rows: readonly ChartRow[]): readonly ChartOutcome[] {
  const group = { rows: rows.filter(hasStreams), suffix: "", conditions: "" };
  return COUNT_BREAKDOWNS.map((breakdown) => breakdownChart(group, breakdown));
}

/** The time of every timed model of a group that has more than one stream. */
export function timeCharts({ rows, ...place }: ChartGroup): readonly ChartOutcome[] {
  const group = { rows: rows.filter(hasStreams), ...place };
  return TIME_BREAKDOWNS.map((breakdown) => breakdownChart(group, breakdown));
}

function breakdownChart(
  { rows, suffix, conditions }: ChartGroup,
  { id, title, part, unitOf, per, missing, caption, remarkOf, partsOf }: Breakdown,
): ChartOutcome {
  const divided = rows.flatMap((row) => {
    const parts = partsOf(row.source.measurement) ?? {};
    return Object.keys(parts).length === 0 ? [] : [{ row, parts }];
  });
  if (divided.length === 0) return { title, reason: missing };

  const names = partNames(divided.map(({ parts }) => parts));
  const unit = unitOf(Math.max(...divided.flatMap(({ parts }) => Object.values(parts))));
  const quantity = `${unit.name} ${per}`;
  const panels = divided.map(({ row, parts }) => ({
    title: row.label,
    color: familyColor(row.family),
    values: names.map((name) => partValue(parts, name, unit)),
  }));
  const isWide = panels.length > MOST_PANELS_IN_HALF;
  return {
    id: `${id}${suffix}`,
    title,
    subtitle: conditions === "" ? quantity : `${quantity}; ${conditions}`,
    caption: caption + (remarkOf?.(divided.map(({ row }) => row)) ?? "") +
      leftOutText("Left out", rows, divided),
    isWide,
    description: `${quantity} by ${part}: ${
      panels.map((panel) => `${panel.title}: ${partsText(names, panel.values)}`).join("; ")
    }.`,
    table: {
      header: ["Method", ...names.map((name) => `${name} (${unit.symbol})`)],
      align: ["left", ...names.map(() => "right" as const)],
      rows: panels.map((panel) => [panel.title, ...panel.values.map(({ text }) => text)]),
    },
    spec: (frame) => partBars(panels, names, { frame, isWide }),
  };
}

/** A part that a model does not have stays empty; it is not 0. */
function partValue(parts: Parts, name: string, unit: Unit): PanelValue {
  const value = parts[name];
  if (value === undefined) return { value, text: "", tip: "" };
  const text = decimalText(value / unit.size, { atLeast: 2 });
  const whole = wholeOf(parts);
  const share = whole === 0 || unit.symbol === "%" ? "" : ` (${percent(value / whole)} %)`;
  return { value: value / unit.size, text, tip: `${text} ${unit.symbol}${share}` };
}

/** `shared 1.55, local 0.00395` */
function partsText(names: readonly string[], values: readonly { readonly text: string }[]): string {
  return names
    .map((name, index) => ({ name, text: values[index]?.text ?? "" }))
    .filter(({ text }) => text !== "")
    .map(({ name, text }) => `${name} ${text}`)
    .join(", ");
}
