// Two networks that differ in one choice. The caller passes them, so that reports need not know the
// catalog.

/** A network, and the one that it is held against. */
export interface Pair {
  /** Id in the catalog, e.g. `dsnet-t-aligned`. */
  readonly model: string;
  readonly base: string;
}
