// Columns of how a time came about: ceilings, latency, the time before the first sample.

import type { TimingRecord } from "../../bench/record/record.ts";
import { bytesText, macsText } from "../text/unit_text.ts";
import { decimalText } from "../text/number_text.ts";
import { type Cell, numberCell, percentCell, plainCell } from "./cell.ts";
import { type Column, timed } from "./column.ts";

function msCell(ms: number | null | undefined): Cell {
  return numberCell(ms, (value) => decimalText(value));
}

function steadyCell({ steady }: TimingRecord): Cell {
  if (steady === null) return { value: undefined, text: "cannot tell" };
  return { value: steady, text: steady ? "yes" : "no" };
}

function text<const Key extends string>(
  key: Key,
  header: string,
  cell: (timing: TimingRecord) => Cell,
): Column<Key> {
  return { key, kind: "text", header, shown: "in details", cell: timed(cell) };
}

function number<const Key extends string>(
  key: Key,
  header: string,
  cell: (timing: TimingRecord) => Cell,
): Column<Key> {
  return { ...text(key, header, cell), kind: "number", opens: "timing" };
}

/** The columns, in their order. */
export const DETAIL_COLUMNS = [
  number(
    "matrix_share_percent",
    "Of the matrix ceiling (%)",
    ({ roofline }) => percentCell(roofline?.matrixShare.median),
  ),
  text("bound", "Bound by", ({ roofline }) => plainCell(roofline?.bound)),
  {
    ...number(
      "executed_macs",
      "Executed MACs (G)",
      (timing) => numberCell(timing.executedMacs, macsText),
    ),
    opens: "flops",
  },
  number("latency_ms", "Latency (ms a batch)", (timing) => msCell(timing.latencyMs.median)),
  number("latency_p90_ms", "p90 (ms)", (timing) => msCell(timing.latencyPercentilesMs.p90)),
  number("latency_p99_ms", "p99 (ms)", (timing) => msCell(timing.latencyPercentilesMs.p99)),
  number("first_run_ms", "First run (ms)", (timing) => msCell(timing.firstRunMs)),
  number("build_ms", "Build (ms)", (timing) => msCell(timing.buildMs)),
  number("load_ms", "Load (ms)", (timing) => msCell(timing.loadMs)),
  number(
    "peak_memory_bytes",
    "Peak memory",
    ({ peakMemoryBytes }) => numberCell(peakMemoryBytes, bytesText),
  ),
  number("rounds", "Rounds", ({ roundsMs }) => plainCell(roundsMs.length)),
  text("ended_by", "Ended by", ({ endedBy }) => plainCell(endedBy)),
  number("harness_percent", "Harness (%)", ({ harnessShare }) => percentCell(harnessShare)),
  text("steady", "Steady", steadyCell),
] as const;
