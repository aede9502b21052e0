// A plain table of texts: the data of a chart, the rounds of a timing.

import type { TextTable } from "../text/text_table.ts";
import { type Html, safeHtml } from "./html.ts";

/** Letters of a cell that needs a width of its own, lest it become a column of single words. */
const LEAST_LONG = 60;

/** Whether a cell gets that width, and more lines. */
export function isLong(text: string): boolean {
  return text.length > LEAST_LONG;
}

/** The table; `label` names it for those who do not see it. */
export function dataTable({ header, align, rows }: TextTable, label: string): Html {
  const cells = (texts: readonly string[]) =>
    texts.map((text, index) =>
      safeHtml`<td class="${align[index] ?? "left"}${isLong(text) ? " long" : ""}">${text}</td>`
    );
  const headings = header.map((text, index) =>
    safeHtml`<th scope="col" class="${align[index] ?? "left"}">${text}</th>`
  );
  return safeHtml`<table class="data" aria-label="${label}">
<thead><tr>${headings}</tr></thead>
<tbody>${rows.map((row) => safeHtml`<tr>${cells(row)}</tr>`)}</tbody>
</table>`;
}
