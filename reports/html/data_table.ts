// A plain table of texts: the data of a chart, the rounds of a timing.

import type { TextTable } from "../text/text_table.ts";
import { type Html, safeHtml } from "./html.ts";

/** The table; `label` names it for those who do not see it. */
export function dataTable({ header, align, rows }: TextTable, label: string): Html {
  const cells = (texts: readonly string[]) =>
    texts.map((text, index) => safeHtml`<td class="${align[index] ?? "left"}">${text}</td>`);
  const headings = header.map((text, index) =>
    safeHtml`<th scope="col" class="${align[index] ?? "left"}">${text}</th>`
  );
  return safeHtml`<table class="data" aria-label="${label}">
<thead><tr>${headings}</tr></thead>
<tbody>${rows.map((row) => safeHtml`<tr>${cells(row)}</tr>`)}</tbody>
</table>`;
}
