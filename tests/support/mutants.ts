// Files of records as chance, an editor or an enemy leaves them: a few changes to a sound file, the
// same for the same seed.

import { seededRandom, shuffled } from "../../bench/samples/random.ts";

/** Names and texts that are special somewhere: in JavaScript, a terminal, a CI log, a page, a path. */
const HOSTILE_TEXTS = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "length",
  "",
  " ",
  "\n",
  "\r\n",
  "\t",
  "\0",
  "\x1b[31m",
  "\u202e",
  "\ufeff",
  "\ud800",
  "€",
  "👩‍🔬",
  "::error::x",
  "| a |",
  "`",
  "```",
  "**",
  "<script>",
  "&amp;",
  '"',
  "\\",
  "=1+1",
  "@a",
  "../../x",
  "/",
  "-1",
  "1e999",
  "0x10",
  "224x0",
  "224x224x224",
  "9".repeat(400),
  "x".repeat(5000),
] as const;

const HOSTILE_NUMBERS = [
  0,
  -0,
  -1,
  1,
  2,
  0.5,
  1.5,
  -744,
  1e6,
  1e7,
  1e21,
  1e100,
  1e300,
  1.7e308,
  -1.7e308,
  5e-324,
  1e-300,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 64,
] as const;

/** What JSON has besides, as it stands in a file; some of it is no JSON. */
const HOSTILE_JSON = [
  "null",
  "true",
  "{}",
  "[]",
  "[[]]",
  '{"a":1}',
  "1e999",
  "-1e999",
  "00",
  "'x'",
  "nul",
  `${"[".repeat(2000)}${"]".repeat(2000)}`,
  `[${"1,".repeat(2000)}1]`,
  `[${'"x",'.repeat(2000)}"x"]`,
  `{${Array.from({ length: 500 }, (_, i) => `"n${i}":${i}`).join()}}`,
  '{"__proto__":1,"constructor":2}',
] as const;

/** Draws from a source of numbers. */
interface Draw {
  readonly below: (count: number) => number;
  readonly oneOf: <Item>(items: readonly Item[]) => Item;
}

/** A change to the lines of a file. */
type Change = (lines: readonly string[], draw: Draw) => readonly string[];

/** A change to one line. */
function onLine(change: (line: string, draw: Draw) => string): Change {
  return (lines, draw) => {
    if (lines.length === 0) return lines;
    const index = draw.below(lines.length);
    return lines.with(index, change(lines[index] ?? "", draw));
  };
}

/** A piece of JSON in a line: a value, a key, a number, a text. */
function pieceOf(line: string, pattern: RegExp, draw: Draw) {
  const found = [...line.matchAll(pattern)];
  return found.length === 0 ? undefined : draw.oneOf(found);
}

/** Puts something else in the place of a piece. */
function replaced(line: string, pattern: RegExp, make: (draw: Draw) => string, draw: Draw): string {
  const piece = pieceOf(line, pattern, draw);
  if (piece === undefined) return line;
  return line.slice(0, piece.index) + make(draw) + line.slice(piece.index + piece[0].length);
}

