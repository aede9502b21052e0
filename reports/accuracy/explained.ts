// The same pictures under neighbouring presets: which of them gives the published figure.

import { joinedText } from "../text/joined_text.ts";
import { signedText } from "../text/number_text.ts";
import { figures, inJson, type PlainTable, plainTable, words } from "../text/plain_table.ts";
import type { AccuracyRow } from "./accuracy_rows.ts";
import { pointsText, topText } from "./accuracy_table.ts";

/** An evaluation under a preset. */
export interface Explained extends AccuracyRow {
  /** What differs from the network's own preset; empty: it is that. */
  readonly difference: string;
}

/** A row for each preset. */
export function explainedTable(rows: readonly Explained[]): PlainTable {
  const [own] = rows;
  return plainTable(rows, [
    words("preset", ({ evaluation }) => evaluation.record.preset.id, "Preset"),
    words("difference", ({ difference }) => difference || "(its own)", "Differs by"),
    figures("pictures", ({ evaluation }) => evaluation.tally.top1.total, "Pictures"),
    words("top1", ({ top1 }) => topText(top1), "Top-1 (%)"),
    words("change", (row) => distanceText(row, own?.top1?.percent), "To its own (points)"),
    words(
      "to_published",
      (row) => distanceText(row, row.top1?.published?.value),
      "To published (points)",
    ),
    words("verdict", ({ top1 }) => top1?.conclusion?.text, "Verdict"),
    inJson("top1_percent", ({ top1 }) => top1?.percent),
    inJson("top5_percent", ({ top5 }) => top5?.percent),
    inJson("published", ({ top1 }) => top1?.published?.value),
  ]);
}

function distanceText({ top1 }: Explained, from: number | undefined): string | undefined {
  if (top1 === undefined || from === undefined) return undefined;
  return signedText(top1.percent - from, pointsText);
}

/** Which preset is nearest to the published figure, in a sentence. */
export function explanation(rows: readonly Explained[]): string {
  const published = rows[0]?.top1?.published;
  if (published === undefined) {
    return "Nothing is published of this network, so no preset can be told by its figure.";
  }
  const distanceOf = ({ top1 }: Explained) =>
    Math.abs((top1?.percent ?? Infinity) - published.value);
  const nearest = rows.reduce((best, row) => distanceOf(row) < distanceOf(best) ? row : best);
  const { difference, top1, evaluation: { record } } = nearest;
  return joinedText([
    `The published ${published.text} is nearest to ${topText(top1)} by preset ${record.preset.id}` +
    (difference === "" ? ", the network's own" : ` (${difference})`),
    top1?.conclusion?.text,
  ], ": ") + ".";
}
