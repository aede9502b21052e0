// Where the work and the time of the networks with several streams go: by stage, by stream. One
// small bar chart for each model, all on one axis.

import { byteUnit, UNITS } from "../text/unit_text.ts";
import type { Measurement } from "../records/measurement.ts";
import { joinedText } from "../text/joined_text.ts";
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
  /** As a sentence has it: `G multiply-adds an image`. */
  readonly name: string;
  readonly size: number;
}

/** What a network divides into. */
type Part = "stage" | "stream";

/** What is broken down. */
interface Quantity {
  readonly id: string;
  readonly title: string;
  /** The unit that the largest part asks for. */
  readonly unitOf: (largest: number) => Unit;
  /** Why there is no chart, where there is none. */
  readonly missing: string;
  /** What it is, by stage and by stream. */
  readonly caption: string;
  /** What follows that by stage. */
  readonly inStages?: string;
  /** What is said of the rows that are shown. */
  readonly remarkOf?: (rows: readonly ChartRow[]) => string;
  /** `undefined` where the measurement does not have it. */
  readonly partsBy: Partial<
    Readonly<Record<Part, (measurement: Measurement) => Parts | undefined>>
  >;
}

/** More panels than these need the whole width of a page. */
const MOST_PANELS_IN_HALF = 2;

const STREAMS =
  "what the two streams do apart, what aligns them, the MLPs, the embeddings of patches and " +
  "positions, and the other layers that work on both.";

const MACS: Quantity = {
  id: "macs",
  title: "Multiply-adds",
  unitOf: () => ({ symbol: "G", name: "G multiply-adds an image", size: UNITS.flops_g }),
  missing: "no model with several streams was counted",
  caption: "MACs of one image",
  inStages: ", in the order in which the network works",
  partsBy: {
    stage: ({ count }) => count?.macsByStage,
    stream: ({ count }) => count?.macsByStream,
  },
};

const BYTES: Quantity = {
  id: "bytes",
  title: "Bytes",
  unitOf: (largest) => {
    const { symbol, size } = byteUnit(largest);
    return { symbol, name: `${symbol} an image`, size };
  },
  missing: "the records have no bytes of a model with several streams",
  caption: "Bytes that one image moves at least, every parameter read once and every value " +
    "written once and read once by each reader",
  partsBy: { stream: ({ count }) => count?.bytesByStream },
};

const TIME: Quantity = {
  id: "time",
  title: "Time",
  unitOf: () => ({ symbol: "%", name: "% of the time in kernels of a batch", size: 1 }),
  missing: "the records have no time in kernels of a model with several streams",
  caption: "Shares of the time in kernels, by the runtime's trace",
  remarkOf: tracesText,
  partsBy: {
    stage: ({ timing }) => percentsOf(timing?.kernelMs.byStage),
    stream: ({ timing }) => percentsOf(timing?.kernelMs.byStream),
  },
};

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
  const group = { rows, suffix: "", conditions: "" };
  return [MACS, BYTES].flatMap((quantity) => breakdownCharts(group, quantity));
}

/** The time of every timed model of a group that has more than one stream. */
export function timeCharts(group: ChartGroup): readonly ChartOutcome[] {
  return breakdownCharts(group, TIME);
}

function breakdownCharts({ rows, ...place }: ChartGroup, quantity: Quantity) {
  const group = { rows: rows.filter(hasStreams), ...place };
  return (Object.keys(quantity.partsBy) as readonly Part[])
    .map((part) => breakdownChart(group, quantity, part));
}

function breakdownChart(
  { rows, suffix, conditions }: ChartGroup,
  { id, title, unitOf, missing, caption, inStages = "", remarkOf, partsBy }: Quantity,
  part: Part,
): ChartOutcome {
  const name = `${title} by ${part}`;
  const divided = rows.flatMap((row) => {
    const parts = partsBy[part]?.(row.source.measurement) ?? {};
    return Object.keys(parts).length === 0 ? [] : [{ row, parts }];
  });
  if (divided.length === 0) return { title: name, reason: missing };

  const names = partNames(divided.map(({ parts }) => parts));
  const unit = unitOf(Math.max(...divided.flatMap(({ parts }) => Object.values(parts))));
  const panels = divided.map(({ row, parts }) => ({
    title: row.label,
    color: familyColor(row.family),
    values: names.map((name) => partValue(parts, name, unit)),
  }));
  const isWide = panels.length > MOST_PANELS_IN_HALF;
  return {
    id: `${id}-by-${part}${suffix}`,
    title: name,
    subtitle: joinedText([unit.name, conditions], "; "),
    caption: caption + (part === "stream" ? `: ${STREAMS}` : `${inStages}.`) +
      (remarkOf?.(divided.map(({ row }) => row)) ?? "") + leftOutText("Left out", rows, divided),
    isWide,
    description: `By ${part}: ${
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
