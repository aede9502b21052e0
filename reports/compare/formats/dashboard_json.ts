// Throughputs in the custom JSON of github-action-benchmark, tool `customBiggerIsBetter`, so that
// dashboards that exist already take our records.
// https://github.com/benchmark-action/github-action-benchmark#examples

import { boundsOf, median } from "../../../bench/samples/statistics.ts";
import { rowConditions } from "../compare_row.ts";
import { conditionsText } from "../row_text.ts";
import { RATE_METRICS } from "../metric.ts";
import type { Timed } from "../conditions.ts";
import type { Side } from "../side.ts";
import { decimalText, TOO_FEW_ROUNDS } from "../../text/number_text.ts";

/** Writes every throughput of a side as JSON, ending in a line feed. */
export function dashboardJson({ models }: Side): string {
  const entries = [...models.values()].flatMap(({ timed }) => timed.flatMap(entryOf));
  return `${JSON.stringify(entries, null, 2)}\n`;
}

/** Nothing where a round of 0 ms gives no finite rate. */
function entryOf({ timing, run }: Timed) {
  const { unit, of } = RATE_METRICS.throughput;
  const value = median(of(timing));
  if (!Number.isFinite(value)) return [];
  const bounds = boundsOf(timing.imagesPerSecond);
  const roundCount = timing.roundsMs.length;
  return [{
    // The series continues only under the same name, so all conditions are part of it.
    name: `${timing.model} (${conditionsText({ conditions: rowConditions(timing) })})`,
    unit,
    value,
    ...(bounds ? { range: `${decimalText(bounds.low)} to ${decimalText(bounds.high)}` } : {}),
    extra: [
      bounds
        ? `95 % interval over ${roundCount} rounds`
        : `no interval: ${TOO_FEW_ROUNDS}, ${roundCount}`,
      `${run.environment.cpuModel} (machine ${run.machine})`,
      `run ${run.runId} of ${run.startedAt}`,
    ].join("\n"),
  }];
}
