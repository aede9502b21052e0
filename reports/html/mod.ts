// The report as one HTML file: the paper's table, the charts, what stands behind every figure.

import type { ReportedModel } from "../row/chart_rows.ts";
import type { DrawnCharts } from "../charts/mod.ts";
import type { Section } from "../sections/section.ts";
import { mainGrid, plainGrid } from "../table/grid.ts";
import type { PaperReport } from "../table/paper_table.ts";
import { detailColumns, type MachineRows, rowsByMachine } from "../table/table.ts";
import { chartFigures } from "./chart_figures.ts";
import { type Html, safeHtml } from "./html.ts";
import { notesList } from "./notes_list.ts";
import { page } from "./page.ts";
import { panels } from "./panels.ts";
import { type RowsTable, rowsTable } from "./rows_table.ts";
import { sectionsHtml } from "./sections_html.ts";
import { VERDICT_LEGEND } from "./verdict_mark.ts";

/** What a report is made from. */
export interface HtmlReport extends PaperReport {
  /** What follows the table. */
  readonly sections: readonly Section[];
  readonly models: readonly ReportedModel[];
  readonly drawn: DrawnCharts;
}

/** The file; the same report gives the same bytes. */
export function reportHtml({ table, sources, sections, models, drawn }: HtmlReport): string {
  const families = new Map(models.map(({ id, family }) => [id, family]));
  const familyOf = (place: number) =>
    families.get(sources[place]?.measurement.model ?? "") ?? "other";
  const { title, caption, rows, footnotes } = table;
  const machines = rowsByMachine(rows).map((own) => ({
    ...own,
    name: own.rows.length === rows.length ? "" : `Machine ${own.machine}. `,
  }));
  const main = safeHtml`<main>
<header>
<h1>${title}</h1>
${caption.map((line) => safeHtml`<p class="conditions">${line}</p>`)}
</header>
${
    machines.map((own, index) =>
      rowsTable({
        grid: mainGrid(table, own),
        familyOf,
        number: index + 1,
        caption: own.name + (index === 0 ? TABLE_CAPTION : ""),
      })
    )
  }
${sectionsHtml(sections)}
<section class="figure-pages">
<h2>Figures</h2>
${chartFigures(drawn)}
</section>
${timesSection(machines, familyOf)}
<h2>Notes</h2>
${notesList(footnotes)}
</main>`;
  return page(title, safeHtml`${main}${panels(sources)}`);
}

const TABLE_CAPTION = "Ours beside the published figures. Select a figure for its samples, " +
  `interval and source; select a heading to sort. ${VERDICT_LEGEND}`;

/** The rows of a machine, ready to be shown. */
type MachineTable = MachineRows & { readonly name: string };

function timesSection(
  machines: readonly MachineTable[],
  familyOf: RowsTable["familyOf"],
): Html | undefined {
  const tables = machines.flatMap((own) => {
    const columns = detailColumns(own.rows);
    return columns.length === 0 ? [] : [{ name: own.name, grid: plainGrid(own, columns) }];
  });
  if (tables.length === 0) return undefined;
  return safeHtml`<h2>How the times came about</h2>
${
    tables.map(({ name, grid }, index) =>
      rowsTable({
        grid,
        familyOf,
        number: machines.length + index + 1,
        caption: `${name}From the first run to the last round.`,
      })
    )
  }`;
}
