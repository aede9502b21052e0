// The table of fixtures/compare_pytorch.py: our fast graph's rate over each way to run PyTorch.
//
//   deno run --allow-read tests/bench/pytorch_table.ts rates.jsonl
//
// Of each ratio the median over rounds and its 95 % interval.

import { markdownTable } from "markdown-table";
import { medianInterval } from "../../bench/samples/statistics.ts";
import { intervalText } from "../support/interval_text.ts";

/** One line of the file; rates by round. */
interface Compared {
  readonly model: string;
  readonly imagesPerSecond: Readonly<Record<string, readonly number[]>>;
}

const VARIANTS = ["eager", "eager, channels-last", "torch.compile"] as const;

function ratioText(fast: readonly number[], other: readonly number[]): string {
  const ratios = fast.map((rate, round) => rate / (other[round] ?? NaN));
  return intervalText(medianInterval(ratios), 2);
}

/** The table of a file's lines. */
export function pytorchTable(text: string): string {
  const rows = text.trim().split("\n").map((line): readonly string[] => {
    const { model, imagesPerSecond }: Compared = JSON.parse(line);
    const fast = imagesPerSecond["suite, fast"] ?? [];
    return [model, ...VARIANTS.map((name) => ratioText(fast, imagesPerSecond[name] ?? []))];
  });
  return markdownTable([["Network", ...VARIANTS], ...rows]);
}

if (import.meta.main) {
  // deno-lint-ignore no-console
  console.log(pytorchTable(await Deno.readTextFile(Deno.args[0] ?? "")));
}
