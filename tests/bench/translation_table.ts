// The table of fixtures/compare_translation.py: our graph's translation to PyTorch over the reference
// code, how long a run takes and how far outputs differ.
//
//   deno run --allow-read tests/bench/translation_table.ts times.jsonl
//
// Of the ratio the median over rounds and its 95 % interval; 1 is as fast, above 1 slower.

import { markdownTable } from "markdown-table";
import { medianInterval } from "../../bench/samples/statistics.ts";
import { intervalText } from "../support/interval_text.ts";

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
  return intervalText(medianInterval(ratios));
}

const HEADER = [
  "Network",
  "Variant",
  "Time over the reference",
  "Largest difference",
  "Same names",
];

/** The table of a file's lines. */
export function translationTable(text: string): string {
  const rows = text.trim().split("\n").map((line): readonly string[] => {
    const { model, variant, timesMs, largestDifference, sameStateDict }: Compared = JSON.parse(
      line,
    );
    const difference = largestDifference === 0 ? "0" : largestDifference.toExponential(0);
    return [model, variant, ratioText(timesMs), difference, sameStateDict ? "yes" : "no"];
  });
  return markdownTable([HEADER, ...rows]);
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  console.log(translationTable(await Deno.readTextFile(Deno.args[0] ?? "")));
}
