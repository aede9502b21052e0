// Which names a text that is none may have meant, for messages.

import defer * as levenshtein from "fastest-levenshtein";

/** Whatever was typed, no more of it is compared. */
const MOST_LETTERS = 64;

/** So many names a message can hold. */
const MOST_NAMES = 3;

/** The few names that fewest edits make of a text, the nearest first. */
export function nearestNames(text: string, names: readonly string[]): readonly string[] {
  const start = text.slice(0, MOST_LETTERS);
  return names
    .map((name) => ({ name, edits: levenshtein.distance(start, name) }))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, MOST_NAMES)
    .map(({ name }) => name);
}
