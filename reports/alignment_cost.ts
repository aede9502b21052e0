// What alignment costs, in sentences: its share of the multiply-adds, its share of the time by the
// runtime's trace, and the throughput of an aligned network over its twin's, here and in the paper.

import type { Interval } from "../bench/record.ts";
import { boundsOf } from "../bench/statistics.ts";
import { UNITS } from "./audit_printing.ts";
import type { ChartGroup, ChartRow } from "./charts/chart_rows.ts";
import { PUBLISHED_SIZE } from "./footnotes.ts";
import { headlineFigure } from "./headline.ts";
import { type Method, methodName } from "./method.ts";
import { decimalText, intervalText, TOO_FEW_ROUNDS } from "./number_text.ts";
import type { Pair } from "./pair.ts";
import { isSideBySide, pairedRate } from "./paired_rate.ts";
import type { PublishedFigure } from "./published.ts";
import { publishedRatio } from "./row.ts";
import { percent } from "./row_details.ts";
import { partShare, streamTimes } from "./stream_costs.ts";

const ALIGNMENT = "alignment";

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

/** Two sentences a pair, and one that names what is not among the records; none without a pair. */
export function alignmentSentences(
  { rows }: ChartGroup,
  { pairs, published, methods }: AlignmentOptions,
): readonly string[] {
  const rowsOf = (model: string) => rows.filter(({ source }) => source.measurement.model === model);
  const found = pairs.map(({ model, base }) => ({
    ...{ name: methodName(model, methods), baseName: methodName(base, methods) },
    ...{ rows: rowsOf(model), baseRows: rowsOf(base) },
    published: publishedText({ model, base }, published),
  }));
  const isThere = (pair: FoundPair) => pair.rows.length > 0 || pair.baseRows.length > 0;
  const there = found.filter(isThere);
  if (there.length === 0) return [];
  const absent = found.filter((pair) => !isThere(pair))
    .map(({ name, baseName }) => `${name} and ${baseName}`);
  return [
    ...there.flatMap((pair) => [costSentence(pair), rateSentence(pair, pair.published)]),
    ...(absent.length === 0 ? [] : [`Missing among the records: ${absent.join(", ")}.`]),
  ];
}

function costSentence(pair: FoundPair): string {
  return `Alignment costs ${pair.name} ${macsText(pair)} and ${timeText(pair)}.`;
}

/** By the counts of both networks, and by the part called alignment in the aligned one. */
function macsText({ name, baseName, rows, baseRows }: FoundPair): string {
  const [count, baseCount] = [rows, baseRows].map((all) =>
    all.map(({ source }) => source.measurement.count).find((one) => one !== undefined)
  );
  if (count === undefined || baseCount === undefined) {
    const missing = [count ? "" : name, baseCount ? "" : baseName].filter((text) => text !== "");
    return `an unknown share of the MACs (missing: the count of ${missing.join(" and of ")})`;
  }
  const [macs, baseMacs] = [count, baseCount].map((one) =>
    `${decimalText(one.macs / UNITS.flops_g, { atLeast: 2 })} G`
  );
  const within = partShare(count.macsByStream, ALIGNMENT);
  return `${percent((count.macs - baseCount.macs) / count.macs)} % of the MACs ` +
    `(${macs} against ${baseMacs} of ${baseName}` +
    (within === undefined ? ")" : `; its own part within ${name} is ${percent(within)} %)`);
}

/** By the runtime's trace of the plain graph; that of the fast one beside it where it was timed. */
function timeText({ name, rows }: FoundPair): string {
  const shareText = (graph: string) => {
    const share = partShare(streamTimes(rows, graph), ALIGNMENT);
    return share === undefined ? undefined : `${percent(share)} %`;
  };
  const [plain, fast] = [shareText("plain"), shareText("fast")];
  const beside = fast === undefined ? "" : `; ${fast} in the fast graph`;
  return plain === undefined
    ? `an unknown share of the time by the runtime's trace of the plain graph ` +
      `(missing: a timing of the plain graph of ${name}${beside})`
    : `${plain} of the time by the runtime's trace of the plain graph` +
      (beside === "" ? "" : ` (${beside.slice(2)})`);
}

function rateSentence({ name, baseName, rows, baseRows }: FoundPair, published: string): string {
  const timed = rows.flatMap(({ source: { measurement: { graph, timing } } }) => {
    const base = baseRows.map(({ source }) => source.measurement)
      .find((measurement) => measurement.graph === graph)?.timing;
    if (timing === undefined || base === undefined || !isSideBySide(timing, base)) return [];
    return [{ graph, ratio: pairedRate(timing, base) }];
  });
  const ratios = timed.flatMap(({ graph, ratio }) =>
    ratio === undefined ? [] : [
      `${intervalText(ratio, { atLeast: 3 })} with the ${graph} graph, ` +
      `so alignment takes ${timeShareText(ratio)} of the time`,
    ]
  );
  const reason = timed.length > 0
    ? "samples were left out when the records were joined, report --out DIR keeps them"
    : `missing: timings of ${name} and ${baseName} from the same rounds`;
  const measured = ratios.length > 0 ? ratios.join("; ") : `unknown (${reason})`;
  return `Throughput of ${name} over ${baseName}, round by round: ${measured}; ${published}.`;
}

/** A ratio of throughputs is one of times upside down: what is missing to 1 is the alignment's. */
function timeShareText(ratio: Interval): string {
  const share = (end: number) => percent(1 - end);
  const bounds = boundsOf(ratio);
  const range = bounds ? `${share(bounds.high)} to ${share(bounds.low)}` : TOO_FEW_ROUNDS;
  return `${share(ratio.median)} % (${range})`;
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
