// Markdown tables whose cells link by reference, `[48.8][1]`, so that they read as plain text too.

import { markdownTable } from "markdown-table";
import stringWidth from "string-width";
import { escaped } from "../../reports/text/markdown.ts";

/** Text with a link; an address that no page may open is left out. */
export interface Linked {
  readonly text: string;
  readonly url: string;
}

/** Cells of a line. */
export type LinkedRow = readonly (string | Linked)[];

/** What numbers the links of a document in order of first use. */
export interface LinkRegister {
  /** A table; the first row is the header. */
  readonly table: (rows: readonly LinkedRow[]) => string;
  /** `[1]: <https://…>`, one a line, of all links so far. */
  readonly definitions: () => string;
}

/** A register for one document. */
export function linkRegister(): LinkRegister {
  const urls: string[] = [];
  function numberOf(url: string): number {
    if (!urls.includes(url)) urls.push(url);
    return urls.indexOf(url) + 1;
  }
  function cellText(cell: string | Linked): string {
    if (typeof cell === "string") return escaped(cell);
    if (!/^https?:\/\//.test(cell.url)) return escaped(cell.text);
    return `[${escaped(cell.text)}][${numberOf(cell.url)}]`;
  }
  return {
    table: (rows) =>
      markdownTable(rows.map((row) => row.map(cellText)), { stringLength: stringWidth }),
    definitions: () => urls.map((url, i) => `[${i + 1}]: <${encodeURI(url)}>`).join("\n"),
  };
}
