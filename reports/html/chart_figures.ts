// The charts, each with how to read it and with its data; and what no chart could be made of.

import type { DrawnCharts } from "../charts/mod.ts";
import type { DrawnChart } from "../charts/drawing/svg.ts";
import { dataTable } from "./data_table.ts";
import { type Html, safeHtml, trusted } from "./html.ts";

/** All figures, numbered; a sentence for each chart that has no data. */
export function chartFigures({ charts, missing }: DrawnCharts): Html {
  return safeHtml`<div class="figures">
${charts.map((chart, index) => figure(chart, index + 1))}
</div>
${
    missing.map(({ title, reason }) =>
      safeHtml`<p class="missing">No figure “${title}”: ${reason}.</p>`
    )
  }`;
}

function figure(chart: DrawnChart, number: number): Html {
  const data = dataTable(chart.table, `Data of figure ${number}: ${chart.title}`);
  return safeHtml`<figure class="${chart.isWide ? "chart wide" : "chart"}">
<div class="drawing" role="region" aria-label="${chart.title}" tabindex="0">
<div class="page-drawing">${trusted(chart.svg)}</div>
<div class="phone-drawing">${trusted(chart.phoneSvg)}</div>
</div>
<figcaption><b>Figure ${number}.</b> ${chart.caption}</figcaption>
<details><summary>Data</summary><div class="scroll">${data}</div></details>
</figure>
`;
}
