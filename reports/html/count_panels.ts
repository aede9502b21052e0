// What stands behind a count: the exact integer, its verdict, its source, where the work is.

import type { CountedMetric } from "../published/printing.ts";
import { completeMacs, notCounted } from "../records/not_counted.ts";
import { UNITS } from "../text/unit_text.ts";
import { groupedText } from "../text/number_text.ts";
import type { RowSource } from "../row/row_source.ts";
import { verdictOf, verdictText } from "../published/verdict.ts";
import { type Fact, facts, publishedFacts } from "./facts.ts";
import { type Html, safeHtml } from "./html.ts";
import { partsTable } from "./parts_table.ts";

const MACS = { quantity: "MACs", text: groupedText } as const;

function wholeText(value: number | undefined): string | undefined {
  return value === undefined ? undefined : groupedText(value);
}

/** Of the parameters. */
export function paramsPanel({ measurement: { count }, published }: RowSource): Html {
  return facts([
    ["Learned parameters", wholeText(count?.params)],
    ["Buffers", wholeText(count?.buffers)],
    ...verdictFacts(count?.params, published, "params_m"),
    ...publishedFacts("Params (M)", published.params_m),
    ["Fixed, not learned, and not counted here", count?.constantWeights.join(", ")],
    ["Digest of the graph", count?.graphHash],
  ]);
}

/** Of the multiply-adds. */
export function flopsPanel({ measurement: { count, timing }, published }: RowSource): Html {
  return safeHtml`${
    facts([
      ["Multiply-adds (MACs)", wholeText(count?.macs)],
      ["Operations, 2 a multiply-add", wholeText(count?.flops)],
      ["A lower bound, not counted", notCounted(count).join(", ")],
      ["Not counted, as no output needs them", count?.unusedNodes.join(", ")],
      ["MACs of the timed graph", wholeText(timing?.executedMacs)],
      ...verdictFacts(completeMacs(count), published, "flops_g"),
      ...publishedFacts("FLOPs (G)", published.flops_g),
    ])
  }
${partsTable(count?.macsByStage, { ...MACS, part: "stage" })}
${partsTable(count?.macsByStream, { ...MACS, part: "stream" })}`;
}

function verdictFacts(
  count: number | undefined,
  published: RowSource["published"],
  metric: CountedMetric,
): readonly Fact[] {
  const verdict = verdictOf(count, UNITS[metric], published[metric]);
  if (verdict === undefined) return [];
  return [["Verdict", verdictText(verdict)], ["Published / ours", verdict.ratio?.toFixed(4)]];
}
