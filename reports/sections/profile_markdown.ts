// Where the time of each model goes, beside the share of the multiply-adds: what `bench --profile`
// prints. Times are of traced runs, which tracing slows a little; shares are what counts.

import type { BenchRecord, CountRecord, TimingRecord } from "../../bench/record/record.ts";
import { engineText, isDefaultEngine, timedEngine } from "../records/engine_use.ts";
import { measurementsOf } from "../records/measurement.ts";
import { joinedText } from "../text/joined_text.ts";
import { alignedTable } from "../text/markdown.ts";
import { type Method, methodName } from "../row/method.ts";
import { decimalText } from "../text/number_text.ts";
import { type Parts, wholeOf } from "../text/part_names.ts";
import { percent } from "../text/percent_text.ts";
import {
  TRACE_READING,
  tracedRunsText,
  traceTotal,
  traceTotalText,
} from "../records/trace_total.ts";

const SPLITS = ["byStream", "byStage", "byOp"] as const;
type Split = (typeof SPLITS)[number];

const TITLES: Readonly<Record<Split, string>> = {
  byStream: "Stream",
  byStage: "Stage",
  byOp: "Operator",
};

const MACS: Readonly<Record<Split, (count: CountRecord) => Parts>> = {
  byStream: (count) => count.macsByStream,
  byStage: (count) => count.macsByStage,
  byOp: (count) => count.macsByOp,
};

/** Tables of every row that was timed, as Markdown. */
export function profileMarkdown(
  records: readonly BenchRecord[],
  methods: readonly Method[],
): string {
  const blocks = measurementsOf(records).measurements.flatMap(({ model, count, timing }) => {
    if (timing === undefined) return [];
    const { graph, size, batch } = timing;
    const total = traceTotal(timing);
    const engine = timedEngine(timing);
    const row = joinedText([
      methodName(model, methods),
      !isDefaultEngine(engine) && engineText(engine),
      `${graph} graph, size ${size}, batch ${batch}`,
    ], ", ");
    return [
      `### Where the time goes: ${row}`,
      ...(total === undefined ? [] : [
        `Kernels, ${tracedRunsText(timing)}: ${traceTotalText(total)}.` +
        (total.isNear ? "" : ` ${TRACE_READING}`),
      ]),
      ...SPLITS.filter((split) => Object.keys(timing.kernelMs[split]).length > 1)
        .map((split) => splitTable(timing, count, split)),
    ];
  });
  return `${blocks.join("\n\n")}\n`;
}

/** Most time first. */
function splitTable(timing: TimingRecord, count: CountRecord | undefined, split: Split): string {
  const times = Object.entries(timing.kernelMs[split]).sort(([, a], [, b]) => b - a);
  const totalMs = wholeOf(timing.kernelMs[split]);
  const macs = count === undefined ? {} : MACS[split](count);
  // Milliseconds that do not fit those without trace are withheld.
  const hasMs = traceTotal(timing)?.isNear !== false;
  const rows = times.map(([name, ms]) => [
    name,
    ...(hasMs ? [decimalText(ms)] : []),
    percent(ms / totalMs),
    macs[name] === undefined || count === undefined ? "" : percent(macs[name] / count.macs),
  ]);
  const header = [
    TITLES[split],
    ...(hasMs ? ["Time (ms)"] : []),
    "Time (%)",
    "MACs of the network (%)",
  ];
  return alignedTable(
    [header, ...rows],
    header.map((_, column) => column === 0 ? "left" : "right"),
  );
}
