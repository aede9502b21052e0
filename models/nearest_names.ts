// Which names a text that is none may have meant, for messages.

import defer * as levenshtein from "fastest-levenshtein";

/** Whatever was typed, no more of it is compared. */
const MOST_LETTERS = 64;

/** The names that fewest edits make of a text, the nearest first. */
export function nearestNames(
  text: string,
  names: readonly string[],
  count: number,
): readonly string[] {
  const start = text.slice(0, MOST_LETTERS);
  return names
    .map((name) => ({ name, edits: levenshtein.distance(start, name) }))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, count)
    .map(({ name }) => name);
}
