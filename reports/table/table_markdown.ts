// The table as Markdown (GitHub flavour).

import { alignOf } from "../row/column.ts";
import { alignedTable, escaped } from "../text/markdown.ts";
import { type Grid, mainGrid, plainGrid } from "./grid.ts";
import { detailColumns, type Footnote, rowsByMachine, type Table } from "./table.ts";

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
    ...machines.flatMap((own) => [
      heading(named("", own.machine)),
      gridMarkdown(mainGrid(table, own)),
    ]),
    ...machines.flatMap((own) => {
      const details = detailColumns(own.rows);
      if (details.length === 0) return [];
      const title = named("How the times came about", own.machine);
      return [heading(title), gridMarkdown(plainGrid(own, details))];
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

/** A grid as one table. */
export function gridMarkdown({ columns, rows }: Grid): string {
  const header = columns.map((column) => column.header);
  const texts = rows.map(({ cells }) => cells.map(({ text }) => text));
  return alignedTable([header, ...texts], columns.map(alignOf));
}
