// The difference of two values, line by line: "-" the actual value, "+" the expected one.

import { diff, inspect } from "node:util";

/** Lines around a difference that are shown for orientation. */
const CONTEXT_LINES = 3;
/** Longest stretch, in lines, that is compared line by line; that comparison takes square time. */
const LONGEST_COMPARED_LINES = 400;
/** Lines shown of a stretch that is longer than that. */
const SHOWN_LINES = 10;

/** Shows where two values differ. */
export function describeDifference(actual: unknown, expected: unknown): string {
  const areTexts = typeof actual === "string" && typeof expected === "string";
  const [a, b] = areTexts && (actual + expected).includes("\n")
    ? [actual.split("\n"), expected.split("\n")]
    : [linesOf(actual), linesOf(expected)];
  const head = commonLength(a, b);
  const tail = commonLength(a.slice(head).reverse(), b.slice(head).reverse());
  if (head === a.length && head === b.length) {
    return "Both print alike and differ in class, identity or hidden state:\n  " + a.join("\n  ");
  }

  const before = mark(" ", a.slice(0, head));
  const changed = compare(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const after = mark(" ", a.slice(a.length - tail));
  return [
    "- actual",
    "+ expected",
    "",
    ...(before.length > CONTEXT_LINES ? ["  ..."] : []),
    ...before.slice(-CONTEXT_LINES),
    ...changed,
    ...after.slice(0, CONTEXT_LINES),
    ...(after.length > CONTEXT_LINES ? ["  ..."] : []),
  ].join("\n");
}

/** One line for each element. */
function linesOf(value: unknown): string[] {
  const text = inspect(value, {
    breakLength: 100,
    compact: false,
    depth: Infinity,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
    sorted: true,
  });
  return text.split("\n");
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const end = a.findIndex((line, i) => line !== b[i]);
  return end < 0 ? a.length : end;
}

function compare(a: readonly string[], b: readonly string[]): string[] {
  if (a.length + b.length > LONGEST_COMPARED_LINES) {
    return [...mark("-", shorten(a)), ...mark("+", shorten(b))];
  }
  return diff(a, b).map(([side, line]) => `${side === 0 ? " " : side > 0 ? "-" : "+"} ${line}`);
}

function shorten(lines: readonly string[]): readonly string[] {
  if (lines.length <= SHOWN_LINES) return lines;
  return [...lines.slice(0, SHOWN_LINES), `... ${lines.length - SHOWN_LINES} more lines`];
}

function mark(sign: string, lines: readonly string[]): string[] {
  return lines.map((line) => `${sign} ${line}`);
}
