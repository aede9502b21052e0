// A column of the table as one object: its names, where people see it, and its cell.

import type { TimingRecord } from "../../bench/record/record.ts";
import type { MedianInterval } from "../../bench/samples/statistics.ts";
import type { HeadlineMetric } from "../published/headline_figure.ts";
import type { DecimalOptions } from "../text/number_text.ts";
import { type Cell, EMPTY_CELL, figureCell, intervalCell, plainCell } from "./cell.ts";
import type { RowSource } from "./row_source.ts";

/** Numbers stand right; HTML has marks for verdicts. */
export type ColumnKind = "text" | "number" | "verdict";

/** Where a column is shown to people; CSV and JSON always have all of them. */
export type ColumnShown = "always" | "where known" | "where it differs" | "in details" | "never";

/** What the figures of a column are about: the panel that they open in HTML. */
export type Topic = "params" | "flops" | "timing" | "accuracy";

/** What a column shows of a row; `letterOf` gives the footnote letter of a source. */
export type CellOf = (row: RowSource, letterOf: (source: string) => string) => Cell;

/** One column. */
export interface Column<Key extends string = string> {
  /** Machine name, with the unit. */
  readonly key: Key;
  readonly kind: ColumnKind;
  /** What people read at the top; empty where they never see it. */
  readonly header: string;
  readonly shown: ColumnShown;
  /** In HTML, the heading above this one and its neighbours', and what is left of its own below. */
  readonly grouped?: { readonly group: string; readonly header: string };
  readonly opens?: Topic;
  readonly cell: CellOf;
}

/** A column that only machines see. */
export function hidden<const Key extends string>(key: Key, cell: CellOf): Column<Key> {
  return { key, kind: "text", header: "", shown: "never", cell };
}

/** How people see a column. */
export function alignOf({ kind }: Pick<Column, "kind">): "left" | "right" {
  return kind === "number" ? "right" : "left";
}

/** A column of published figures, each with the letter of its source. */
export function published<const Key extends string>(
  key: Key,
  metric: HeadlineMetric,
  shown: Required<Pick<Column, "header" | "grouped" | "opens">>,
): Column<Key> {
  const cell: CellOf = ({ published }, letterOf) =>
    figureCell(published[metric], letterOf(published[metric]?.source ?? ""));
  return { key, kind: "number", shown: "where known", cell, ...shown };
}

/** A cell that follows from the timing; empty without one. */
export function timed(cell: (timing: TimingRecord) => Cell): CellOf {
  return ({ measurement: { timing } }) => timing === undefined ? EMPTY_CELL : cell(timing);
}

/** How ratios are printed. */
export const RATIO: DecimalOptions = { atLeast: 2 };

/**
 * A column of medians with their intervals, and one for each end of these, which only machines see.
 *
 * @param keys Of the medians, of the lower and of the upper ends.
 */
export function intervals<
  const Key extends string,
  const Low extends string,
  const High extends string,
>(
  [key, low, high]: readonly [Key, Low, High],
  of: (timing: TimingRecord) => MedianInterval | null | undefined,
  { decimals, ...shown }: Pick<Column, "header" | "grouped"> & {
    /** @default "where known" */
    readonly shown?: ColumnShown;
    readonly decimals?: DecimalOptions;
  },
): readonly [Column<Key>, Column<Low>, Column<High>] {
  const cell = timed((timing) => intervalCell(of(timing), decimals));
  return [
    { key, kind: "number", shown: "where known", opens: "timing", cell, ...shown },
    hidden(low, timed((timing) => plainCell(of(timing)?.low))),
    hidden(high, timed((timing) => plainCell(of(timing)?.high))),
  ];
}
