// What the ids of candidates mean, for the reader.

/** An id of a candidate, explained. */
export interface Meaning {
  readonly id: string;
  /** Short, for a cell. */
  readonly label: string;
  /** One sentence. */
  readonly text: string;
}
