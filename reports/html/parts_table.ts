// How a quantity of one model divides among its stages or streams, with shares.

import { decimalText } from "../text/number_text.ts";
import { type Parts, wholeOf } from "../text/part_names.ts";
import { dataTable } from "./data_table.ts";
import { type Html, safeHtml } from "./html.ts";

/** What is divided, and among what. */
export interface Division {
  /** With its unit, e.g. `Time (ms)`. */
  readonly quantity: string;
  /** `stage`, `stream`. */
  readonly part: string;
  /** Absent where only shares can be given. */
  readonly text?: (value: number) => string;
}

/** The table; nothing where there is nothing to divide. */
export function partsTable(
  values: Parts | undefined,
  { quantity, part, text }: Division,
): Html | undefined {
  const entries = Object.entries(values ?? {});
  if (entries.length < 2) return undefined;
  const total = wholeOf(values);
  const shareText = (value: number) => total === 0 ? "" : decimalText(100 * value / total);
  const title = `${quantity} by ${part}`;
  const table = dataTable({
    header: [part, ...(text ? [quantity] : []), "Share (%)"],
    align: ["left", ...(text ? ["right" as const] : []), "right"],
    rows: entries.map(([name, value]) => [
      name,
      ...(text ? [text(value)] : []),
      shareText(value),
    ]),
  }, title);
  return safeHtml`<h3>${title}</h3>${table}`;
}
