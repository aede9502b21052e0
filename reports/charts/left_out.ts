// What a chart does not show, in words, and what it shows that is not to be trusted.

import { EXCESS_TEXT } from "../records/excess.ts";
import type { ChartRow } from "../row/chart_rows.ts";

/** ` Not timed: DS-Net-B.`; nothing is left out silently. */
export function leftOutText(
  verb: string,
  rows: readonly ChartRow[],
  shown: readonly { readonly row: ChartRow }[],
): string {
  const missing = rows.filter((row) => !shown.some((other) => other.row === row));
  return missing.length === 0 ? "" : ` ${verb}: ${missing.map(({ label }) => label).join(", ")}.`;
}

/** ` DS-Net-B: impossible: above the ceiling, …`; nothing where every rate can be believed. */
export function excessesText(rows: readonly ChartRow[]): string {
  return rows.map(({ label, source: { measurement: { excess } } }) =>
    excess === undefined ? "" : ` ${label}: ${EXCESS_TEXT[excess]}.`
  ).join("");
}
