// A table as text to rows of cells, whatever it was pasted from: CSV, Markdown or HTML. Files may come
// from anywhere: size, rows, columns and cells are bounded before anything is made of them.

import { csvRecords } from "../../text/csv_rows.ts";
import { htmlTables } from "./html_tables.ts";
import { markdownTables } from "./markdown_tables.ts";
import { type Grid, TABLE_LIMITS } from "./table_limits.ts";

/** Forms in which a table may come. */
export type TableForm = "CSV" | "Markdown" | "HTML";

/**
 * Reads a table.
 *
 * @param what Names the file in messages.
 * @param tableNumber Of a page with several; the first is 1.
 * @throws {SyntaxError} If there is no such table, or it is larger than the bounds.
 */
export function tableGrid(text: string, what: string, tableNumber: number): Grid {
  if (text.length > TABLE_LIMITS.bytes) {
    throw new SyntaxError(
      `Cannot read ${what} as a table may have ${TABLE_LIMITS.bytes} letters: it has ` +
        `${text.length}, leave the rest of the page out`,
    );
  }
  const form = formOf(text);
  const tables = form === "CSV"
    ? [csvRecords(text, what)]
    : form === "HTML"
    ? htmlTables(text)
    : markdownTables(text);
  const grid = tables[tableNumber - 1];
  if (grid === undefined || grid.length === 0) {
    const count = tables.length === 1 ? "1 table" : `${tables.length} tables`;
    throw new SyntaxError(
      `Cannot read table ${tableNumber} of ${what} as it has ${count} of ${form}: ` +
        `pass --table-number from 1 to ${Math.max(tables.length, 1)}`,
    );
  }
  checkSize(grid, what);
  return grid;
}

/** By what the text looks like: a tag of a table, a line of dashes and bars, else commas. */
function formOf(text: string): TableForm {
  if (/<table[\s>]/i.test(text)) return "HTML";
  return markdownTables(text).length > 0 ? "Markdown" : "CSV";
}

function checkSize(grid: Grid, what: string): void {
  if (grid.length > TABLE_LIMITS.rows) {
    throw new SyntaxError(
      `Cannot read ${what} as a table may have ${TABLE_LIMITS.rows} rows: it has ${grid.length}, ` +
        `split it`,
    );
  }
  for (const { line, cells } of grid) {
    if (cells.length > TABLE_LIMITS.columns) {
      throw new SyntaxError(
        `Cannot read ${what} as a row may have ${TABLE_LIMITS.columns} cells: line ${line} has ` +
          `${cells.length}, leave columns out`,
      );
    }
    const long = cells.find((cell) => cell.length > TABLE_LIMITS.cellLetters);
    if (long !== undefined) {
      throw new SyntaxError(
        `Cannot read ${what} as a cell may have ${TABLE_LIMITS.cellLetters} letters: one of line ` +
          `${line} has ${long.length}, shorten it`,
      );
    }
  }
}
