// The tables of an HTML page, as far as cells of text need it: rows, cells, spans, entities. Nothing of
// the page is run, fetched or nested: of a table in a cell, the inner one is read.

import { type Grid, TABLE_LIMITS } from "./table_limits.ts";

/** Cells of more spans than these are cut. */
const MOST_SPAN = 64;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", " "],
  ["times", "×"],
  ["minus", "-"],
  ["ndash", "–"],
  ["mdash", "—"],
  ["plusmn", "±"],
  ["dagger", "†"],
  ["Dagger", "‡"],
  ["ast", "*"],
  ["sup2", "²"],
]);

/** Every table, in order. */
export function htmlTables(text: string): readonly Grid[] {
  const lineOf = lineCounter(text);
  return blocksOf(text, "table").map(({ inner, offset }) =>
    withSpans(
      blocksOf(inner, "tr").slice(0, TABLE_LIMITS.rows + 1).map((row) => ({
        line: lineOf(offset + row.offset),
        cells: blocksOf(row.inner, "t[dh]").slice(0, TABLE_LIMITS.columns + 1),
      })),
    )
  );
}

/** What stands between a tag and the next end of it, or the next tag of it where that is left out. */
interface Block {
  readonly inner: string;
  readonly attributes: string;
  readonly offset: number;
}

function blocksOf(text: string, tag: string): readonly Block[] {
  const starts = [...text.matchAll(new RegExp(`<${tag}(\\s[^<>]*)?>`, "gi"))];
  return starts.map((start, i) => {
    const from = start.index + start[0].length;
    const next = starts[i + 1]?.index ?? text.length;
    const rest = text.slice(from, next);
    const end = rest.search(new RegExp(`</${tag}\\s*>`, "i"));
    const inner = end === -1 ? rest : rest.slice(0, end);
    return { inner, attributes: start[1] ?? "", offset: from };
  });
}

/** The line of an offset; offsets come in order, so that the text is walked once. */
function lineCounter(text: string): (offset: number) => number {
  let [line, from] = [1, 0];
  return (offset) => {
    for (let end = text.indexOf("\n", from); end !== -1 && end < offset;) {
      line++;
      from = end + 1;
      end = text.indexOf("\n", from);
    }
    return line;
  };
}

/** A cell over several columns or rows stands in each of them. */
function withSpans(
  rows: readonly { readonly line: number; readonly cells: readonly Block[] }[],
): Grid {
  const hanging = new Map<number, { readonly text: string; readonly left: number }>();
  return rows.map(({ line, cells }) => {
    const texts: string[] = [];
    const takeHanging = () => {
      for (let held = hanging.get(texts.length); held !== undefined;) {
        if (held.left > 1) hanging.set(texts.length, { text: held.text, left: held.left - 1 });
        else hanging.delete(texts.length);
        texts.push(held.text);
        held = hanging.get(texts.length);
      }
    };
    for (const { inner, attributes } of cells) {
      takeHanging();
      const text = plainText(inner);
      const down = spanOf(attributes, "rowspan");
      const across = Math.min(
        spanOf(attributes, "colspan"),
        TABLE_LIMITS.columns + 1 - texts.length,
      );
      for (let column = 0; column < across; column++) {
        if (down > 1) hanging.set(texts.length, { text, left: down - 1 });
        texts.push(text);
      }
    }
    takeHanging();
    return { line, cells: texts };
  });
}

function spanOf(attributes: string, name: string): number {
  const span = new RegExp(`\\b${name}\\s*=\\s*["']?(\\d{1,4})`, "i").exec(attributes)?.[1];
  return Math.min(Math.max(Number(span ?? 1), 1), MOST_SPAN);
}

function plainText(html: string): string {
  return html
    .replaceAll(/<[^<>]*>/g, " ")
    .replaceAll(
      /&(#x[\da-f]{1,6}|#\d{1,7}|\w{2,8});/gi,
      (whole, name: string) => entity(name) ?? whole,
    )
    .replaceAll(/\s+/g, " ")
    .trim();
}

function entity(name: string): string | undefined {
  if (!name.startsWith("#")) return ENTITIES.get(name);
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0x10ffff ? undefined : String.fromCodePoint(code);
}
