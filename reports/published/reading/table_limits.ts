// What a table is once it is read, and how large it may be.

/** One line of a table. */
export interface GridRow {
  /** Line of the text on which it begins; the first is 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A table: its first row is the header. */
export type Grid = readonly GridRow[];

/** Bounds of what is read. */
export const TABLE_LIMITS = { bytes: 4 << 20, rows: 5000, columns: 64, cellLetters: 2000 } as const;
