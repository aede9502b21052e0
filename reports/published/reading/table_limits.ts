// What a table is once it is read, and how large it may be.

import type { TextRow } from "../../text/csv_rows.ts";

/** A table: its first row is the header. */
export type Grid = readonly TextRow[];

/** Bounds of what is read. */
export const TABLE_LIMITS = { bytes: 4 << 20, rows: 5000, columns: 64, cellLetters: 2000 } as const;
