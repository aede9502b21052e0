// How the time of a row came about: ceilings, latency, the time before the first sample.

import type { TimingRecord } from "../../bench/record/record.ts";
import { bytesText } from "../text/bytes_text.ts";
import { type Cell, EMPTY_CELL, numberCell, plainCell } from "./cell.ts";
import type { Measurement } from "../records/measurement.ts";
import { decimalText, fixedText } from "../text/number_text.ts";
import type { TableRow } from "./columns.ts";

const GIGA_MACS = 1e9;
const PERCENT_DECIMALS = 1;

type DetailKey =
  | "matrix_share_percent"
  | "bound"
  | "executed_macs"
  | "latency_ms"
  | "latency_p90_ms"
  | "latency_p99_ms"
  | "first_run_ms"
  | "build_ms"
  | "load_ms"
  | "peak_memory_bytes"
  | "rounds"
  | "ended_by"
  | "harness_percent"
  | "steady";

/** The cells of the second table; all empty without a timing. */
export function detailCells(timing: TimingRecord | undefined): Pick<TableRow, DetailKey> {
  const roofline = timing?.roofline;
  const percentiles = timing?.latencyPercentilesMs;
  return {
    matrix_share_percent: percentCell(roofline?.matrixShare.median),
    bound: plainCell(roofline?.bound),
    executed_macs: numberCell(
      timing?.executedMacs,
      (macs) => decimalText(macs / GIGA_MACS, { atLeast: 2 }),
    ),
    latency_ms: msCell(timing?.latencyMs.median),
    latency_p90_ms: msCell(percentiles?.p90 ?? undefined),
    latency_p99_ms: msCell(percentiles?.p99 ?? undefined),
    first_run_ms: msCell(timing?.firstRunMs),
    build_ms: msCell(timing?.buildMs),
    load_ms: msCell(timing?.loadMs),
    peak_memory_bytes: numberCell(timing?.peakMemoryBytes, bytesText),
    rounds: plainCell(timing?.roundsMs.length),
    ended_by: plainCell(timing?.endedBy),
    harness_percent: percentCell(timing?.harnessShare),
    steady: timing === undefined ? EMPTY_CELL : steadyCell(timing),
  };
}

function steadyCell({ steady }: TimingRecord): Cell {
  if (steady === null) return { value: undefined, text: "cannot tell" };
  return { value: steady, text: steady ? "yes" : "no" };
}

/** `0.953` -> `95.3` */
export function percent(share: number): string {
  return fixedText(100 * share, PERCENT_DECIMALS);
}

/** The device that was used, with its name and whether it is emulated. */
export function deviceText({ deviceUsed, deviceName, softwareDevice }: TimingRecord): string {
  const name = deviceName === null ? "" : ` (${deviceName})`;
  return `${deviceUsed}${name}${softwareDevice ? ", software renderer" : ""}`;
}

/** `fp32`, or `fp32 (tf32)` where the device took fewer bits than it was asked for. */
export function precisionText(
  { precision, arithmetic }: Pick<TimingRecord, "precision" | "arithmetic">,
): string {
  return arithmetic === precision ? precision : `${precision} (${arithmetic})`;
}

/** As {@linkcode precisionText}; of a measurement without a timing, what was asked for. */
export function precisionOf({ timing, run }: Pick<Measurement, "timing" | "run">): string {
  return timing === undefined ? run.settings.precision : precisionText(timing);
}

function percentCell(share: number | null | undefined): Cell {
  return numberCell(
    typeof share === "number" ? 100 * share : share,
    (percents) => fixedText(percents, PERCENT_DECIMALS),
  );
}

function msCell(ms: number | undefined): Cell {
  return numberCell(ms, (value) => decimalText(value));
}
