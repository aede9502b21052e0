// The report as one HTML file: the paper's table, the charts, what stands behind every figure.

import type { ReportedModel } from "../charts/chart_rows.ts";
import type { DrawnCharts } from "../charts/mod.ts";
import type { RowSource } from "../row.ts";
import type { Section } from "../section.ts";
import { detailColumns, shownColumns, type Table } from "../table.ts";
import { chartFigures } from "./chart_figures.ts";
import { type Html, safeHtml } from "./html.ts";
import { notesList } from "./notes.ts";
import { page } from "./page.ts";
import { panels } from "./panels.ts";
import { rowsTable } from "./rows_table.ts";
import { sectionsHtml } from "./sections.ts";
import { VERDICT_LEGEND } from "./verdict_mark.ts";

/** What a report is made from. */
export interface HtmlReport {
  readonly table: Table;
  /** What the rows of the table are made from, in the same order. */
  readonly sources: readonly RowSource[];
  /** What follows the table. */
  readonly sections: readonly Section[];
  readonly models: readonly ReportedModel[];
  readonly drawn: DrawnCharts;
}

/** The file; the same report gives the same bytes. */
export function reportHtml({ table, sources, sections, models, drawn }: HtmlReport): string {
  const families = sources.map(({ measurement }) =>
    models.find(({ id }) => id === measurement.model)?.family ?? "other"
  );
  const { title, caption, rows, footnotes } = table;
  const main = safeHtml`<main>
<header>
<h1>${title}</h1>
${caption.map((line) => safeHtml`<p class="conditions">${line}</p>`)}
</header>
${rowsTable({ number: 1, caption: TABLE_CAPTION, rows, columns: shownColumns(rows), families })}
${sectionsHtml(sections)}
<h2>Figures</h2>
${chartFigures(drawn)}
${timesSection(table, families)}
<h2>Notes</h2>
${notesList(footnotes)}
</main>`;
  return page(title, safeHtml`${main}${panels(sources)}`);
}

const TABLE_CAPTION = "Ours beside the published figures. Select a figure for its samples, " +
  `interval and source; select a heading to sort. ${VERDICT_LEGEND}`;

function timesSection({ rows }: Table, families: readonly string[]): Html | undefined {
  const columns = detailColumns(rows);
  if (columns.length === 0) return undefined;
  const caption = "From the first run to the last round.";
  return safeHtml`<h2>How the times came about</h2>
${rowsTable({ number: 2, caption, rows, columns, families })}`;
}
