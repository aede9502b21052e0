// A table as texts: headers, alignments, rows.

/** A table of texts, as the data of a chart or of a section; every mark of a chart is a cell. */
export interface TextTable {
  /** Headers carry units. */
  readonly header: readonly string[];
  readonly align: readonly ("left" | "right")[];
  readonly rows: readonly (readonly string[])[];
}
