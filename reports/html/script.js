// Sorts a table by its headings: upwards, downwards, then as it was. Rows without a value come last.
"use strict";

for (const table of document.querySelectorAll("table[data-sortable]")) makeSortable(table);

function makeSortable(table) {
  const body = table.tBodies[0];
  const original = [...body.rows];
  const headings = [...table.querySelectorAll("th[data-key]")];
  const columns = columnsInOrder(table);

  for (const heading of headings) {
    heading.querySelector("button").addEventListener("click", () => {
      const next = { none: "ascending", ascending: "descending", descending: "none" };
      const direction = next[heading.getAttribute("aria-sort")];
      for (const other of headings) other.setAttribute("aria-sort", "none");
      heading.setAttribute("aria-sort", direction);
      table.toggleAttribute("data-sorted", direction !== "none");
      const column = columns.indexOf(heading);
      body.append(...sorted(original, { column, direction, order: heading.dataset.order }));
    });
  }
}

/** Headings by the column that they stand over; those of two lines come before their neighbours. */
function columnsInOrder(table) {
  const [upper, lower] = table.tHead.rows;
  const below = lower === undefined ? [] : [...lower.cells];
  return [...upper.cells].flatMap((cell) =>
    cell.dataset.key === undefined ? below.splice(0, cell.colSpan) : [cell]
  );
}

function sorted(rows, { column, direction, order }) {
  if (direction === "none") return rows;
  const sign = direction === "ascending" ? 1 : -1;
  const valueOf = (row) => row.cells[column].dataset.value;
  return rows.toSorted((a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (x === undefined || y === undefined) return (x === undefined) - (y === undefined);
    return sign * (order === "number" ? x - y : x.localeCompare(y, "en", { numeric: true }));
  });
}
