// The columns of the table, in the order of every format. Keys are the headers of CSV and JSON and
// stay as they are once released; new columns are added, none is renamed. Headers are the paper's.

import type { MeasuredTop } from "../accuracy/accuracy_rows.ts";
import { topText } from "../accuracy/accuracy_table.ts";
import type { Measurement } from "../records/measurement.ts";
import {
  deviceText,
  precisionOf,
  rewritesText,
  runDeviceText,
  shortMachine,
} from "../records/run_conditions.ts";
import { type Cell, EMPTY_CELL, plainCell } from "./cell.ts";
import { type CellOf, type Column, hidden, published } from "./column.ts";
import { COUNT_COLUMNS } from "./count_columns.ts";
import { DETAIL_COLUMNS } from "./detail_columns.ts";
import { ENERGY_COLUMNS } from "./energy_columns.ts";
import { ENGINE_COLUMNS } from "./engine_columns.ts";
import { RATE_COLUMNS } from "./rate_columns.ts";
import { REMARK_COLUMNS } from "./remark_columns.ts";
import type { RowSource } from "./row_source.ts";

const NAME_COLUMNS = [
  hidden("model", ({ measurement }) => plainCell(measurement.model)),
  {
    key: "method",
    kind: "text",
    header: "Method",
    shown: "always",
    cell: ({ method }) => plainCell(method),
  },
] as const satisfies readonly Column[];

const ACCURACY_COLUMNS = [
  published("top1_published_percent", "top1", {
    header: "Top-1 (%) published",
    grouped: { group: "Accuracy, published (%)", header: "Top-1" },
    opens: "accuracy",
  }),
  published("top5_published_percent", "top5", {
    header: "Top-5 (%) published",
    grouped: { group: "Accuracy, published (%)", header: "Top-5" },
    opens: "accuracy",
  }),
] as const satisfies readonly Column[];

function measuredCell(top: MeasuredTop | undefined): Cell {
  const text = topText(top);
  return top === undefined || text === undefined ? EMPTY_CELL : { value: top.percent, text };
}

const top1 = ({ accuracy }: RowSource) => accuracy?.top1;
const top5 = ({ accuracy }: RowSource) => accuracy?.top5;

/** Records without evaluations have no need of them. */
export const MEASURED_ACCURACY_COLUMNS = [
  {
    key: "top1_measured_percent",
    kind: "number",
    header: "Top-1 (%) measured",
    shown: "where known",
    opens: "accuracy",
    cell: (source) => measuredCell(top1(source)),
  },
  hidden("top1_measured_low_percent", (source) => plainCell(top1(source)?.bounds.low)),
  hidden("top1_measured_high_percent", (source) => plainCell(top1(source)?.bounds.high)),
  {
    key: "top5_measured_percent",
    kind: "number",
    header: "Top-5 (%) measured",
    shown: "where known",
    opens: "accuracy",
    cell: (source) => measuredCell(top5(source)),
  },
  hidden("measured_pictures", (source) => plainCell(top1(source)?.share.total)),
  hidden("top1_verdict", (source) => plainCell(top1(source)?.conclusion?.text)),
] as const satisfies readonly Column[];

function condition<const Key extends string>(
  key: Key,
  header: string,
  cell: (measurement: Measurement) => Cell,
): Column<Key> {
  const cellOf: CellOf = ({ measurement }) => cell(measurement);
  return { key, kind: "text", header, shown: "where it differs", cell: cellOf };
}

const CONDITION_COLUMNS = [
  condition("size", "Size", ({ run }) => plainCell(run.settings.size)),
  { ...condition("batch", "Batch", ({ run }) => plainCell(run.settings.batch)), kind: "number" },
  {
    ...condition("threads", "Threads", ({ run }) => plainCell(run.settings.threads)),
    kind: "number",
  },
  condition(
    "device",
    "Device",
    // Which one "auto" would have been is not known of a row that was not timed.
    ({ run, timing }) =>
      plainCell(
        timing
          ? deviceText(timing)
          : run.settings.device === "auto"
          ? undefined
          : runDeviceText(run),
      ),
  ),
  condition("graph", "Graph", ({ graph }) => plainCell(graph)),
  condition("precision", "Precision", (measurement) => plainCell(precisionOf(measurement))),
  condition(
    "machine",
    "Machine",
    ({ run: { machine } }) => ({ value: machine, text: shortMachine(machine) }),
  ),
  hidden(
    "run_id",
    ({ measurement: { run, timing, failure } }) => plainCell((timing ?? failure ?? run).runId),
  ),
] as const satisfies readonly Column[];

/** Rows that are alike in these have no need of them. */
export const RARE_CONDITION_COLUMNS = [
  condition("input", "Input", ({ run }) => plainCell(run.settings.input)),
  condition("rewrites", "Rewrites", ({ run }) => plainCell(rewritesText(run.settings))),
] as const satisfies readonly Column[];

/** What every file for machines has. */
export const USUAL_COLUMNS = [
  ...NAME_COLUMNS,
  ...COUNT_COLUMNS,
  ...RATE_COLUMNS,
  ...ACCURACY_COLUMNS,
  ...CONDITION_COLUMNS,
  ...DETAIL_COLUMNS,
  ...REMARK_COLUMNS,
] as const satisfies readonly Column[];

/** Every column. */
export const COLUMNS = [
  ...USUAL_COLUMNS,
  ...ENGINE_COLUMNS,
  ...ENERGY_COLUMNS,
  ...MEASURED_ACCURACY_COLUMNS,
  ...RARE_CONDITION_COLUMNS,
] as const satisfies readonly Column[];

/** Machine name of a column. */
export type ColumnKey = typeof COLUMNS[number]["key"];

/** One row; every column has its cell. */
export type TableRow = Readonly<Record<ColumnKey, Cell>>;

/** All cells of a row. */
export function tableRow(source: RowSource, letterOf: (source: string) => string): TableRow {
  const cells = COLUMNS.map(({ key, cell }) => [key, cell(source, letterOf)] as const);
  // The keys are those of COLUMNS, all of them; fromEntries forgets that.
  return Object.fromEntries(cells) as Record<ColumnKey, Cell>;
}
