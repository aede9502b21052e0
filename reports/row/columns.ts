// The columns of the table, in the order of every format. Keys are the headers of CSV and JSON and
// stay as they are once released; new columns are added, none is renamed. Headers are the paper's.

import type { Cell } from "./cell.ts";

/** How a column's values are written and read back. */
export type ColumnKind = "text" | "integer" | "number" | "flag";

/** Where a column is shown to people; CSV and JSON always have all of them. */
export type ColumnShown = "always" | "where known" | "where it differs" | "in details" | "never";

/** One column. */
export interface Column {
  /** Machine name, with the unit. */
  readonly key: string;
  /** How its values are written and read back. */
  readonly kind: ColumnKind;
  /** What people read at the top. */
  readonly header: string;
  /** How people see it. */
  readonly align: "left" | "right";
  /** Unit of the machine value; text, flags and ratios have none. */
  readonly unit?: string;
  /** Where people see it. */
  readonly shown: ColumnShown;
}

const number = { kind: "number", align: "right" } as const;
const integer = { kind: "integer", align: "right" } as const;
const text = { kind: "text", align: "left" } as const;

const always = "always";
const known = "where known";
const never = "never";
const differs = "where it differs";
const details = "in details";

/** Every column; `header` is empty where people never see it. */
export const COLUMNS = [
  { key: "model", ...text, header: "", shown: never },
  { key: "method", ...text, header: "Method", shown: always },

  { key: "params", ...integer, header: "Params (M)", unit: "parameters", shown: always },
  {
    key: "params_m_published",
    ...number,
    header: "Params (M) published",
    unit: "M",
    shown: known,
  },
  { key: "params_verdict", ...text, header: "Params verdict", shown: known },

  { key: "macs", ...integer, header: "FLOPs (G)", unit: "MAC", shown: always },
  { key: "flops", ...integer, header: "", unit: "FLOP", shown: never },
  { key: "flops_g_published", ...number, header: "FLOPs (G) published", unit: "G", shown: known },
  { key: "flops_verdict", ...text, header: "FLOPs verdict", shown: known },
  { key: "not_counted", ...text, header: "", shown: never },

  {
    key: "throughput_img_s",
    ...number,
    header: "Throughput (images/s)",
    unit: "images/s",
    shown: always,
  },
  { key: "throughput_low_img_s", ...number, header: "", unit: "images/s", shown: never },
  { key: "throughput_high_img_s", ...number, header: "", unit: "images/s", shown: never },
  {
    key: "throughput_published_img_s",
    ...number,
    header: "Throughput published",
    unit: "images/s",
    shown: known,
  },

  { key: "anchor", ...text, header: "", shown: never },
  { key: "relative_throughput", ...number, header: "Relative throughput", shown: known },
  { key: "relative_low", ...number, header: "", shown: never },
  { key: "relative_high", ...number, header: "", shown: never },
  { key: "relative_published", ...number, header: "Relative published", shown: known },
  { key: "over_plain", ...number, header: "Over its plain graph", shown: known },
  { key: "over_plain_low", ...number, header: "", shown: never },
  { key: "over_plain_high", ...number, header: "", shown: never },

  {
    key: "top1_published_percent",
    ...number,
    header: "Top-1 (%) published",
    unit: "%",
    shown: known,
  },
  {
    key: "top5_published_percent",
    ...number,
    header: "Top-5 (%) published",
    unit: "%",
    shown: known,
  },

  { key: "size", ...text, header: "Size", unit: "pixels", shown: differs },
  { key: "batch", ...integer, header: "Batch", unit: "images", shown: differs },
  { key: "threads", ...integer, header: "Threads", unit: "threads", shown: differs },
  { key: "device", ...text, header: "Device", shown: differs },
  { key: "graph", ...text, header: "Graph", shown: differs },
  { key: "precision", ...text, header: "Precision", shown: differs },
  { key: "machine", ...text, header: "Machine", shown: differs },
  { key: "run_id", ...text, header: "", shown: never },

  { key: "matrix_share_percent", ...number, header: "Of the matrix ceiling (%)", shown: details },
  { key: "bound", ...text, header: "Bound by", shown: details },
  { key: "executed_macs", ...integer, header: "Executed MACs (G)", unit: "MAC", shown: details },
  { key: "latency_ms", ...number, header: "Latency (ms a batch)", unit: "ms", shown: details },
  { key: "latency_p90_ms", ...number, header: "p90 (ms)", unit: "ms", shown: details },
  { key: "latency_p99_ms", ...number, header: "p99 (ms)", unit: "ms", shown: details },
  { key: "first_run_ms", ...number, header: "First run (ms)", unit: "ms", shown: details },
  { key: "build_ms", ...number, header: "Build (ms)", unit: "ms", shown: details },
  { key: "load_ms", ...number, header: "Load (ms)", unit: "ms", shown: details },
  { key: "peak_memory_bytes", ...integer, header: "Peak memory", unit: "bytes", shown: details },
  { key: "rounds", ...integer, header: "Rounds", shown: details },
  { key: "ended_by", ...text, header: "Ended by", shown: details },
  { key: "harness_percent", ...number, header: "Harness (%)", shown: details },
  { key: "steady", kind: "flag", header: "Steady", align: "left", shown: details },
  { key: "failure", ...text, header: "Remarks", shown: known },
  { key: "sources", ...text, header: "", shown: never },
  { key: "doubts", ...text, header: "", shown: never },
] as const satisfies readonly Column[];

/** Machine name of a column. */
export type ColumnKey = typeof COLUMNS[number]["key"];

/** One row; every column has its cell. */
export type TableRow = Readonly<Record<ColumnKey, Cell>>;
