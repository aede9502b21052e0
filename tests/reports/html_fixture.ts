// The report of the fixed records, and of records that someone made to break out of it.

import type { Record as BenchRecord } from "../../bench/record.ts";
import type { ReportedModel } from "../../reports/charts/chart_rows.ts";
import { drawCharts, type DrawnChart } from "../../reports/charts/mod.ts";
import { reportHtml } from "../../reports/html/mod.ts";
import { paperReport } from "../../reports/paper_table.ts";
import { type Comparisons, reportSections } from "../../reports/sections.ts";
import { count, METHODS, RECORDS, RUN, timing } from "./fixed_records.ts";
import { FIGURES } from "./published_fixture.ts";

const FAMILIES: Readonly<Record<string, string>> = { resnet50: "ResNet", "deit-s": "DeiT" };

/** The models of the fixed records with their families. */
export const MODELS: readonly ReportedModel[] = METHODS.map((method) => ({
  ...method,
  family: FAMILIES[method.id] ?? "DS-Net",
}));

/** A name that would run if it were not escaped. */
export const HOSTILE = "<img src=x onerror=alert(1)>";

const EVERY_TRICK = `${HOSTILE}"'&</script></svg>\u2028\u2029\u0000\u0007\uD800]]>{{}}\\`;

/** Records whose every text is an attack. */
export const HOSTILE_RECORDS: readonly BenchRecord[] = [
  {
    ...RUN,
    settings: { ...RUN.settings, models: [HOSTILE, EVERY_TRICK], anchor: EVERY_TRICK },
    environment: { ...RUN.environment, cpuModel: EVERY_TRICK },
  },
  {
    ...count(HOSTILE, 1, 2),
    macsByStage: { [EVERY_TRICK]: 1, b: 1 },
    macsByStream: { [EVERY_TRICK]: 1, b: 1 },
    unknownOps: { [EVERY_TRICK]: 1 },
    ...{ unusedNodes: [EVERY_TRICK], constantWeights: [EVERY_TRICK] },
  },
  count(EVERY_TRICK, 1, 2),
  {
    ...timing(HOSTILE, 10, 1),
    deviceName: EVERY_TRICK,
    fallback: { nodes: [EVERY_TRICK], share: 0.5 },
    relative: { anchor: EVERY_TRICK, ratio: { median: 1, low: 1, high: 1 } },
  },
];

/** The fixed records have one of the aligned pair; the hostile ones are compared with each other. */
const COMPARISONS: Comparisons = {
  alignment: [{ model: "dsnet-s-aligned", base: "dsnet-s" }],
  others: [{
    title: EVERY_TRICK,
    pairs: [{ model: HOSTILE, base: EVERY_TRICK }],
    remarks: [EVERY_TRICK],
  }],
};

/** The charts of some records. */
export async function chartsOf(records: readonly BenchRecord[]): Promise<readonly DrawnChart[]> {
  return (await drawCharts(paperReport(records, FIGURES, MODELS).sources, MODELS)).charts;
}

/** The report of some records. */
export async function htmlOf(records: readonly BenchRecord[]): Promise<string> {
  const { table, sources } = paperReport(records, FIGURES, MODELS);
  const drawn = await drawCharts(sources, MODELS);
  const comparisons = COMPARISONS;
  const sections = reportSections({ sources, models: MODELS, published: FIGURES, comparisons });
  return reportHtml({ table, sources, sections, models: MODELS, drawn });
}

/** The fixed records, with stages and streams. */
export const STREAMED_RECORDS: readonly BenchRecord[] = RECORDS.map((record) => {
  if (record.kind !== "count" || record.model === "deit-s") return record;
  const macsByStream = { shared: record.macs - 1e9, local: 0.25e9, global: 0.75e9 };
  const bytesByStream = { shared: 6e6, local: 3e6, global: 1e6 };
  const macsByStage = { blocks1: 1e9, blocks2: record.macs - 1e9 };
  return { ...record, macsByStage, macsByStream, bytesByStream };
});
