// One measurement and what is published about its model, to one row of the table.

import type { TimingRecord } from "../../bench/record/record.ts";
import { boundsOf, type MedianInterval } from "../../bench/samples/statistics.ts";
import { type Cell, EMPTY_CELL, figureCell, numberCell, plainCell } from "./cell.ts";
import { shortMachine } from "../text/short_machine.ts";
import { EXCESS_TEXT } from "../records/excess.ts";
import type { HeadlineMetric } from "../published/headline.ts";
import { detailCells, deviceText, percent, precisionOf } from "./row_details.ts";
import type { Measurement } from "../records/measurement.ts";
import {
  type DecimalOptions,
  decimalText,
  intervalText,
  TOO_FEW_ROUNDS,
} from "../text/number_text.ts";
import type { PublishedFigure } from "../published/published.ts";
import type { TableRow } from "./columns.ts";
import { verdictOf, verdictText } from "../published/verdict.ts";

/** What a row is made from. */
export interface RowSource {
  readonly method: string;
  readonly measurement: Measurement;
  /** The figures that stand in the table; a missing one is not published. */
  readonly published: Readonly<Partial<Record<HeadlineMetric, PublishedFigure>>>;
  /** Published throughput of the anchor model. */
  readonly anchorThroughput?: PublishedFigure;
}

const MILLION = 1e6;
/** The papers' "FLOPs (G)" are multiply-adds / 1e9. */
const GIGA_MACS = 1e9;
/** Longest reason in a table of text; HTML, CSV and JSON have all of it. */
const LONGEST_REASON = 160;

/** All cells of a row; `letterOf` gives the footnote letter of a source. */
export function tableRow(source: RowSource, letterOf: (source: string) => string): TableRow {
  const { method, measurement, published } = source;
  const { run } = measurement;
  const printed = (metric: HeadlineMetric): Cell => {
    const figure = published[metric];
    return figureCell(figure, letterOf(figure?.source ?? ""));
  };

  return {
    model: plainCell(measurement.model),
    method: plainCell(method),
    ...countCells(source),
    params_m_published: printed("params_m"),
    flops_g_published: printed("flops_g"),
    ...timingCells(measurement),
    ...detailCells(measurement.timing),
    throughput_published_img_s: printed("throughput_img_s"),
    relative_published: numberCell(publishedRatio(source), (ratio) => ratioText(ratio)),
    top1_published_percent: printed("top1"),
    top5_published_percent: printed("top5"),
    size: plainCell(run.settings.size),
    batch: plainCell(run.settings.batch),
    threads: plainCell(run.settings.threads),
    graph: plainCell(measurement.graph),
    precision: plainCell(precisionOf(measurement)),
    machine: { value: run.machine, text: shortMachine(run.machine) },
    run_id: plainCell((measurement.timing ?? measurement.failure ?? run).runId),
    failure: {
      value: failureReason(measurement),
      text: remarksText(measurement, shortened),
      whole: remarksText(measurement, (reason) => reason),
    },
    sources: plainCell(sourcesText(published)),
    doubts: plainCell(doubtsText(measurement)),
  };
}

/** The ratio that the sources print, formed only where source and device are the anchor's. */
export function publishedRatio(
  { published, anchorThroughput: anchor }: Pick<RowSource, "published" | "anchorThroughput">,
): number | undefined {
  const own = published.throughput_img_s;
  if (own === undefined || anchor === undefined || anchor.value === 0) return undefined;
  const isAlike = own.source === anchor.source && own.device === anchor.device;
  return isAlike ? own.value / anchor.value : undefined;
}

type CountKey = "params" | "params_verdict" | "macs" | "flops" | "flops_verdict" | "not_counted";

function countCells({ measurement, published }: RowSource): Pick<TableRow, CountKey> {
  const { count } = measurement;
  const notCounted = notCountedText(measurement);
  const isComplete = notCounted === "";
  // A total with unknown operators is a lower bound: it says so, and no verdict rests on it.
  const bound = isComplete ? "" : ">= ";
  const params = count && verdictOf(count.params, MILLION, published.params_m);
  const macs = count && isComplete
    ? verdictOf(count.macs, GIGA_MACS, published.flops_g)
    : undefined;

  return {
    params: numberCell(count?.params, (value) => decimalText(value / MILLION, { atLeast: 2 })),
    params_verdict: plainCell(params && verdictText(params)),
    macs: numberCell(
      count?.macs,
      (value) => bound + decimalText(value / GIGA_MACS, { atLeast: 2 }),
    ),
    flops: plainCell(count?.flops),
    flops_verdict: plainCell(macs && verdictText(macs)),
    not_counted: plainCell(notCounted),
  };
}

