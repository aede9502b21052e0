/**
 * Parses command lines.
 *
 * Stand-in for the published `@std/cli` where jsr.io is out of reach: {@linkcode parseArgs} with the
 * options that this project uses, and the published results for them. Those of node:util parseArgs
 * are others: of "--a --b" it refuses a, or reads a = "--b". So the rules are written out.
 *
 * @module
 */

/** Options for {@linkcode parseArgs}. */
export interface ParseOptions {
  /** Another name of a name; both are set together. */
  readonly alias?: Readonly<Record<string, string>>;
  /** Names that are `true` or `false` and take no value; `false` when absent. */
  readonly boolean?: readonly string[];
  /** Names whose values stay text, also where they look like numbers; `_` means the operands. */
  readonly string?: readonly string[];
  /** Names that may be repeated and become arrays; of any other name the last value counts. */
  readonly collect?: readonly string[];
  /**
   * Called for each operand, and with name and value for each flag that is not declared. Those for
   * which it returns `false` are left out of the result.
   */
  readonly unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** The result of {@linkcode parseArgs}: values by name, and the operands in `_`. */
export type Args = Record<string, unknown> & { readonly _: (string | number)[] };

/**
 * Parses a command line into values by name.
 *
 * `--name` and `-n` are flags, `--name=value`, `--name value` and `-n value` give them a value, and
 * `-abc` is three flags. Everything else, and everything after `--`, is an operand and goes to `_`.
 * Values that look like numbers become numbers, unless the name is declared as a string.
 *
 * @param args The arguments, usually `Deno.args`.
 * @param options The options.
 * @returns The values of the flags by name, and the operands in `_`.
 *
 * @example
 * ```ts
 * import { parseArgs } from "@std/cli";
 *
 * const args = parseArgs(["deit_tiny", "--quiet", "--batch", "1", "--batch=8"], {
 *   boolean: ["quiet"],
 *   string: ["batch"],
 *   collect: ["batch"],
 * });
 * console.log(args); // { _: ["deit_tiny"], quiet: true, batch: ["1", "8"] }
 * ```
 */
export function parseArgs(args: readonly string[], options: ParseOptions = {}): Args {
  const { alias = {}, boolean = [], string = [], collect = [], unknown = () => true } = options;
  const aliases = new Map(
    Object.entries(alias).flatMap(([a, b]): [string, string][] => [[a, b], [b, a]]),
  );
  const withAlias = (name: string) => [...new Set([name, aliases.get(name) ?? name])];
  const booleans = new Set(boolean.flatMap(withAlias));
  const strings = new Set(string.flatMap(withAlias));
  const collected = new Set(collect.flatMap(withAlias));
  const known = new Set([...booleans, ...strings, ...collected, ...aliases.keys()]);

  const values: Record<string, unknown> = {};
  const operands: (string | number)[] = [];
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const queue = args.slice(0, end);
  for (let argument = queue.shift(); argument !== undefined; argument = queue.shift()) {
    if (!isFlag(argument)) {
      if (unknown(argument) === false) continue;
      operands.push(strings.has("_") ? argument : numberOrText(argument));
      continue;
    }
    const flags = splitFlags(argument);
    for (const [i, { name, value }] of flags.entries()) {
      const isLast = i === flags.length - 1;
      const given = value ?? (isLast ? takeNext(argument, name) : undefined);
      store(argument, name, given ?? (strings.has(name) ? "" : true));
    }
  }
  for (const name of booleans) values[name] ??= collected.has(name) ? [] : false;
  for (const name of strings) if (collected.has(name)) values[name] ??= [];
  return { ...values, _: [...operands, ...args.slice(end + 1)] };

  /** Takes the next argument as the value of the flag, if it can be one. */
  function takeNext(argument: string, name: string): string | undefined {
    const [next] = queue;
    if (next === undefined || !canBeValue(argument, name, next)) return undefined;
    return queue.shift();
  }

  function canBeValue(argument: string, name: string, next: string): boolean {
    if (booleans.has(name)) return next === "true" || next === "false";
    return isLong(argument) ? !next.startsWith("-") : !isFlag(next);
  }

  function store(argument: string, flag: string, value: string | true): void {
    if (!known.has(flag) && unknown(argument, flag, value) === false) return;
    const typed = typedValue(flag, value);
    for (const name of withAlias(flag)) {
      const earlier = values[name];
      const list = Array.isArray(earlier) ? earlier : [];
      values[name] = collected.has(name) ? [...list, typed] : typed;
    }
  }

  function typedValue(name: string, value: string | true): string | number | boolean {
    if (value === true || strings.has(name)) return value;
    return booleans.has(name) ? value !== "false" : numberOrText(value);
  }
}

/** A flag as it is written, with the value attached to it, if there is one. */
interface Flag {
  readonly name: string;
  readonly value?: string;
}

/** Whether the argument holds flags; "-" alone is an operand, usually standard input or output. */
function isFlag(argument: string): boolean {
  return argument.startsWith("-") && argument.length > 1;
}

/** Whether the argument is one long flag, not a group of letters. */
function isLong(argument: string): boolean {
  return argument.startsWith("--");
}

/** "--out=x" => out=x; "-vn5" => v, n=5 */
function splitFlags(argument: string): readonly Flag[] {
  if (!isLong(argument)) return letterFlags(argument.slice(1));
  const equals = argument.indexOf("=", 3);
  if (equals < 0) return [{ name: argument.slice(2) }];
  return [{ name: argument.slice(2, equals), value: argument.slice(equals + 1) }];
}

function letterFlags(text: string): readonly Flag[] {
  const letters = Array.from(text);
  const flags: Flag[] = [];
  for (const [i, name] of letters.entries()) {
    const rest = letters.slice(i + 1).join("");
    if (isValue(name, rest)) return [...flags, { name, value: rest.replace(/^=/, "") }];
    flags.push({ name });
  }
  return flags;
}

/**
 * What follows a letter is its value if it begins with a sign ("-o=x", "-I/usr", "-n-1") or ends in
 * a digit ("-n5"); "-123" however is three flags.
 */
function isValue(name: string, rest: string): boolean {
  return /^[^\p{L}\p{N}_]/u.test(rest) || (/^[a-z]$/i.test(name) && /\d$/.test(rest));
}

function numberOrText(text: string): string | number {
  const isNumber = text.trim() !== "" && Number.isFinite(Number(text));
  return isNumber ? Number(text) : text;
}
