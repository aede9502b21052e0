// A Markdown text in pieces, so that what matters less can be left out where room is short.

/** A line that stands for itself: a row of a table, or a bullet. */
export interface RankedLine {
  readonly text: string;
  /** The smaller, the weightier. */
  readonly rank: number;
}

/** A heading or the head of a table, and the lines below it. */
export interface Block {
  /** Goes with the lines; a block without any stands in any case. */
  readonly head: readonly string[];
  readonly lines: readonly RankedLine[];
}

/** The whole text, an empty line between blocks, ending in a line feed. */
export function blocksText(blocks: readonly Block[]): string {
  const texts = blocks.map(({ head, lines }) =>
    [...head, ...lines.map(({ text }) => text)].join("\n")
  );
  return `${texts.join("\n\n")}\n`;
}
