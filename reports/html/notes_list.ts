// The footnotes, with the addresses in them as links.

import type { Footnote } from "../table/table.ts";
import { type Html, link, type Part, safeHtml } from "./html.ts";

/** General notes first, then the sources by letter. */
export function notesList(footnotes: readonly Footnote[]): Html {
  return safeHtml`<ul class="notes">
${
    footnotes.map(({ letter, text }) =>
      letter === ""
        ? safeHtml`<li>${linked(text)}</li>`
        : safeHtml`<li class="lettered"><sup>${letter}</sup> ${linked(text)}</li>`
    )
  }
</ul>`;
}

/** Text whose addresses are links. */
function linked(text: string): Part {
  // Splitting at a group keeps it: the addresses are the odd pieces.
  return text.split(/(https?:\/\/[^\s,;]+)/).map((piece, index) =>
    index % 2 === 1 ? link(piece, piece) : piece
  );
}
