// The tables of `count`: a row for each model.

import type { Count } from "../../bench/count/count.ts";
import { isLowerBound, lacks } from "../../bench/count/coverage.ts";
import { headlineFigure } from "../../reports/published/headline_figure.ts";
import { groupedText } from "../../reports/text/number_text.ts";
import { figures, type PlainColumn, words } from "../../reports/text/plain_table.ts";
import { publishedFigures, publishedValue } from "../options/published_figures.ts";
import type { Format } from "../shell/format.ts";
import type { CountSubject } from "./count_subject.ts";

/** A model with its count, without what both were made of: that is a thousand times more. */
export interface Counted extends Omit<CountSubject, "graph"> {
  readonly count: WholeCount;
}

/** A count without its nodes. */
export type WholeCount = Omit<Count<bigint>, "nodes">;

const MODEL_COLUMNS: readonly PlainColumn<Counted>[] = [
  words("model", ({ id }) => id, "Model"),
  words("method", ({ method }) => method, "Method"),
  figures("params", ({ count }) => count.params, "Params"),
  figures("buffers", ({ count }) => count.buffers, "Buffers"),
];

const WORK_COLUMNS: readonly PlainColumn<Counted>[] = [
  figures("macs", ({ count }) => count.macs, "MACs"),
  figures("flops", ({ count }) => count.flops, "FLOPs (2 x MACs)"),
];

const INPUT_COLUMNS: readonly PlainColumn<Counted>[] = [
  figures("size", ({ size }) => size, "Size"),
  figures("batch", ({ batch }) => batch, "Batch"),
];

/** What only files have: the catalog multiplies no integers, and every operator of it is counted. */
const FILE_COLUMNS: readonly PlainColumn<Counted>[] = [
  figures("macs_max", ({ count }) => count.macsMax),
  figures("flops_max", ({ count: { flops, macs, macsMax } }) => flops + 2n * (macsMax - macs)),
  figures("macs_integer", ({ count }) => count.macsInteger),
  figures("quantization", ({ count }) => count.quantization),
  figures("unused_params", ({ count }) => count.coverage.unusedParams),
  figures("nodes_counted", ({ count }) => count.coverage.countedNodes),
  figures("nodes_free", ({ count }) => count.coverage.freeNodes),
  figures("nodes_not_counted", ({ count }) => lackingNodes(count)),
  words("lower_bound", ({ count }) => isLowerBound(count.coverage) ? "yes" : "no"),
  words("not_counted", ({ count }) => lacks(count.coverage).join("; ")),
  words("as_run", ({ isTraced = false }) => isTraced ? "yes" : "no"),
];

/** The same for people, and totals that are no one number in words. */
const FILE_COLUMNS_FOR_PEOPLE: readonly PlainColumn<Counted>[] = [
  figures("macs", ({ count }) => totalText(count, 1n), "MACs"),
  figures("flops", ({ count }) => totalText(count, 2n), "FLOPs (2 x MACs)"),
  figures("macs_integer", ({ count }) => count.macsInteger, "Integer MACs"),
  figures("quantization", ({ count }) => count.quantization, "Scales and zero points"),
  figures("coverage", ({ count }) => coverageText(count), "Nodes counted"),
];

/** The columns of a row for each model; files among them bring columns of their own. */
export function wholeColumns(
  counted: readonly Counted[],
  format: Format,
): readonly PlainColumn<Counted>[] {
  const hasFiles = counted.some(({ isFile }) => isFile);
  if (!hasFiles) return [...MODEL_COLUMNS, ...WORK_COLUMNS, ...INPUT_COLUMNS];
  if (format === "md") return [...MODEL_COLUMNS, ...FILE_COLUMNS_FOR_PEOPLE, ...INPUT_COLUMNS];
  const rest = format === "csv"
    ? [...FILE_COLUMNS, ...INPUT_COLUMNS]
    : [...INPUT_COLUMNS, ...FILE_COLUMNS];
  return [...MODEL_COLUMNS, ...WORK_COLUMNS, ...rest];
}

function lackingNodes({ coverage: { unknownOps, unknownShapes } }: WholeCount): number {
  return Object.values(unknownOps).reduce((sum, times) => sum + times, unknownShapes.length);
}

function coverageText(count: WholeCount): string {
  const total = count.coverage.countedNodes + count.coverage.freeNodes;
  return `${total} of ${total + lackingNodes(count)}`;
}

/** `128 to 512`, `at least 70`, `at least 70 + 64 per iteration`. */
function totalText({ macs, macsMax, coverage }: WholeCount, unit: bigint): string {
  const range = (from: bigint, to: bigint) =>
    [...new Set([from, to])].map((total) => groupedText(unit * total)).join(" to ");
  if (!isLowerBound(coverage)) return range(macs, macsMax);
  const [loop, ...others] = coverage.perIteration;
  const steps = loop === undefined || others.length > 0
    ? ""
    : ` + ${range(loop.macs, loop.macsMax)} per iteration`;
  return `at least ${range(macs, macsMax)}${steps}`;
}

/** What rows were chosen by. */
export function top1Column(format: Format): PlainColumn<Pick<Counted, "id">> {
  const published = publishedFigures();
  const top1Of = ({ id }: Pick<Counted, "id">) =>
    publishedValue(headlineFigure(published, id, "top1"), format);
  return figures("top1_published_percent", top1Of, "Top-1 (%) published");
}
