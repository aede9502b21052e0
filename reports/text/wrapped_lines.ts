// Text in lines of a width, in columns of a terminal.

import { textColumns } from "./text_columns.ts";

/**
 * `a bb cc` at 4 -> `["a bb", "cc"]`; a word that is longer than a line stays whole, such as an
 * address that a terminal opens.
 */
export function wrappedLines(text: string, width: number): readonly string[] {
  return joinedLines(text.split(" "), width);
}

/** As {@linkcode wrappedLines}, but a word that is longer than a line is broken. */
export function filledLines(text: string, width: number): readonly string[] {
  return joinedLines(text.split(" ").flatMap((word) => pieces(word, width)), width);
}

function joinedLines(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [""];
  for (const word of words) {
    const last = lines.at(-1) ?? "";
    const joined = last === "" ? word : `${last} ${word}`;
    if (textColumns(joined) <= width || last === "") lines.splice(-1, 1, joined);
    else lines.push(word);
  }
  return lines;
}

/** A word in pieces that fit. */
function pieces(word: string, width: number): readonly string[] {
  if (textColumns(word) <= width) return [word];
  const parts: string[] = [""];
  for (const character of word) {
    const joined = (parts.at(-1) ?? "") + character;
    if (textColumns(joined) <= width || parts.at(-1) === "") parts.splice(-1, 1, joined);
    else parts.push(character);
  }
  return parts;
}
