// What a report says beside its main table: a title, then paragraphs and tables in their order.

import type { TextTable } from "../text/text_table.ts";
import { alignedTable, escaped } from "../text/markdown.ts";

/** A paragraph or a table of texts. */
export type Block = string | TextTable;

/** A part of a report that follows the main table. */
export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
  /** What stands for all of them where space is dear, as on a terminal. @default blocks */
  readonly brief?: readonly Block[];
}

/** The sections with what is brief in them; those that have nothing brief to say are left out. */
export function briefSections(sections: readonly Section[]): readonly Section[] {
  return sections.map(({ title, blocks, brief = blocks }) => ({ title, blocks: brief }))
    .filter(({ blocks }) => blocks.length > 0);
}

/** The sections as Markdown, to follow a table; empty where there is none. */
export function sectionsMarkdown(sections: readonly Section[]): string {
  return sections.map(({ title, blocks }) =>
    `\n${[`### ${escaped(title)}`, ...blocks.map(blockMarkdown)].join("\n\n")}\n`
  ).join("");
}

function blockMarkdown(block: Block): string {
  if (typeof block === "string") return escaped(block);
  return alignedTable([block.header, ...block.rows], block.align);
}
