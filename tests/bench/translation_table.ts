// The table of fixtures/compare_translation.py: our graph's translation to PyTorch over the reference
// code, how long a run takes and how far outputs differ.
//
//   deno run --allow-read tests/bench/translation_table.ts times.jsonl
//
// Of the ratio the median over rounds and its 95 % interval; 1 is as fast, above 1 slower.

import { markdownTable } from "markdown-table";
import { medianInterval } from "../../bench/samples/statistics.ts";

/** One line of the file; times by round. */
interface Compared {
  readonly model: string;
  readonly variant: string;
  readonly largestDifference: number;
  readonly sameStateDict: boolean;
  readonly timesMs: Readonly<Record<"reference" | "translation", readonly number[]>>;
}

function ratioText({ reference, translation }: Compared["timesMs"]): string {
  const ratios = translation.map((ms, round) => ms / (reference[round] ?? NaN));
  const { median, low, high } = medianInterval(ratios);
  return `${median.toFixed(3)} (${low?.toFixed(3) ?? "?"} to ${high?.toFixed(3) ?? "?"})`;
}

const HEADER = [
  "Network",
  "Variant",
  "Time over the reference",
  "Largest difference",
  "Same names",
];

const lines = (await Deno.readTextFile(Deno.args[0] ?? "")).trim().split("\n");
const rows = lines.map((line): readonly string[] => {
  const { model, variant, timesMs, largestDifference, sameStateDict }: Compared = JSON.parse(line);
  const difference = largestDifference === 0 ? "0" : largestDifference.toExponential(0);
  return [model, variant, ratioText(timesMs), difference, sameStateDict ? "yes" : "no"];
});
// deno-lint-ignore no-console
console.log(markdownTable([HEADER, ...rows]));
