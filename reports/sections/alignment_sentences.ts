// What alignment costs, in sentences: its share of the multiply-adds, its share of the time by the
// runtime's trace, and the throughput of an aligned network over its twin's, here and in the paper.

import type { TimingRecord } from "../../bench/record/record.ts";
import { boundsOf, type MedianInterval } from "../../bench/samples/statistics.ts";
import type { ChartGroup, ChartRow } from "../row/chart_rows.ts";
import { headlineFigure, PUBLISHED_SIZE } from "../published/headline_figure.ts";
import { type Method, methodName } from "../row/method.ts";
import { macsText } from "../text/unit_text.ts";
import { intervalText } from "../text/number_text.ts";
import type { Pair } from "./pair_cost_table.ts";
import { isTrusted, type TimedMeasurement } from "../records/measurement.ts";
import { isResolved, isSideBySide, rateOver } from "../records/paired_rate.ts";
import type { PublishedFigure } from "../published/published.ts";
import { publishedRatio } from "../row/row_source.ts";
import { percent } from "../text/percent_text.ts";
import { partShare, streamTiming } from "./stream_costs.ts";

const ALIGNMENT = "alignment";
/** The paper's code writes the first. */
const GRAPHS = ["plain", "fast"] as const;

/** What the sentences need beside the rows. */
export interface AlignmentOptions {
  /** Aligned networks over their twins without alignment. */
  readonly pairs: readonly Pair[];
  readonly published: readonly PublishedFigure[];
  readonly methods: readonly Method[];
}

/** A pair with its names and the rows that the records have of it. */
interface FoundPair {
  readonly name: string;
  readonly baseName: string;
  readonly rows: readonly ChartRow[];
  readonly baseRows: readonly ChartRow[];
}

/**
 * Up to two sentences for each pair of which both networks are there, of what the records know; none
 * without a pair.
 */
export function alignmentSentences(
  { rows }: ChartGroup,
  { pairs, published, methods }: AlignmentOptions,
): readonly string[] {
  const rowsOf = (model: string) => rows.filter(({ source }) => source.measurement.model === model);
  return pairs.flatMap(({ model, base }) => {
    const pair = {
      name: methodName(model, methods),
      baseName: methodName(base, methods),
      rows: rowsOf(model),
      baseRows: rowsOf(base),
    };
    if (pair.rows.length === 0 || pair.baseRows.length === 0) return [];
    return [
      ...costSentence(pair),
      ...rateSentence(pair, publishedText({ model, base }, published)),
    ];
  });
}

function costSentence(pair: FoundPair): readonly string[] {
  const costs = [macsSentence(pair), timeText(pair)].filter((text) => text !== undefined);
  return costs.length === 0 ? [] : [`Alignment costs ${pair.name} ${costs.join(" and ")}.`];
}

/** By the counts of both networks, and by the part called alignment in the aligned one. */
function macsSentence({ name, baseName, rows, baseRows }: FoundPair): string | undefined {
  const [count, baseCount] = [rows, baseRows].map((all) =>
    all.map(({ source }) => source.measurement.count).find((one) => one !== undefined)
  );
  if (count === undefined || baseCount === undefined) return undefined;
  const within = partShare(count.macsByStream, ALIGNMENT);
  return `${percent((count.macs - baseCount.macs) / count.macs)} % of the MACs ` +
    `(${macsText(count.macs)} G against ${macsText(baseCount.macs)} G of ${baseName}` +
    (within === undefined ? ")" : `; its own part within ${name} is ${percent(within)} %)`);
}

/** By the runtime's trace of the plain graph, or of the fast one; both where both were timed. */
function timeText({ rows }: FoundPair): string | undefined {
  const shares = GRAPHS.flatMap((graph) => {
    const timing = streamTiming(rows, graph);
    const share = partShare(timing?.kernelMs.byStream, ALIGNMENT);
    return share === undefined ? [] : [{ graph, text: `${percent(share)} %` }];
  });
  const [first, second] = shares;
  if (first === undefined) return undefined;
  const beside = second === undefined ? "" : ` (${second.text} in the ${second.graph} graph)`;
  return `${first.text} of the time by the runtime's trace of the ${first.graph} graph${beside}`;
}

/** Nothing where no graph of both has rates that can be trusted. */
function rateSentence(
  { name, baseName, rows, baseRows }: FoundPair,
  published: string,
): readonly string[] {
  const others = trusted(baseRows);
  const measured = trusted(rows).flatMap(({ graph, timing }) => {
    const base = others.find((other) => other.graph === graph)?.timing;
    return base === undefined ? [] : [ratioText(timing, base)];
  });
  return measured.length === 0 ? [] : [
    `Throughput of ${name} over ${baseName}, round by round: ${measured.join("; ")}; ${published}.`,
  ];
}

function trusted(rows: readonly ChartRow[]): readonly TimedMeasurement[] {
  return rows.map(({ source }) => source.measurement).filter(isTrusted);
}

function ratioText(timing: TimingRecord, base: TimingRecord): string {
  const ratio = rateOver(timing, base);
  if (ratio === undefined) {
    return isSideBySide(timing, base)
      ? "unknown (samples were left out when the records were joined, report --out DIR keeps them)"
      : "unknown (they were not timed in the same rounds)";
  }
  const interval = intervalText(ratio, { atLeast: 3 });
  return `${interval} with the ${timing.graph} graph, ${shareText(ratio)}`;
}

/**
 * A ratio of throughputs is one of times upside down: what is missing to 1 is the alignment's. An
 * interval that has 1 in it, or none at all, tells nothing of either.
 */
function shareText(ratio: MedianInterval): string {
  const bounds = boundsOf(ratio);
  if (bounds === undefined || !isResolved(ratio)) return "not resolved";
  if (bounds.low > 1) return "so the aligned network was the faster one";
  const share = (end: number) => percent(1 - end);
  const range = `${share(bounds.high)} to ${share(bounds.low)}`;
  return `so alignment takes ${share(ratio.median)} % (${range}) of the time`;
}

function publishedText({ model, base }: Pair, figures: readonly PublishedFigure[]): string {
  const [own, other] = [model, base].map((id) => headlineFigure(figures, id, "throughput_img_s"));
  const ratio = own && other &&
    publishedRatio({ published: { throughput_img_s: own }, anchorThroughput: other });
  return ratio === undefined
    ? "the paper's is missing among the published figures"
    : `in the paper, at ${PUBLISHED_SIZE}, ${ratio.toFixed(3)} (${own?.text} / ${other?.text}), ` +
      `so ${percent(1 - ratio)} % of the time`;
}
