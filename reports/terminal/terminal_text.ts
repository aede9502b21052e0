// Our Markdown as a terminal shows it: tables that fit, paragraphs that wrap, no markup. Whatever
// commands print to people is Markdown first (markdown.ts), so this is the one place that knows
// terminals; files, pipes and --wide have the Markdown as it is.

import type { TextTable } from "../text/text_table.ts";
import { wrappedLines } from "../text/wrapped_lines.ts";
import { fittedTable } from "./terminal_layout.ts";

/** Lines longer than this are hard to read, however wide the terminal is. */
const WIDEST_PARAGRAPH = 100;
/** Not a column less than can be laid out. */
const NARROWEST = 20;

/** The text in lines of at most `width` columns. */
export function terminalText(markdown: string, width: number): string {
  const columns = Math.max(width, NARROWEST);
  const lines: string[] = [];
  const tableLines: string[] = [];
  const endTable = () => {
    if (tableLines.length === 0) return;
    const { lines: fitted, leftOut } = fittedTable(parsedTable(tableLines), columns);
    lines.push(...fitted, ...leftOutLines(leftOut, columns));
    tableLines.length = 0;
  };
  for (const line of markdown.split("\n")) {
    if (line.startsWith("|")) {
      tableLines.push(line);
      continue;
    }
    endTable();
    lines.push(...textLines(line, Math.min(columns, WIDEST_PARAGRAPH)));
  }
  endTable();
  return lines.join("\n");
}

/** What does not fit is named, with where it is. */
function leftOutLines(headers: readonly string[], width: number): readonly string[] {
  if (headers.length === 0) return [];
  return ["", ...wrappedLines(leftOutText(headers), Math.min(width, WIDEST_PARAGRAPH))];
}

/** Says which columns the terminal is too narrow for. */
export function leftOutText(headers: readonly string[]): string {
  return `Too wide for this terminal: ${headers.join(", ")} (--wide shows all).`;
}

function textLines(line: string, width: number): readonly string[] {
  const [, marker = "", rest = ""] = /^(#+ |- )?(.*)$/.exec(line) ?? [];
  const text = unescaped(rest);
  if (marker !== "- ") return wrappedLines(text, width);
  return wrappedLines(text, width - marker.length)
    .map((each, index) => (index === 0 ? marker : "  ") + each);
}

function parsedTable([head = "", rule = "", ...body]: readonly string[]): TextTable {
  return {
    header: cellsOf(head),
    align: cellsOf(rule).map((cell) => cell.endsWith(":") ? "right" : "left"),
    rows: body.map(cellsOf),
  };
}

/** `| a | b\|c |` -> `["a", "b|c"]` */
function cellsOf(line: string): readonly string[] {
  const cells = line.match(/(?:\\.|[^\\|])+/g) ?? [];
  return cells.map((cell) => unescaped(cell.trim()));
}

/** What a reader of rendered Markdown would see. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([\p{P}\p{S}])|<(https:[^\s<>]+)>|&#8203;/gu, "$1$2");
}
