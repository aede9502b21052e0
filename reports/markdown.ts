// The table as Markdown (GitHub flavour), aligned so that it reads as plain text too.

import { markdownTable } from "markdown-table";
import stringWidth from "string-width";
import { shownColumns, type Table } from "./table.ts";

/** Writes title, conditions, table and footnotes, ending in a line feed. */
export function tableMarkdown(table: Table): string {
  const columns = shownColumns(table.rows);
  const header = columns.map((column) => column.header);
  const rows = table.rows.map((row) => columns.map(({ key }) => row[key].text));
  const lines = [
    `## ${escaped(table.title)}`,
    ...table.caption.map(escaped),
    alignedTable([header, ...rows], columns.map((column) => column.align)),
    table.footnotes.map(({ letter, text }) =>
      letter === "" ? `- ${escaped(text)}` : `- (${letter}) ${escaped(text)}`
    ).join("\n"),
  ];
  return `${lines.filter((line) => line !== "").join("\n\n")}\n`;
}

/**
 * A Markdown table of plain text; the first row is the header. Widths are taken after escaping, in
 * columns of a terminal: a wide character has two, a combining one none.
 */
export function alignedTable(
  rows: readonly (readonly string[])[],
  align: readonly ("left" | "right")[],
): string {
  return markdownTable(rows.map((row) => row.map(escaped)), {
    align,
    stringLength: stringWidth,
  });
}

/**
 * Text that Markdown shows as it is, on one line. Backslashes are escaped before pipes, so a cell
 * that already holds backslash-pipe keeps both and adds no column.
 */
function escaped(text: string): string {
  return text
    .replaceAll(/\r\n|[\p{Cc}\u2028\u2029]/gu, " ")
    .replaceAll(/[\\|`<[]/g, "\\$&");
}
