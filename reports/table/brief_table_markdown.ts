// The table where space is dear, as on a terminal: the paper's columns first, and as many of the
// others as fit; how the times came about is left to --wide and to the files.

import { alignOf } from "../row/column.ts";
import type { ColumnKey, TableRow } from "../row/columns.ts";
import { escaped } from "../text/markdown.ts";
import { footnotesMarkdown, rowsTable } from "./table_markdown.ts";
import {
  type Footnote,
  rowsByMachine,
  type ShownColumn,
  shownColumns,
  type Table,
} from "./table.ts";
import { fittingColumns } from "../terminal/terminal_layout.ts";
import { leftOutText } from "../terminal/terminal_text.ts";

/** What the paper's table has, in its order. */
const PAPER_COLUMNS: readonly ColumnKey[] = [
  "params",
  "macs",
  "throughput_img_s",
  "relative_throughput",
  "top1_published_percent",
];

/** The table as Markdown, in columns that fit into a width (terminal_text.ts lays them out). */
export function briefTableMarkdown(table: Table, width: number): string {
  const machines = rowsByMachine(table.rows).map((own) => ({
    ...own,
    ...chosenColumns(own.rows, width),
  }));
  const footnotes = table.footnotes.filter((note) =>
    machines.some(({ rows, columns }) => isOfUse(note, rows, columns))
  );
  const blocks = [
    `## ${escaped(table.title)}`,
    ...table.caption.map(escaped),
    ...machines.flatMap(({ machine, rows, columns, leftOut }) => [
      machines.length < 2 ? "" : `### Machine ${escaped(machine)}`,
      rowsTable(rows, columns),
      remarksMarkdown(rows, columns),
      leftOut.length === 0 ? "" : escaped(leftOutText(leftOut)),
    ]),
    footnotesMarkdown(footnotes),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** Whether a table shows what a footnote is about: a column, or the letter of a source. */
function isOfUse(
  { letter, about }: Footnote,
  rows: readonly TableRow[],
  columns: readonly ShownColumn[],
): boolean {
  if (letter !== "") {
    return rows.some((row) => columns.some(({ key }) => row[key].text.endsWith(`(${letter})`)));
  }
  return about === undefined || columns.some(({ key }) => about.includes(key));
}

/** Remarks stand below, whole, where the table needs the width. */
function remarksMarkdown(rows: readonly TableRow[], columns: readonly ShownColumn[]): string {
  const identifying = columns.filter(isIdentifying);
  return rows.flatMap((row) => {
    const { text, whole = text } = row.failure;
    if (text === "") return [];
    const name = identifying.map(({ key }) => row[key].text).filter((cell) => cell !== "");
    return [`- ${escaped(`${name.join(", ")}: ${whole}`)}`];
  }).join("\n");
}

/** The columns that fit, in the order of a reader, and the headers of those that do not. */
function chosenColumns(rows: readonly TableRow[], width: number) {
  const columns = inReadingOrder(shownColumns(rows).filter(({ key }) => key !== "failure"));
  const table = {
    header: columns.map(({ header }) => header),
    align: columns.map(alignOf),
    rows: rows.map((row) => columns.map(({ key }) => row[key].text)),
  };
  const rank = (place: number) => {
    const column = columns[place] as ShownColumn;
    if (isIdentifying(column) || column.key === "throughput_img_s") return 0;
    return PAPER_COLUMNS.includes(column.key) ? 1 : 2;
  };
  const byRank = [...columns.keys()].toSorted((a, b) => rank(a) - rank(b));
  const fitting = fittingColumns(table, byRank, width);
  return {
    columns: columns.filter((_, place) => fitting.includes(place)),
    leftOut: columns.filter((_, place) => !fitting.includes(place)).map(({ header }) => header),
  };
}

/** What tells the rows apart: the method, and conditions in which they differ. */
function isIdentifying({ key, shown }: ShownColumn): boolean {
  return key === "method" || shown === "where it differs";
}

/** What tells the rows apart, the paper's columns, the others. */
function inReadingOrder(columns: readonly ShownColumn[]): readonly ShownColumn[] {
  const order = (column: ShownColumn) => {
    if (column.key === "method") return -2;
    if (isIdentifying(column)) return -1;
    const place = PAPER_COLUMNS.indexOf(column.key);
    return place === -1 ? PAPER_COLUMNS.length : place;
  };
  return columns.toSorted((a, b) => order(a) - order(b));
}
