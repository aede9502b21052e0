// The paper's table: the cells of the table skeleton, each figure a button that opens its panel.

import { type Cell, EMPTY_CELL } from "../row/cell.ts";
import { alignOf } from "../row/column.ts";
import type { Grid } from "../table/grid.ts";
import { isIdentifying, type ShownColumn } from "../table/table.ts";
import { attribute, type Html, type Part, safeHtml } from "./html.ts";
import { joinedText } from "../text/joined_text.ts";
import { panelId } from "./panels.ts";
import { isLong } from "./data_table.ts";
import { startsGroup, tableHead } from "./table_head.ts";
import { verdictMark } from "./verdict_mark.ts";

/** What a table shows. */
export interface RowsTable {
  readonly number: number;
  readonly caption: string;
  /** The places of its cells among all rows of the report name the panels that they open. */
  readonly grid: Grid;
  /** Family of the row at a place; a line is drawn where it changes. */
  readonly familyOf: (place: number) => string;
}

/** A table with its caption, in a box that scrolls by itself where the page is too narrow. */
export function rowsTable(
  { number, caption, grid: { columns, rows }, familyOf }: RowsTable,
): Html {
  const families = rows.map(({ places: [place = 0] }) => familyOf(place));
  const body = rows.map((row, index) => {
    const isNewFamily = index > 0 && families[index] !== families[index - 1];
    const cells = columns.map((column, at) =>
      cellHtml(row.cells[at] ?? EMPTY_CELL, {
        column,
        row: row.places[at] ?? index,
        hasRoom: startsGroup(columns, at),
      })
    );
    return safeHtml`<tr${attribute("class", isNewFamily ? "family" : undefined)}>${cells}</tr>
`;
  });
  const id = `table-${number}`;
  return safeHtml`<p class="caption" id="${id}"><b>Table ${number}.</b> ${caption}</p>
<div class="scroll" role="region" aria-labelledby="${id}" tabindex="0">
<table class="rows" data-sortable aria-labelledby="${id}">
${tableHead(columns)}
<tbody>
${body}</tbody>
</table>
</div>`;
}

interface CellPlace {
  readonly column: ShownColumn;
  readonly row: number;
  /** Whether the cell is the first of its group. */
  readonly hasRoom: boolean;
}

function cellHtml(
  cell: Cell,
  { column, row, hasRoom }: CellPlace,
): Html {
  const { key, kind } = column;
  const value = cell.value === undefined ? undefined : String(cell.value);
  const attributes = [
    attribute(
      "class",
      joinedText([
        alignOf(column),
        hasRoom && "room",
        isIdentifying(column) && "condition",
        isLong(cell.whole ?? cell.text) && "long",
      ], " "),
    ),
    attribute("data-value", value),
  ];
  if (key === "method") return safeHtml`<th scope="row"${attributes}>${cell.text}</th>`;

  const shown = kind === "verdict"
    ? verdictMark(cell.text)
    : kind === "text"
    ? cell.whole ?? cell.text
    : figureText(cell);
  const opens = panelId(row, column);
  if (opens === undefined || cell.text === "") return safeHtml`<td${attributes}>${shown}</td>`;
  return safeHtml`<td${attributes}>\
<button type="button" class="figure" popovertarget="${opens}">${shown}</button></td>`;
}

/** `22.4 (20.0 to 24.0)` and `23.0 (a)`: what is in parentheses stands back, a range with a dash. */
function figureText({ text }: Pick<Cell, "text">): Part {
  const match = /^(\S+) \((.+)\)$/.exec(text);
  if (match === null) return text;
  const [, figure = "", qualification = ""] = match;
  return /^[a-z]\d*$/.test(qualification)
    ? safeHtml`${figure}<sup>${qualification}</sup>`
    : safeHtml`${figure} <small>${qualification.replace(" to ", "–")}</small>`;
}
