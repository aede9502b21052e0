// A column of the table as one object: its names, its unit, where people see it, and its cell.

import type { TimingRecord } from "../../bench/record/record.ts";
import type { HeadlineMetric } from "../published/headline_figure.ts";
import { type Cell, EMPTY_CELL, figureCell } from "./cell.ts";
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
  /** Unit of the machine value, where neither key nor header say it. */
  readonly unit?: string;
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
