// Parts of one evaluation as one: numerators and denominators are added, nothing is averaged.

import type { Outcome } from "./top_tally.ts";

/** Outcomes and where they come from. */
export interface Part {
  /** For people: a file, or a part's number. */
  readonly source: string;
  readonly outcomes: readonly Outcome[];
}

/**
 * All outcomes of parts.
 *
 * @throws {RangeError} If a picture is in two of them.
 */
export function joinedParts(parts: readonly Part[]): readonly Outcome[] {
  const sources = new Map<string, string>();
  for (const { source, outcomes } of parts) {
    for (const { name } of outcomes) {
      const other = sources.get(name);
      if (other !== undefined) {
        const where = other === source ? `${source} twice` : `both ${other} and ${source}`;
        throw new RangeError(
          `Cannot join parts as "${name}" is in ${where}: leave one of them out`,
        );
      }
      sources.set(name, source);
    }
  }
  return parts.flatMap(({ outcomes }) => outcomes);
}
