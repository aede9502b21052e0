// The head of a table: related columns under one heading, as papers print it; every column sorts.

import { alignOf } from "../row/column.ts";
import type { ShownColumn } from "../table/table.ts";
import { type Html, safeHtml } from "./html.ts";

/** One or two lines of headings. */
export function tableHead(columns: readonly ShownColumn[]): Html {
  const groups = groupsOf(columns);
  const lower = groups.flatMap(({ name, members }) => name === undefined ? [] : members);
  if (lower.length === 0) {
    return safeHtml`<thead><tr>${columns.map((column) => heading(column, 1))}</tr></thead>`;
  }
  const upper = groups.map(({ name, members }) =>
    name === undefined
      ? members.map((column) => heading(column, 2))
      : safeHtml`<th scope="colgroup" class="group" colspan="${members.length}">${name}</th>`
  );
  return safeHtml`<thead>
<tr>${upper}</tr>
<tr>${lower.map((column) => heading(column, 1, startsGroup(columns, columns.indexOf(column))))}</tr>
</thead>`;
}

/** Whether a column is the first of its group, where a table leaves a little room. */
export function startsGroup(columns: readonly ShownColumn[], index: number): boolean {
  const group = (place: number) => columns[place]?.grouped?.group;
  return index > 0 && group(index) !== undefined && group(index) !== group(index - 1);
}

function groupsOf(columns: readonly ShownColumn[]) {
  const groups: { readonly name: string | undefined; readonly members: ShownColumn[] }[] = [];
  for (const column of columns) {
    const name = column.grouped?.group;
    const last = groups.at(-1);
    if (last !== undefined && last.name === name) last.members.push(column);
    else groups.push({ name, members: [column] });
  }
  return groups;
}

function heading(column: ShownColumn, lines: 1 | 2, hasRoom = false): Html {
  const { key, kind, header } = column;
  const { group, header: short = header } = column.grouped ?? {};
  const order = kind === "number" ? "number" : "text";
  const label = group === undefined ? header : `${group}, ${short}`;
  const room = hasRoom ? " room" : "";
  return safeHtml`<th scope="col" class="${
    alignOf(column)
  }${room}" rowspan="${lines}" aria-sort="none" \
data-key="${key}" data-order="${order}">\
<button type="button" class="sort" aria-label="${label}">${short}</button></th>`;
}
