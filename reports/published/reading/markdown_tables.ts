// The tables of a Markdown page: a header, a line of dashes, rows; cells are split at bars.

import type { TextRow } from "../../text/csv_rows.ts";
import { type Grid, TABLE_LIMITS } from "./table_limits.ts";

const DIVIDER_LETTERS = /^[|:\s-]+$/;
const DIVIDER_CELL = /^:?-+:?$/;
const FENCE = /^\s*(```|~~~)/;

/** Every table outside of code, in order. */
export function markdownTables(text: string): readonly Grid[] {
  const tables: TextRow[][] = [];
  let [isCode, isOpen] = [false, false];
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  for (const [place, line] of lines.entries()) {
    if (FENCE.test(line)) isCode = !isCode;
    if (isCode || !line.includes("|")) {
      isOpen = false;
    } else if (isOpen) {
      tables.at(-1)?.push({ line: place + 1, cells: cellsOf(line) });
    } else if (isDivider(line) && lines[place - 1]?.includes("|")) {
      tables.push([{ line: place, cells: cellsOf(lines[place - 1] ?? "") }]);
      isOpen = true;
    }
  }
  return tables;
}

/** `| --- | :-: |`, with a bar at least, so that a heading's underline is none. */
function isDivider(line: string): boolean {
  return DIVIDER_LETTERS.test(line) && splitCells(line).every((cell) => DIVIDER_CELL.test(cell));
}

/** `| [a](u) | **b** |` -> a, b */
function cellsOf(line: string): readonly string[] {
  return splitCells(line).map((cell) => plainText(cell.slice(0, TABLE_LIMITS.cellLetters + 1)));
}

function splitCells(line: string): readonly string[] {
  const inner = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

/** A cell without the marks of Markdown. */
function plainText(cell: string): string {
  return cell
    .replaceAll(/!?\[([^[\]]*)\](?:\([^()]*\)|\[[^[\]]*\])/g, "$1")
    .replaceAll(/<[^<>]*>/g, "")
    .replaceAll(/(?<!\\)(\*\*|__|`)/g, "")
    .replaceAll(/\\([\\|*_`[\]<>#~])/g, "$1")
    .trim();
}
