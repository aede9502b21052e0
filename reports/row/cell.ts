// One cell of the table: the exact value for machines beside the text for people, so that every
// format is rendered from the same cell and none rounds again.

import type { MedianInterval } from "../../bench/samples/statistics.ts";
import type { PublishedFigure } from "../published/published.ts";
import { type DecimalOptions, intervalText } from "../text/number_text.ts";
import { percent } from "../text/percent_text.ts";

/** A value of the table; `undefined` is unknown, which is never 0. */
export type CellValue = string | number | boolean | undefined;

/** One cell. */
export interface Cell {
  /** For machines. */
  readonly value: CellValue;
  /** For people; empty where nothing is known. */
  readonly text: string;
  /** The same where there is room for all of it. @default text */
  readonly whole?: string;
  /** Digits of a published figure as printed, which CSV keeps. */
  readonly printed?: string;
}

/** A cell about which nothing is known. */
export const EMPTY_CELL: Cell = { value: undefined, text: "" };

/** A cell that reads the same for machines and people; null and what is no number are unknown. */
export function plainCell(value: CellValue | null): Cell {
  if (typeof value === "number") return numberCell(value, String);
  return value === undefined || value === null || value === ""
    ? EMPTY_CELL
    : { value, text: String(value) };
}

/** A number for machines with its own text for people; empty where it is unknown or none. */
export function numberCell(
  value: number | null | undefined,
  text: (value: number) => string,
): Cell {
  return typeof value === "number" && Number.isFinite(value)
    ? { value, text: text(value) }
    : EMPTY_CELL;
}

/** A published figure as printed, with the letter of its source: `23.0 (a)`. */
export function figureCell(figure: PublishedFigure | undefined, letter: string): Cell {
  if (figure === undefined) return EMPTY_CELL;
  return { value: figure.value, text: `${figure.text} (${letter})`, printed: figure.text };
}

/** The median for machines, its interval beside it for people. */
export function intervalCell(
  interval: MedianInterval | null | undefined,
  options?: DecimalOptions,
): Cell {
  return interval ? numberCell(interval.median, () => intervalText(interval, options)) : EMPTY_CELL;
}

/** A share in percent. */
export function percentCell(share: number | null | undefined): Cell {
  return typeof share === "number" ? numberCell(100 * share, () => percent(share)) : EMPTY_CELL;
}
