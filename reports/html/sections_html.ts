// The sections that follow the table, as HTML.

import type { Block, Section } from "../sections/section.ts";
import { dataTable } from "./data_table.ts";
import { type Html, safeHtml } from "./html.ts";

/** Titles with their paragraphs and tables; a table scrolls by itself where the page is too narrow. */
export function sectionsHtml(sections: readonly Section[]): Html {
  return safeHtml`${
    sections.map(({ title, blocks }) =>
      safeHtml`<h2>${title}</h2>
${blocks.map((block) => blockHtml(block, title))}`
    )
  }`;
}

function blockHtml(block: Block, title: string): Html {
  if (typeof block === "string") {
    return safeHtml`<p class="remark">${block}</p>
`;
  }
  return safeHtml`<div class="scroll" role="region" aria-label="${title}" tabindex="0">
${dataTable(block, title)}
</div>
`;
}
