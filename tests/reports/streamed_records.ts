// A made-up DS-Net-T and its aligned twin: alignment has 25 % of the multiply-adds, 50 % of the bytes
// and 40 % of the time by the trace.

import type { CountRecord, Record as BenchRecord, TimingRecord } from "../../bench/record.ts";
import { type ChartGroup, chartGroups } from "../../reports/charts/chart_rows.ts";
import { paperReport } from "../../reports/paper_table.ts";
import { count, RUN, timing } from "./fixed_records.ts";
import { FIGURES } from "./published_fixture.ts";

export const STREAMED_MODELS = [
  { id: "dsnet-t", method: "DS-Net-T", family: "DS-Net" },
  { id: "dsnet-t-aligned", method: "DS-Net-T*", family: "DS-Net" },
  { id: "dsnet-s", method: "DS-Net-S", family: "DS-Net" },
  { id: "dsnet-s-aligned", method: "DS-Net-S*", family: "DS-Net" },
] as const;

export const PAIRS = [
  { model: "dsnet-t-aligned", base: "dsnet-t" },
  { model: "dsnet-s-aligned", base: "dsnet-s" },
] as const;

const MODELS = ["dsnet-t", "dsnet-t-aligned"] as const;

export const STREAMED_RUN = {
  ...RUN,
  settings: { ...RUN.settings, models: MODELS, anchor: "dsnet-t-aligned" },
};

export const COUNTS: readonly CountRecord[] = [
  {
    ...count("dsnet-t", 9e6, 3e9),
    macsByStream: { embedding: 1e9, local: 0.5e9, global: 0.5e9, mlp: 1e9 },
    bytesByStream: { embedding: 4e6, local: 1e6, global: 1e6, mlp: 4e6 },
  },
  {
    ...count("dsnet-t-aligned", 10e6, 4e9),
    macsByStream: { embedding: 1e9, local: 0.5e9, global: 0.5e9, alignment: 1e9, mlp: 1e9 },
    bytesByStream: { embedding: 4e6, local: 1e6, global: 1e6, alignment: 10e6, mlp: 4e6 },
  },
];

/** Rounds of 10, 10 and 20 ms beside 20, 16 and 32 ms, twice: ratios 0.5, 0.625 and 0.625. */
export const TIMINGS: readonly TimingRecord[] = [
  {
    ...timing("dsnet-t", 800, 1.6),
    latencyMs: { median: 6, low: 5, high: 7 },
    roundsMs: [[10], [10], [20], [10], [10], [20]],
    kernelMs: { byOp: {}, byStage: {}, byStream: { embedding: 2, local: 1, global: 2, mlp: 1 } },
  },
  {
    ...timing("dsnet-t-aligned", 500, 1),
    roundsMs: [[20], [16], [32], [20], [16], [32]],
    kernelMs: {
      byOp: {},
      byStage: {},
      byStream: { embedding: 2, local: 1, global: 2, alignment: 4, "(unknown)": 1 },
    },
  },
];

/** The one group of rows that some records make. */
export function groupOf(records: readonly BenchRecord[]): ChartGroup {
  const [group] = chartGroups(
    paperReport(records, FIGURES, STREAMED_MODELS).sources,
    STREAMED_MODELS,
  );
  if (group === undefined) throw new Error("Cannot find a group as the records have no row");
  return group;
}
