// The part of YAML that our example files are written in: mappings, sequences, plain and quoted
// scalars, flow sequences of JSON, `|` blocks (without inner indentation) and comment lines.
// Everything else is refused, so that nothing is read otherwise than a real reader would.

/** A value of such a file. */
export type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml };

interface Line {
  readonly indent: number;
  readonly text: string;
}

/**
 * Reads a file.
 *
 * @throws {SyntaxError} If it is written in more than this part of YAML.
 */
export function parseYamlSubset(text: string): Yaml {
  const lines = text.split("\n")
    .map((line) => ({ indent: line.search(/\S|$/), text: line.trim() }))
    .filter(({ text }) => text !== "" && !text.startsWith("#"));
  const [value, rest] = node(lines, 0);
  if (rest.length > 0) throw refusal(rest[0] as Line);
  return value;
}

/** The value of the lines from this indent on, and the lines behind it. */
function node(lines: readonly Line[], indent: number): readonly [Yaml, readonly Line[]] {
  return lines[0]?.text.startsWith("- ") ? sequence(lines, indent) : mapping(lines, indent);
}

function sequence(lines: readonly Line[], indent: number): readonly [Yaml, readonly Line[]] {
  const items: Yaml[] = [];
  let rest = lines;
  while (rest[0]?.indent === indent && rest[0].text.startsWith("- ")) {
    // `- key: value` is a mapping that begins two columns further right.
    const first = { indent: indent + 2, text: rest[0].text.slice(2).trim() };
    const [item, behind] = isEntry(first)
      ? mapping([first, ...rest.slice(1)], indent + 2)
      : [scalar(first), rest.slice(1)] as const;
    items.push(item);
    rest = behind;
  }
  return [items, rest];
}

function mapping(lines: readonly Line[], indent: number): readonly [Yaml, readonly Line[]] {
  const entries: [string, Yaml][] = [];
  let rest = lines;
  while (rest[0]?.indent === indent && isEntry(rest[0])) {
    const [, key = "", value = ""] = /^([\w.\/-]+):(?: (.*))?$/.exec(rest[0].text) ?? [];
    const [line, ...below] = rest as readonly [Line, ...Line[]];
    if (value === "|") {
      const block = below.slice(0, endOfBlock(below, indent));
      entries.push([key, block.map(({ text }) => text).join("\n")]);
      rest = below.slice(block.length);
    } else if (value === "") {
      const [child, behind] = node(below, below[0]?.indent ?? indent);
      entries.push([key, child]);
      rest = behind;
    } else {
      entries.push([key, scalar({ ...line, text: value })]);
      rest = below;
    }
  }
  if (entries.length === 0) throw refusal(lines[0] ?? { indent, text: "" });
  return [Object.fromEntries(entries), rest];
}

function isEntry({ text }: Line): boolean {
  return /^[\w.\/-]+:( |$)/.test(text);
}

function endOfBlock(lines: readonly Line[], indent: number): number {
  const end = lines.findIndex((line) => line.indent <= indent);
  return end === -1 ? lines.length : end;
}

function scalar(line: Line): Yaml {
  const { text } = line;
  if (/^["[]/.test(text)) return JSON.parse(text);
  if (/^-?\d+$/.test(text)) return Number(text);
  if (text === "true" || text === "false") return text === "true";
  if (/^[&*!|>{%@`'#?]|: | #/.test(text)) throw refusal(line);
  return text;
}

function refusal({ text }: Line): SyntaxError {
  return new SyntaxError(`Cannot read "${text}" as this reader knows a part of YAML only`);
}
