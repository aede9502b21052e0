// The table as Markdown (GitHub flavour), aligned so that it reads as plain text too.

import { markdownTable } from "markdown-table";
import stringWidth from "string-width";
import {
  detailColumns,
  type ShownColumn,
  shownColumns,
  type Table,
  type TableRow,
} from "./table.ts";

/** Writes title, conditions, the table, how the times came about and footnotes. */
export function tableMarkdown(table: Table): string {
  const details = detailColumns(table.rows);
  const blocks = [
    `## ${escaped(table.title)}`,
    ...table.caption.map(escaped),
    rowsTable(table.rows, shownColumns(table.rows)),
    ...(details.length === 0 ? [] : [
      "### How the times came about",
      rowsTable(table.rows, details),
    ]),
    table.footnotes.map(({ letter, text }) =>
      letter === "" ? `- ${escaped(text)}` : `- (${letter}) ${escaped(text)}`
    ).join("\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function rowsTable(rows: readonly TableRow[], columns: readonly ShownColumn[]): string {
  const header = columns.map((column) => column.header);
  const cells = rows.map((row) => columns.map(({ key }) => row[key].text));
  return alignedTable([header, ...cells], columns.map((column) => column.align));
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
export function escaped(text: string): string {
  return text
    .replaceAll(/\r\n|[\p{Cc}\u2028\u2029]/gu, " ")
    .replaceAll(/[\\|`<[]/g, "\\$&");
}