const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?(?=[,}\]])/g;
const TEXT = /"(?:[^"\\]|\\.)*"(?=[,}\]])/g;
const KEY = /"(?:[^"\\]|\\.)*"(?=:)/g;
const FIELD = /"(?:[^"\\]|\\.)*":(?:"(?:[^"\\]|\\.)*"|[\d.e+-]+|null|true|false),?/g;
const LIST = /\[[^[\]{}]*\]/g;
const TABLE = /\{[^[\]{}]*\}/g;

const hostileText = (draw: Draw) => JSON.stringify(draw.oneOf(HOSTILE_TEXTS));
const hostileValue = (draw: Draw) =>
  draw.oneOf([
    hostileText,
    () => JSON.stringify(draw.oneOf(HOSTILE_NUMBERS)),
    () => draw.oneOf(HOSTILE_JSON),
  ])(draw);

/** All changes; those of JSON more often than those of bytes, since they get further. */
const CHANGES: Readonly<{ [name: string]: Change }> = {
  number: onLine((line, draw) =>
    replaced(line, NUMBER, () => JSON.stringify(draw.oneOf(HOSTILE_NUMBERS)), draw)
  ),
  allNumbers: onLine((line, draw) => {
    const number = JSON.stringify(draw.oneOf(HOSTILE_NUMBERS));
    return line.replaceAll(NUMBER, number);
  }),
  listOfNumbers: onLine((line, draw) =>
    replaced(line, LIST, () => `[${JSON.stringify(draw.oneOf(HOSTILE_NUMBERS))}]`, draw)
  ),
  text: onLine((line, draw) => replaced(line, TEXT, hostileText, draw)),
  key: onLine((line, draw) => replaced(line, KEY, hostileText, draw)),
  value: onLine((line, draw) => replaced(line, draw.oneOf([NUMBER, TEXT]), hostileValue, draw)),
  list: onLine((line, draw) => replaced(line, LIST, hostileValue, draw)),
  table: onLine((line, draw) => replaced(line, TABLE, hostileValue, draw)),
  noField: onLine((line, draw) => replaced(line, FIELD, () => "", draw)),
  // The same name everywhere, so that the records still belong together.
  rename(lines, draw) {
    const names = lines.flatMap((line) =>
      line.match(/"(?:model|runId|machine|size)":("[^"]*")/)?.[1] ?? []
    );
    if (names.length === 0) return lines;
    const [from, to] = [draw.oneOf(names), hostileText(draw)];
    return lines.map((line) => line.replaceAll(from, () => to));
  },
  otherLine: onLine((line, draw) => replaced(line, KEY, () => '"kind"', draw)),
  drop: (lines, draw) => lines.toSpliced(draw.below(lines.length), 1 + draw.below(3)),
  repeat: (lines, draw) => [...lines, ...lines.slice(draw.below(lines.length))],
  shuffle: (lines, draw) => shuffled(lines, () => draw.below(1e6) / 1e6),
  cut: onLine((line, draw) => line.slice(0, draw.below(line.length + 1))),
  cutAll: (lines, draw) => {
    const text = lines.join("\n");
    return text.slice(0, draw.below(text.length + 1)).split("\n");
  },
  join: (lines, draw) => {
    const index = draw.below(lines.length);
    return lines.toSpliced(index, 2, lines.slice(index, index + 2).join(""));
  },
  letter: onLine((line, draw) => {
    const index = draw.below(line.length + 1);
    const letter = String.fromCharCode(draw.below(4) === 0 ? draw.below(0x10000) : draw.below(128));
    return line.slice(0, index) + letter + line.slice(index + draw.below(2));
  }),
  insert: onLine((line, draw) => {
    const index = draw.below(line.length + 1);
    return line.slice(0, index) + draw.oneOf(HOSTILE_TEXTS) + line.slice(index);
  }),
};

const MOST_CHANGES = 4;

/** A mutant, and which changes made it. */
export interface Mutant {
  readonly text: string;
  readonly changes: readonly string[];
}

/** The mutant of a seed. */
export function mutantOf(lines: readonly string[], seed: number): Mutant {
  const random = seededRandom(seed, "mutants");
  const below = (count: number) => Math.floor(random() * count);
  const draw: Draw = {
    below,
    oneOf: (items) => items[below(items.length)] as (typeof items)[number],
  };
  const names = Array.from(
    { length: 1 + below(MOST_CHANGES) },
    () => draw.oneOf(Object.keys(CHANGES)),
  );
  const changed = names.reduce((now, name) => CHANGES[name]?.(now, draw) ?? now, lines);
  return { text: changed.join("\n") + (below(4) === 0 ? "" : "\n"), changes: names };
}
