// Text and tables in Markdown (GitHub flavour), aligned so that they read as plain text too.

import { markdownTable } from "markdown-table";
import { textColumns } from "./text_columns.ts";
import { visibleLine } from "./visible_text.ts";

/**
 * A Markdown table of plain text; the first row is the header. Widths are taken after escaping, in
 * columns of a terminal: a wide character has two, a combining one none.
 */
export function alignedTable(
  rows: readonly (readonly string[])[],
  align: readonly ("left" | "right")[],
): string {
  return markdownTable(rows.map((row) => row.map(escaped)), {
    align,
    stringLength: textColumns,
  });
}

/** Punctuation and symbols, as CommonMark has them. */
const PUNCTUATION = /[\p{P}\p{S}]/u;

/** What GitHub's Markdown would not show as it is, or would make a link of or call somebody by. */
const SPECIAL = /[\\|`<[]|([*_~])\1*|&(?=#?\w+;)|(?:https?|ftp):(?=\/\/)|www(?=\.)|@(?=[\w.-])/gi;

/** What makes a block, a rule or a heading of a paragraph that begins with it. */
const BLOCK_START = /^ ?(?:(?:-+|=+|\*+|_+|\+|#{1,6}|~{3,}|\d{1,9}(?=[.)]))(?=[.)]?(?:\s|$))|>)/;

/**
 * Text that Markdown shows as it is, on one line: no markup, no link, no mention of anybody. Stars
 * and underscores are escaped only where they could open emphasis, so that `DS-Net-T*` reads well
 * as plain text too.
 */
export function escaped(text: string): string {
  const line = visibleLine(text).replaceAll("\t", " ").replace(/^ +/, " ");
  const inline = line.replaceAll(SPECIAL, (match, run: string | undefined, offset: number) => {
    if (run !== undefined) return opensEmphasis(line, offset, match) ? escapedEach(match) : match;
    // Nothing visible keeps an address apart, and GitHub looks for mentions after it has unescaped.
    if (match === "@") return "@&#8203;";
    return /^\w/.test(match) ? escapedEnd(match) : `\\${match}`;
  });
  return inline.replace(
    BLOCK_START,
    (start) => /\d$/.test(start) ? `${start}\\` : start.replace(/\S/, "\\$&"),
  );
}

/** `**` -> `\*\*` */
function escapedEach(run: string): string {
  return run.replaceAll(/./g, "\\$&");
}

/** `https:` -> `https\:`, `www` before its dot -> `www\` */
function escapedEnd(address: string): string {
  return address.endsWith(":") ? `${address.slice(0, -1)}\\:` : `${address}\\`;
}

/** Whether a run of `*`, `_` or `~` can open emphasis: CommonMark, "left-flanking delimiter run". */
function opensEmphasis(line: string, offset: number, run: string): boolean {
  const before = line.slice(0, offset).at(-1) ?? " ";
  const after = line.at(offset + run.length) ?? " ";
  const isOpenBefore = /\s/.test(before) || PUNCTUATION.test(before);
  const isLeftFlanking = /\S/.test(after) && (!PUNCTUATION.test(after) || isOpenBefore);
  // Underscores inside a word stand for themselves.
  return isLeftFlanking && (!run.startsWith("_") || isOpenBefore);
}
