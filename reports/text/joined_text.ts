// Parts of a sentence, of which some may be unknown.

/** The parts that are known, joined; what is unknown, false or empty leaves no trace. */
export function joinedText(
  parts: readonly (string | false | null | undefined)[],
  separator: string,
): string {
  return parts.filter((part) => part).join(separator);
}
