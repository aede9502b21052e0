// The audit as one HTML file: the headline, the table's own section, every figure in one table with
// filters, and the claims below it. They are radio buttons and style alone; the page's policy lets it ask
// for nothing.

import { type Html, link, type Part, safeHtml, trusted } from "../../reports/html/html.ts";
import { page } from "../../reports/html/page.ts";
import type { AuditedFigure, AuditReport } from "../audit_report.ts";
import { METRIC_NAMES, oursText, RATIO_HEADER } from "./audit_text.ts";
import { type ClaimSection, claimSections } from "./claim_rows.ts";
import { whyText } from "./explain_text.ts";
import { headlineText } from "./audit_markdown.ts";
import type { Linked } from "./linked_table.ts";

/** What can be chosen, and what each figure has of it. */
interface Filter {
  readonly key: string;
  readonly title: string;
  readonly valueOf: (audited: AuditedFigure) => string;
}

const FILTERS: readonly Filter[] = [
  { key: "answer", title: "Outcome", valueOf: ({ verdict, why }) => why?.answer ?? verdict },
  { key: "metric", title: "Metric", valueOf: ({ figure }) => METRIC_NAMES[figure.metric] },
  { key: "family", title: "Family", valueOf: ({ model }) => model.family },
];

const HEADINGS = [
  "Model",
  "Metric",
  "Published",
  "Ours",
  RATIO_HEADER,
  "Outcome",
  "Why",
  "Source",
];

/**
 * The file; the same audit gives the same bytes.
 *
 * @param remarks Lines about the audited table; empty for our own.
 */
export function auditHtml(report: AuditReport, remarks: readonly string[]): string {
  const values = FILTERS.map((filter) => ({
    ...filter,
    values: [...new Set(report.figures.map(filter.valueOf))],
  }));
  const rows = report.figures.map((audited) => rowHtml(audited, report, values));
  const body = safeHtml`<main>
<header>
<h1>Audit of the published figures</h1>
<p class="conditions">${headlineText(report)}</p>
${remarks.map((line) => safeHtml`<p>${line}</p>`)}
</header>
<section class="filters" aria-label="Filters">
${values.map(({ key, title, values }) => filterHtml(key, title, values))}
</section>
${tableHtml("Figures", HEADINGS, rows)}
${claimSections(report, true).map(claimsHtml)}</main>`;
  return page("Audit of the published figures", body, filterCss(values));
}

/** The claims of one kind, which no filter is about; nothing where there are none. */
function claimsHtml({ title, rows: [headings = [], ...rows] }: ClaimSection): Html {
  if (rows.length === 0) return safeHtml``;
  const cellHtml = (cell: string | Linked) =>
    typeof cell === "string" ? cell : link(cell.url, cell.text);
  const lines = rows.map((row) =>
    safeHtml`<tr>${cellsHtml(row.map(cellHtml))}</tr>
`
  );
  return safeHtml`<section>
<h2>${title}</h2>
${tableHtml(title, headings.map(cellHtml), lines)}
</section>
`;
}

/** A table in a box that scrolls by itself where the page is too narrow. */
function tableHtml(label: string, headings: readonly Part[], rows: readonly Html[]): Html {
  return safeHtml`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
<table class="rows" aria-label="${label}">
<thead><tr>${
    headings.map((heading) => safeHtml`<th scope="col" class="left">${heading}</th>`)
  }</tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>`;
}

function cellsHtml(cells: readonly Part[]): readonly Html[] {
  return cells.map((cell) => safeHtml`<td class="left">${cell}</td>`);
}

type FilterValues = Filter & { readonly values: readonly string[] };

function filterHtml(key: string, title: string, values: readonly string[]): Html {
  const choice = (id: string, text: string, isChecked: boolean) =>
    safeHtml`<label><input type="radio" name="${key}" id="${id}"${
      isChecked ? trusted(" checked") : ""
    }> ${text}</label> `;
  return safeHtml`<fieldset><legend>${title}</legend>
${choice(`${key}-all`, "all", true)}${
    values.map((text, place) => choice(`${key}-${place}`, text, false))
  }
</fieldset>
`;
}

/** A row is hidden while another value of any filter is chosen; places stand for values. */
function filterCss(filters: readonly FilterValues[]): string {
  const rules = filters.flatMap(({ key, values }) =>
    values.map((_, place) =>
      `main:has(#${key}-${place}:checked) tr[data-${key}]:not([data-${key}="${place}"])`
    )
  );
  return `.filters fieldset { display: inline-block; margin: 0 8px 8px 0; }
${rules.join(",\n")} { display: none; }
@media print { .filters { display: none; } }`;
}

function rowHtml(
  audited: AuditedFigure,
  report: AuditReport,
  filters: readonly FilterValues[],
): Html {
  const { figure, model, ratio, verdict } = audited;
  const data = filters.map(({ key, valueOf, values }) =>
    safeHtml` ${trusted(`data-${key}`)}="${values.indexOf(valueOf(audited))}"`
  );
  const cells = [
    METRIC_NAMES[figure.metric],
    link(figure.url, figure.text),
    oursText(audited),
    ratio?.toFixed(2) ?? "",
    verdict,
    whyText(audited, report),
    figure.source,
  ];
  return safeHtml`<tr${data}><th scope="row" class="left">${model.method}</th>${
    cellsHtml(cells)
  }</tr>
`;
}
