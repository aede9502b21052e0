// Several machines side by side: a row for each network, a column for each machine with what it
// brought along (device asked for, threads, engine). Images per second of unlike machines never share a column.

import {
  precisionOf,
  rewritesText,
  runDeviceText,
  shortMachine,
} from "../records/run_conditions.ts";
import { engineText, isDefaultEngine } from "../records/engine_use.ts";
import { EXCESS_TEXT } from "../records/excess.ts";
import { groupsBy } from "../records/groups_by.ts";
import { joinedText } from "../text/joined_text.ts";
import { alignedTable } from "../text/markdown.ts";
import { type Measurement, measurementsOf } from "../records/measurement.ts";
import type { BenchRecord } from "../../bench/record/record.ts";
import { type Method, methodName, methodRank } from "../row/method.ts";
import { decimalText, intervalText } from "../text/number_text.ts";

const ROW_HEADERS = ["Method", "Size", "Batch", "Graph", "Precision"] as const;

/** The table as Markdown; `undefined` if there are fewer than two columns. */
export function machinesMarkdown(
  records: readonly BenchRecord[],
  methods: readonly Method[],
): string | undefined {
  const { measurements } = measurementsOf(records);
  if (new Set(measurements.map(placeText)).size < 2) return undefined;
  const hasEngines = measurements.some(({ engine }) => !isDefaultEngine(engine));
  const hasInputs = new Set(measurements.map(({ run }) => run.settings.input)).size > 1;
  const hasTuned = new Set(measurements.map(({ run }) => rewritesText(run.settings))).size > 1;
  const columnText = (measurement: Measurement) => {
    const { settings } = measurement.run;
    return joinedText([
      placeText(measurement),
      hasEngines && engineText(measurement.engine),
      hasInputs && `input ${settings.input}`,
      hasTuned && `rewrites ${rewritesText(settings)}`,
    ], ", ");
  };
  const columns = [...new Set(measurements.map(columnText))];

  const ranked = measurements.toSorted((a, b) =>
    methodRank(a.model, methods) - methodRank(b.model, methods)
  );
  const rows = groupsBy(ranked, (one) => JSON.stringify(rowCells(one, methods)));
  const lines = rows.map((row) => {
    const byColumn = new Map(row.map((measurement) => [columnText(measurement), measurement]));
    return [
      ...rowCells(row[0], methods),
      ...columns.map((column) => resultText(byColumn.get(column))),
    ];
  });
  return [
    "### Machines side by side",
    "Images per second with their 95 % interval, where the rounds carry one; after the semicolon, " +
    "times the anchor's on the same machine, in the same graph variant.",
    alignedTable([[...ROW_HEADERS, ...columns], ...lines], [
      ...ROW_HEADERS.map(() => "left" as const),
      ...columns.map(() => "right" as const),
    ]),
  ].join("\n\n") + "\n";
}

function rowCells(measurement: Measurement, methods: readonly Method[]) {
  const { model, graph, run } = measurement;
  const { size, batch } = run.settings;
  return [methodName(model, methods), size, String(batch), graph, precisionOf(measurement)];
}

function placeText({ run }: Measurement): string {
  return `${shortMachine(run.machine)}, ${runDeviceText(run)}, ${run.settings.threads} thread(s)`;
}

function resultText(measurement: Measurement | undefined): string {
  const { timing, excess, failure } = measurement ?? {};
  if (failure !== undefined) return "failed";
  if (timing === undefined) return "";
  const ratio = timing.relative?.ratio.median;
  return intervalText(timing.imagesPerSecond) +
    (ratio === undefined ? "" : `; ${decimalText(ratio, { atLeast: 2 })}`) +
    (excess === undefined ? "" : `; ${EXCESS_TEXT[excess]}`);
}
