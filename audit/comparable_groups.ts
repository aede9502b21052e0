// Timings of which the rates may be compared: of one engine and graph, under one set of conditions.

import type { TimingRecord } from "../bench/record/record.ts";
import { comparableKey, type Measurement } from "../reports/records/measurement.ts";

/** What was timed alike. */
export interface ComparableGroup {
  /** Device, threads, batch, size and graph, for people. */
  readonly conditions: string;
  /** Measurements with a timing. */
  readonly timed: readonly Measurement[];
  readonly timingOf: (modelId: string) => TimingRecord | undefined;
}

/** Those of some measurements, in order of appearance. */
export function comparableGroups(measurements: readonly Measurement[]): readonly ComparableGroup[] {
  const timed = measurements.filter(({ timing }) => timing !== undefined);
  const groups = Map.groupBy(timed, (one) => `${comparableKey(one)} ${one.graph}`);
  return [...groups.values()].map((group) => ({
    conditions: conditionsText(group[0]),
    timed: group,
    timingOf: (id) => group.find(({ model }) => model === id)?.timing,
  }));
}

function conditionsText(first: Measurement | undefined): string {
  if (first?.timing === undefined) return "";
  const { batch, size, deviceUsed, threads } = first.timing;
  return `${deviceUsed}, ${threads} threads, batch ${batch}, ${size} pixels, ${first.graph} graph`;
}
