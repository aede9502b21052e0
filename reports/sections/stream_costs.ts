// The accounting of the dual streams: what the local and the global stream, the alignment, the MLPs,
// the embeddings and the rest cost in multiply-adds, in bytes and in measured time.
//
// Multiply-adds and bytes are of the plain graph and one image. Time is what the runtime's own trace
// says about its kernels, which are mapped back to the graph by the names of nodes.

import type { TimingRecord } from "../../bench/record/record.ts";
import { byteUnit, UNITS } from "../text/unit_text.ts";
import type { TextTable } from "../text/text_table.ts";
import { type Group, groupsBy } from "../records/groups_by.ts";
import type { ChartGroup, ChartRow } from "../row/chart_rows.ts";
import { decimalText } from "../text/number_text.ts";
import { partNames, type Parts, wholeOf } from "../text/part_names.ts";
import { ratioText, TRACE_READING, traceTotal } from "../records/trace_total.ts";
import { percent } from "../text/percent_text.ts";
import type { Block } from "./section.ts";

/** One line of the table: a quantity of a network, divided. */
interface Divided {
  readonly method: string;
  readonly quantity: string;
  readonly parts: Parts;
  readonly unit: number;
  /** In place of the sum of the parts. */
  readonly wholeText?: string;
  /** Whether the values of the parts are withheld. */
  readonly sharesOnly?: boolean;
}

/** The graph that the paper's code writes. */
const PLAIN = "plain";

const READING =
  "Of each part the value and its share. Multiply-adds (MACs) and bytes are of the plain graph and " +
  "one image; bytes: every parameter read once, every value written once and read once by each " +
  "reader. Time is that of the kernels in the runtime's trace of a run, a batch. " +
  `${TRACE_READING} Embedding: of ` +
  "patches and positions; shared: the layers before and after both streams, and the head; unknown: " +
  "kernels that bear no name of the graph.";

/**
 * The table of every network of a group with several streams, and what the records lack for it. Counts
 * depend on no conditions: those that an earlier group has are not told again, nor how to read the table.
 */
export function streamBlocks(
  { rows, conditions }: ChartGroup,
  earlier: readonly ChartGroup[] = [],
): readonly Block[] {
  const streamed = rows.filter(hasStreams);
  if (streamed.length === 0) return [];
  const told = new Set(earlier.flatMap((group) => group.rows.filter(hasStreams).map(countKey)));
  const byModel = groupsBy(streamed, (row) => row.source.measurement.model);
  const lines = byModel.flatMap((own) =>
    [
      ...(told.has(countKey(own[0])) ? [] : countsOf(own[0])),
      ...own.flatMap(timeOf),
    ].filter((line): line is Divided => isKnown(line.parts))
  );
  if (lines.length === 0 && told.size > 0) return [];
  return [
    `${conditions}.`,
    streamTable(lines),
    ...(told.size === 0 ? [READING] : []),
    ...missingText(byModel),
  ];
}

/** Equal for rows of which the counts are. */
function countKey({ source: { measurement: { model, run } } }: ChartRow): string {
  return JSON.stringify([model, run.settings.size]);
}

/** Whether the count of a row tells streams apart. */
export function hasStreams({ source }: ChartRow): boolean {
  return Object.keys(source.measurement.count?.macsByStream ?? {}).length > 1;
}

/** A line, unless the records lack it. */
type MaybeDivided = Omit<Divided, "parts"> & { readonly parts: Parts | undefined };

/** The time of one row, if it was traced. */
function timeOf({ source }: ChartRow): readonly MaybeDivided[] {
  const { method, measurement: { graph, timing } } = source;
  const total = timing && traceTotal(timing);
  if (timing === undefined || total === undefined) return [];
  return [{
    method,
    quantity: `Time, ${graph} graph${total.isNear ? " (ms)" : ""}`,
    unit: 1,
    parts: timing.kernelMs.byStream,
    wholeText: `${decimalText(total.totalMs, { atLeast: 2 })}${total.isNear ? "" : " ms"}, ` +
      `${ratioText(total.ratio)} latency`,
    sharesOnly: !total.isNear,
  }];
}

/** What was counted of a network. */
function countsOf({ source }: ChartRow): readonly MaybeDivided[] {
  const { method, measurement: { count } } = source;
  const bytes = byteUnit(wholeOf(count?.bytesByStream));
  return [
    { method, quantity: "MACs (G)", parts: count?.macsByStream, unit: UNITS.flops_g },
    {
      method,
      quantity: `Bytes (${bytes.symbol})`,
      parts: count?.bytesByStream,
      unit: bytes.size,
    },
  ];
}

function isKnown(parts: Parts | undefined): parts is Parts {
  return Object.keys(parts ?? {}).length > 0;
}

function streamTable(lines: readonly Divided[]): TextTable {
  const names = partNames(lines.map(({ parts }) => parts));
  return {
    header: ["Method", "Quantity", "Whole", ...names],
    align: ["left", "left", "right", ...names.map(() => "right" as const)],
    rows: lines.map(({ method, quantity, parts, unit, wholeText, sharesOnly = false }) => {
      const whole = wholeOf(parts);
      const valueText = (value: number) => decimalText(value / unit, { atLeast: 2 });
      const cell = (value: number | undefined) => {
        if (value === undefined) return "";
        if (whole === 0) return valueText(value);
        const share = `${percent(value / whole)} %`;
        return sharesOnly ? share : `${valueText(value)} (${share})`;
      };
      return [
        method,
        quantity,
        wholeText ?? valueText(whole),
        ...names.map((name) => cell(parts[name])),
      ];
    }),
  };
}

/** What the records lack for the table; nothing where all is there. */
function missingText(byModel: readonly Group<ChartRow>[]): readonly string[] {
  const remark = (
    isMeant: (rows: Group<ChartRow>) => boolean,
    text: (methods: string) => string,
  ) => {
    const methods = byModel.filter(isMeant).map(([{ source }]) => source.method);
    return methods.length === 0 ? [] : [text(methods.join(", "))];
  };
  return [
    ...remark(
      (rows) => streamTiming(rows, PLAIN) === undefined,
      (methods) =>
        `Missing among the records: a timing of the plain graph of ${methods}; ` +
        "bench --graph plain,fast has both graphs.",
    ),
    ...remark(
      ([{ source }]) => !isKnown(source.measurement.count?.bytesByStream),
      (methods) => `Missing among the records: bytes of ${methods}.`,
    ),
  ];
}

/** The timing of the row with a graph whose trace tells streams, `undefined` if there is none. */
export function streamTiming(rows: readonly ChartRow[], graph: string): TimingRecord | undefined {
  return rows.map(({ source }) => source.measurement)
    .filter((measurement) => measurement.graph === graph)
    .map(({ timing }) => timing)
    .find((timing) => isKnown(timing?.kernelMs.byStream));
}

/** A part over all of them, 0 to 1; `undefined` where the parts are unknown or nothing at all. */
export function partShare(parts: Parts | undefined, part: string): number | undefined {
  const whole = wholeOf(parts);
  return whole === 0 ? undefined : (parts?.[part] ?? 0) / whole;
}
