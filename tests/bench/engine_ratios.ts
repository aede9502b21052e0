// The rates of records with several engines, each over that of the fast graph in ONNX Runtime (Node)
// in the same rounds.
//
//   deno run --allow-read tests/bench/engine_ratios.ts records.jsonl
//
// Of each ratio the median over rounds and its 95 % interval; above 1 the other is faster.

import { markdownTable } from "markdown-table";
import type { TimingRecord } from "../../bench/record/record.ts";
import { parseRecords } from "../../bench/record/record_reader.ts";
import { pairedRatio } from "../../bench/samples/round_rate.ts";
import type { MedianInterval } from "../../bench/samples/statistics.ts";
import { intervalText } from "../../reports/text/number_text.ts";

const BASE = "onnxruntime-node, fast";

function nameOf({ engine, graph }: TimingRecord): string {
  return `${engine}, ${graph}`;
}

function ratioText({ median, low, high }: MedianInterval): string {
  return `${median.toFixed(3)} (${low?.toFixed(3) ?? "?"} to ${high?.toFixed(3) ?? "?"})`;
}

const { records } = parseRecords(await Deno.readTextFile(Deno.args[0] ?? ""));
const timings = records.filter((record) => record.kind === "timing");
const others = [...new Set(timings.map(nameOf))].filter((name) => name !== BASE);
const rows = [...Map.groupBy(timings, ({ model }) => model)].map(([model, rowsOfModel]) => {
  const rowOf = (name: string) => rowsOfModel.find((timing) => nameOf(timing) === name);
  const base = rowOf(BASE);
  const ratios = others.map((name) => {
    const other = rowOf(name);
    return base === undefined || other === undefined ? "" : ratioText(pairedRatio(other, base));
  });
  return [model, base === undefined ? "" : intervalText(base.imagesPerSecond), ...ratios];
});
// deno-lint-ignore no-console
console.log(markdownTable([["Network", `${BASE}: images/s`, ...others], ...rows]));
