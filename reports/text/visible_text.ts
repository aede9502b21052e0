// Text as a terminal or the log of a CI system may have it. Names of models and machines, plans and
// command lines come from files and environments of others: what would move the cursor, turn the
// reading direction or give a CI system an order is shown instead of obeyed.
//
// GitHub takes a line for a command if `::` begins it, white space before it or not, and, as Azure
// Pipelines and TeamCity do, if `##[`, `##vso[`, `##teamcity[` are anywhere in it.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
// https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands

/** Where Unicode has the pictures of U+0000 to U+001F; that of U+007F is U+2421. */
const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = "\u2421";

/** Controls but tab and line feed, marks of direction, and line ends that only Unicode knows. */
const UNSEEN = /\r(?!\n)|[[\p{Cc}\p{Bidi_C}\u2028\u2029]--[\t\n\r]]/gv;
const COMMAND_AT_LINE_START = /^([^\S\n]*):(?=:)/gm;
const COMMAND_ANYWHERE = /##(?=\w*\[)/g;

/**
 * Lines of text; CRLF and tabs stay as they are. `ESC` -> `␛`, `::error::` at the start of a line ->
 * `: :error::`, `##[error]` -> `## [error]`.
 */
export function visibleText(text: string): string {
  return text
    .replaceAll(UNSEEN, pictureOf)
    .replaceAll(COMMAND_AT_LINE_START, "$1: ")
    .replaceAll(COMMAND_ANYWHERE, "## ");
}

/** One line: as {@linkcode visibleText}, and what would end it becomes a space. */
export function visibleLine(text: string): string {
  return visibleText(text.replaceAll(/(?:\r?\n|[\r\u2028\u2029])+/g, " "));
}

/** U+0001 -> U+2401; what has no picture becomes the replacement character. */
export function pictureOf(unseen: string): string {
  const code = unseen.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
  return code === DELETE ? DELETE_PICTURE : "\ufffd";
}
