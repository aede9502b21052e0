// The tables of `count`: a row for each model.

import { type Count, isLowerBound, lacks } from "../../bench/count/count.ts";
import { headlineFigure } from "../../reports/published/headline_figure.ts";
import { groupedText } from "../../reports/text/number_text.ts";
import type { PlainColumn, PlainRow, PlainTable } from "../../reports/text/plain_table.ts";
import { publishedFigures, publishedValue } from "../options/published_figures.ts";
import type { Format } from "../shell/format.ts";
import type { CountSubject } from "./count_subjects.ts";

/** A model with its count. */
export interface Counted extends CountSubject {
  readonly count: Count<bigint>;
}

/** What every model has. */
export function wholeRow({ id, method, count, size, batch }: Counted): PlainRow {
  const { params, buffers, macs, flops } = count;
  return { model: id, method, params, buffers, macs, flops, size, batch };
}

/** What only files have: the catalog multiplies no integers, and every operator of it is counted. */
function fileRow({ count, isTraced = false }: Counted): PlainRow {
  const { macs, macsMax, flops, macsInteger, quantization, coverage } = count;
  const { countedNodes, freeNodes, unusedParams } = coverage;
  return {
    macs_max: macsMax,
    flops_max: flops + 2n * (macsMax - macs),
    macs_integer: macsInteger,
    quantization,
    unused_params: unusedParams,
    nodes_counted: countedNodes,
    nodes_free: freeNodes,
    nodes_not_counted: lackingNodes(count),
    lower_bound: isLowerBound(coverage) ? "yes" : "no",
    not_counted: lacks(coverage).join("; "),
    as_run: isTraced ? "yes" : "no",
  };
}

function lackingNodes({ coverage: { unknownOps, unknownShapes } }: Count<bigint>): number {
  return Object.values(unknownOps).reduce((sum, times) => sum + times, unknownShapes.length);
}

const MODEL_COLUMNS: readonly PlainColumn[] = [
  { key: "model", header: "Model" },
  { key: "method", header: "Method" },
  { key: "params", header: "Params", align: "right" },
  { key: "buffers", header: "Buffers", align: "right" },
];

const WORK_COLUMNS: readonly PlainColumn[] = [
  { key: "macs", header: "MACs", align: "right" },
  { key: "flops", header: "FLOPs (2 x MACs)", align: "right" },
];

const INPUT_COLUMNS: readonly PlainColumn[] = [
  { key: "size", header: "Size", align: "right" },
  { key: "batch", header: "Batch", align: "right" },
];

/** For people; the names of the others say what they are. */
const FILE_COLUMNS: readonly PlainColumn[] = [
  { key: "macs_integer", header: "Integer MACs", align: "right" },
  { key: "quantization", header: "Scales and zero points", align: "right" },
  { key: "coverage", header: "Nodes counted", align: "right" },
];

const MACHINE_FILE_COLUMNS: readonly PlainColumn[] = [
  "macs_max",
  "flops_max",
  "macs_integer",
  "quantization",
  "unused_params",
  "nodes_counted",
  "nodes_free",
  "nodes_not_counted",
  "lower_bound",
  "not_counted",
  "as_run",
].map((key) => ({ key, header: key }));

/** One row a model; files among them bring columns of their own. */
export function wholeTable(counted: readonly Counted[], format: Format): PlainTable {
  if (!counted.some(({ isFile }) => isFile)) {
    return {
      columns: [...MODEL_COLUMNS, ...WORK_COLUMNS, ...INPUT_COLUMNS],
      rows: counted.map(wholeRow),
    };
  }
  const extra = format === "md" ? FILE_COLUMNS : MACHINE_FILE_COLUMNS;
  return {
    columns: [...MODEL_COLUMNS, ...WORK_COLUMNS, ...extra, ...INPUT_COLUMNS],
    rows: counted.map((model) => ({
      ...wholeRow(model),
      ...fileRow(model),
      ...format === "md" ? textsForPeople(model) : {},
    })),
  };
}

/** Totals that are no one number, in words. */
function textsForPeople({ count }: Counted): PlainRow {
  const { macs, macsMax, coverage } = count;
  const total = coverage.countedNodes + coverage.freeNodes;
  return {
    macs: totalText(count, { least: macs, most: macsMax, unit: 1n }),
    flops: totalText(count, { least: macs, most: macsMax, unit: 2n }),
    coverage: `${total} of ${total + lackingNodes(count)}`,
  };
}

/** `128 to 512`, `at least 70`, `at least 70 + 64 per iteration`. */
function totalText(
  { coverage }: Count<bigint>,
  { least, most, unit }: { readonly least: bigint; readonly most: bigint; readonly unit: bigint },
): string {
  const range = (from: bigint, to: bigint) =>
    [...new Set([from, to])].map((macs) => groupedText(unit * macs)).join(" to ");
  if (!isLowerBound(coverage)) return range(least, most);
  const [loop, ...others] = coverage.perIteration;
  const steps = loop === undefined || others.length > 0
    ? ""
    : ` + ${range(loop.macs, loop.macsMax)} per iteration`;
  return `at least ${range(least, most)}${steps}`;
}

/** The table with what the rows were chosen by. */
export function withTop1(
  { columns, rows }: PlainTable,
  counted: readonly Counted[],
  format: Format,
): PlainTable {
  const figures = publishedFigures();
  const key = "top1_published_percent";
  return {
    columns: [...columns, { key, header: "Top-1 (%) published", align: "right" }],
    rows: rows.map((row, index) => {
      const id = counted[index]?.id ?? "";
      return { ...row, [key]: publishedValue(headlineFigure(figures, id, "top1"), format) };
    }),
  };
}
