// The rates of records with several engines, each over that of the fast graph in ONNX Runtime (Node),
// or of the row that is named, in the same rounds.
//
//   deno run --allow-read tests/bench/engine_ratios.ts records.jsonl ["openvino, plain"]
//
// Of each ratio the median over rounds and its 95 % interval; above 1 the other is faster.

import { markdownTable } from "markdown-table";
import type { TimingRecord } from "../../bench/record/record.ts";
import { parseRecords } from "../../bench/record/record_reader.ts";
import { pairedRatio } from "../../bench/samples/round_rate.ts";
import { intervalText as rateText } from "../../reports/text/number_text.ts";
import { intervalText } from "../support/interval_text.ts";

const USUAL_BASE = "onnxruntime-node, fast";

function nameOf({ engine, variant, graph }: TimingRecord): string {
  return `${variant ? `${engine}:${variant}` : engine}, ${graph}`;
}

/** The table of a file of records, over one of its rows. */
export function engineRatios(text: string, base = USUAL_BASE): string {
  const timings = parseRecords(text).records.filter((record) => record.kind === "timing");
  const others = [...new Set(timings.map(nameOf))].filter((name) => name !== base);
  const rows = [...Map.groupBy(timings, ({ model }) => model)].map(([model, rowsOfModel]) => {
    const rowOf = (name: string) => rowsOfModel.find((timing) => nameOf(timing) === name);
    const own = rowOf(base);
    if (own === undefined) return [model];
    const ratios = others.map((name) => {
      const other = rowOf(name);
      return other === undefined ? "" : intervalText(pairedRatio(other, own));
    });
    return [model, rateText(own.imagesPerSecond), ...ratios];
  });
  return markdownTable([["Network", `${base}: images/s`, ...others], ...rows]);
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  console.log(engineRatios(await Deno.readTextFile(Deno.args[0] ?? ""), Deno.args[1]));
}
