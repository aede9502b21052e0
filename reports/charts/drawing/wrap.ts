// Text in an SVG does not wrap by itself.

/** `a bb cc` in lines of at most 4 -> `["a bb", "cc"]`; a longer word has a line of its own. */
export function wrapped(text: string, longest: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const joined = `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && joined.length <= longest) lines.splice(-1, 1, joined);
    else lines.push(word);
  }
  return lines;
}
