// One field of a CSV row: where its value is, how the value is written, and what its header says.

import type { Column, ColumnDetails, DataItem, PropertyAccessor } from "./stringify.ts";

/** The value of the column in this row; `undefined` where the path leads nowhere. */
export function valueAt(item: DataItem, column: Column): unknown {
  let value: unknown = item;
  for (const accessor of pathOf(column)) {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value) && typeof accessor !== "number") {
      throw new TypeError(
        `Cannot read column "${accessor}" of an array: ` +
          'Property accessor is not of type "number"',
      );
    }
    value = (value as Record<PropertyAccessor, unknown>)[accessor];
  }
  return value;
}

/** The header of the column: its own, or the last accessor of its path. */
export function headerOf(column: Column): string {
  const ownHeader = isDetails(column) ? column.header : undefined;
  return ownHeader ?? String(pathOf(column).at(-1));
}

/** The text of a value; an unknown value is an empty field, not a zero. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function pathOf(column: Column): readonly PropertyAccessor[] {
  const path = isDetails(column) ? column.prop : column;
  return typeof path === "object" ? path : [path];
}

function isDetails(column: Column): column is ColumnDetails {
  return typeof column === "object" && !Array.isArray(column);
}
