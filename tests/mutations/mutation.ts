// A careless change, as data: the tests should fail with it.

/** One change of one place. */
export interface Mutation {
  /** What goes wrong, in a few words; the only one of its list. */
  readonly what: string;
  /** From the project's folder. */
  readonly file: string;
  /** The place: text that the file has exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Why no test can tell the difference; absent: one must. */
  readonly equivalent?: string;
}

/**
 * The text of a file with the mutation in it.
 *
 * @throws {RangeError} If the place is not there exactly once, or nothing would change: code moved.
 */
export function mutated(text: string, { what, file, find, replace }: Mutation): string {
  const places = text.split(find).length - 1;
  if (find === "" || places !== 1 || find === replace) {
    throw new RangeError(
      `Cannot apply "${what}" as ${file} must have its place once and change: ` +
        `found ${places} times, look for ${JSON.stringify(find.slice(0, 80))}`,
    );
  }
  return text.replace(find, () => replace);
}
