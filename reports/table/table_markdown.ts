// The table as Markdown (GitHub flavour).

import { alignOf } from "../row/column.ts";
import type { TableRow } from "../row/columns.ts";
import { alignedTable, escaped } from "../text/markdown.ts";
import {
  detailColumns,
  type Footnote,
  rowsByMachine,
  type ShownColumn,
  shownColumns,
  type Table,
} from "./table.ts";

/** Writes title, conditions, the table, how the times came about and footnotes. */
export function tableMarkdown(table: Table): string {
  const machines = rowsByMachine(table.rows);
  const named = (title: string, machine: string) =>
    machines.length < 2 ? title : `${title === "" ? "" : `${title}, `}machine ${machine}`;
  const heading = (text: string) =>
    text === "" ? "" : `### ${escaped(`${text.slice(0, 1).toUpperCase()}${text.slice(1)}`)}`;
  const blocks = [
    `## ${escaped(table.title)}`,
    ...table.caption.map(escaped),
    ...machines.flatMap(({ machine, rows }) => [
      heading(named("", machine)),
      rowsTable(rows, shownColumns(rows)),
    ]),
    ...machines.flatMap(({ machine, rows }) => {
      const details = detailColumns(rows);
      if (details.length === 0) return [];
      return [heading(named("How the times came about", machine)), rowsTable(rows, details)];
    }),
    footnotesMarkdown(table.footnotes),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** The remarks as a list. */
export function footnotesMarkdown(footnotes: readonly Footnote[]): string {
  return footnotes.map(({ letter, text }) =>
    letter === "" ? `- ${escaped(text)}` : `- (${letter}) ${linked(text)}`
  ).join("\n");
}

/** A remark on published figures, with its addresses as links. */
function linked(text: string): string {
  return text.split(/(https:\/\/[^\s<>,]+)/)
    .map((part) => part.startsWith("https://") ? `<${part}>` : escaped(part))
    .join("");
}

/** The rows as one table; the columns in the order given. */
export function rowsTable(rows: readonly TableRow[], columns: readonly ShownColumn[]): string {
  const header = columns.map((column) => column.header);
  const cells = rows.map((row) => columns.map(({ key }) => row[key].text));
  return alignedTable([header, ...cells], columns.map(alignOf));
}
