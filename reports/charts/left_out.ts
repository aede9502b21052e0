// What a chart does not show, in words.

import type { ChartRow } from "./chart_rows.ts";

/** ` Not timed: DS-Net-B.`; nothing is left out silently. */
export function leftOutText(
  verb: string,
  rows: readonly ChartRow[],
  shown: readonly { readonly row: ChartRow }[],
): string {
  const missing = rows.filter((row) => !shown.some((other) => other.row === row));
  return missing.length === 0 ? "" : ` ${verb}: ${missing.map(({ label }) => label).join(", ")}.`;
}
