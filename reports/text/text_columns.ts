// How wide a text is, in columns of a terminal: a wide character has two, a combining one none.

import defer * as widths from "string-width";

/** What most texts are made of. The tables of all others take 30 ms to set up, so they wait. */
const PLAIN = /^[ -~]*$/;

/** Columns that a text takes. */
export function textColumns(text: string): number {
  return PLAIN.test(text) ? text.length : widths.default(text);
}
