// Records of every backbone in both graphs, to see whether a report bears a full house. Counts are
// real, rates made up from them.

import { countGraph } from "../../bench/count.ts";
import type { Record as BenchRecord } from "../../bench/record.ts";
import { findModel, MODELS } from "../../models/catalog.ts";
import { BACKBONE_SUITE } from "../../models/suites.ts";
import { drawCharts } from "../../reports/charts/mod.ts";
import { reportHtml } from "../../reports/html/mod.ts";
import { paperReport } from "../../reports/paper_table.ts";
import { parsePublished } from "../../reports/published.ts";
import { count, RUN, timing } from "./fixed_records.ts";

/** MACs a second of the made-up machine. */
const PLAIN_MACS_PER_SECOND = 1e11;
const GRAPHS = [{ graph: "plain", speed: 1 }, { graph: "fast", speed: 1.25 }] as const;

/** The records of one run. */
export function crowdedRecords(
  { machine = RUN.machine, graphs = GRAPHS, models = BACKBONE_SUITE }: {
    readonly machine?: string;
    readonly graphs?: readonly (typeof GRAPHS)[number][];
    readonly models?: readonly string[];
  } = {},
): readonly BenchRecord[] {
  const runId = `run of ${machine}`;
  const settings = {
    ...RUN.settings,
    models: [...models],
    anchor: "deit-s",
    graphs: graphs.map(({ graph }) => graph),
  };
  return [
    { ...RUN, runId, machine, settings },
    ...models.flatMap((model, index) => {
      const { params, macs, coverage } = countGraph(findModel(model).build());
      // Some layers are faster than others.
      const skew = 1 + 0.3 * Math.sin(index);
      const rate = skew * PLAIN_MACS_PER_SECOND / macs;
      return [
        { ...count(model, params, macs), runId, unknownOps: coverage.unknownOps },
        ...graphs.map(({ graph, speed }) => {
          const median = speed * rate;
          return {
            ...timing(model, median, speed * skew),
            ...{ runId, graph, peakMemoryBytes: 1.5e9 },
            imagesPerSecond: { median, low: 0.95 * median, high: 1.08 * median },
          };
        }),
      ];
    }),
  ];
}

/** The report of some records, with the published figures of our own file. */
export async function crowdedHtml(records = crowdedRecords()): Promise<string> {
  const published = parsePublished(await Deno.readTextFile("reports/published/figures.csv"));
  const report = paperReport(records, published, MODELS);
  const drawn = await drawCharts(report.sources, MODELS);
  return reportHtml({ ...report, sections: [], models: MODELS, drawn });
}
