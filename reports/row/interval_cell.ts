// Cells of rates and ratios that have an interval.

import type { MedianInterval } from "../../bench/samples/statistics.ts";
import { type DecimalOptions, intervalText } from "../text/number_text.ts";
import { type Cell, EMPTY_CELL, numberCell } from "./cell.ts";

/** How ratios are printed. */
export const RATIO: DecimalOptions = { atLeast: 2 };

/** The median for machines, its interval beside it for people. */
export function intervalCell(
  interval: MedianInterval | null | undefined,
  options: DecimalOptions = {},
): Cell {
  return interval ? numberCell(interval.median, () => intervalText(interval, options)) : EMPTY_CELL;
}