type TimingKey =
  | "throughput_img_s"
  | "throughput_low_img_s"
  | "throughput_high_img_s"
  | "anchor"
  | "relative_throughput"
  | "relative_low"
  | "relative_high"
  | "over_plain"
  | "over_plain_low"
  | "over_plain_high"
  | "device";

function timingCells({ run, timing }: Measurement): Pick<TableRow, TimingKey> {
  const rate = timing?.imagesPerSecond;
  const ratio = timing?.relative?.ratio;
  const overPlain = timing?.overPlain;
  return {
    throughput_img_s: intervalCell(rate),
    throughput_low_img_s: plainCell(rate?.low),
    throughput_high_img_s: plainCell(rate?.high),
    anchor: plainCell(timing?.relative?.anchor ?? run.settings.anchor),
    relative_throughput: intervalCell(ratio, { atLeast: 2 }),
    relative_low: plainCell(ratio?.low),
    relative_high: plainCell(ratio?.high),
    over_plain: intervalCell(overPlain, { atLeast: 2 }),
    over_plain_low: plainCell(overPlain?.low),
    over_plain_high: plainCell(overPlain?.high),
    device: plainCell(timing === undefined ? run.settings.device : deviceText(timing)),
  };
}

/** The median for machines, its interval beside it for people. */
function intervalCell(
  interval: MedianInterval | null | undefined,
  options: DecimalOptions = {},
): Cell {
  return interval ? numberCell(interval.median, () => intervalText(interval, options)) : EMPTY_CELL;
}

function failureReason({ failure, progress }: Measurement): string | undefined {
  if (failure !== undefined) return `${failure.stage}: ${failure.reason}`;
  return progress === "done" ? undefined : progress;
}

/** What a reader must know of a row; `reasonText` shortens the reason of a failure. */
function remarksText(measurement: Measurement, reasonText: (reason: string) => string): string {
  const { timing } = measurement;
  const reason = failureReason(measurement);
  const notCounted = notCountedText(measurement);
  const fellBack = timing !== undefined && timing.deviceRequested !== "auto" &&
    timing.deviceUsed !== timing.deviceRequested;
  return [
    ...(reason === undefined ? [] : [reasonText(reason)]),
    ...steadinessRemark(timing),
    ...excessRemark(measurement),
    ...(timing?.softwareDevice ? ["software renderer"] : []),
    ...(fellBack ? [`asked for ${timing.deviceRequested}, ran on ${timing.deviceUsed}`] : []),
    ...(timing && timing.fallback.nodes.length > 0
      ? [`${timing.fallback.nodes.length} nodes on the CPU, ${percent(timing.fallback.share)} %`]
      : []),
    ...(notCounted === "" ? [] : [`not counted: ${notCounted}`]),
    ...leftOutOfCount(measurement),
  ].join("; ");
}

/** That the samples are too few to tell stands in the column of their steadiness. */
function steadinessRemark(timing: TimingRecord | undefined): readonly string[] {
  return timing?.steady === false ? [`not steady: ${timing.unsteadiness}`] : [];
}

function excessRemark({ excess }: Measurement): readonly string[] {
  return excess === undefined ? [] : [EXCESS_TEXT[excess]];
}

/** What speaks against the rate, for machines: people find the same in their cells and remarks. */
function doubtsText(measurement: Measurement): string {
  const { timing } = measurement;
  if (timing === undefined) return "";
  return [
    ...(boundsOf(timing.imagesPerSecond) === undefined
      ? [`${TOO_FEW_ROUNDS} for an interval`]
      : []),
    ...(timing.steady === null ? ["too few samples to tell whether steady"] : []),
    ...steadinessRemark(timing),
    ...excessRemark(measurement),
  ].join("; ");
}

/** What a graph has beside what its count is about. */
function leftOutOfCount({ count }: Measurement): readonly string[] {
  const [unused = 0, constants = 0] = [count?.unusedNodes.length, count?.constantWeights.length];
  return [
    ...(unused === 0 ? [] : [`nodes not counted, as no output needs them: ${unused}`]),
    ...(constants === 0 ? [] : [`weights not among Params, as they are fixed: ${constants}`]),
  ];
}

/** `{ Foo: 2, Bar: 1 }` -> `Foo x2, Bar x1` */
function notCountedText({ count }: Measurement): string {
  return Object.entries(count?.unknownOps ?? {})
    .map(([op, times]) => `${op} x${times}`)
    .join(", ");
}

function sourcesText(published: RowSource["published"]): string {
  return Object.entries(published)
    .map(([metric, figure]) => `${metric}: ${figure.source}`)
    .join("; ");
}

function ratioText(ratio: number): string {
  return decimalText(ratio, { atLeast: 2 });
}

function shortened(reason: string): string {
  return reason.length <= LONGEST_REASON ? reason : `${reason.slice(0, LONGEST_REASON - 1)}…`;
}
