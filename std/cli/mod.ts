/**
 * Parses command lines.
 *
 * Stand-in for the published `@std/cli` where jsr.io is out of reach: {@linkcode parseArgs} with the
 * options that this project uses. It stands over no library, as those with these rules are CommonJS,
 * which takes half of the start of a command to load.
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
  /** Called for each operand and each flag that is not declared; `false` leaves it out. */
  readonly unknown?: (argument: string) => boolean;
}

/** The result of {@linkcode parseArgs}: values by name, and the operands in `_`. */
export type Args = Record<string, unknown> & { readonly _: (string | number)[] };

/**
 * Parses a command line into values by name: `--name value`, `--name=value`, `--no-name`, `-n value`,
 * `-abc`. Everything else, and everything after `--`, is an operand.
 *
 * @param args The arguments, usually `Deno.args`.
 * @param options The options.
 * @returns The values of the flags by name, and the operands in `_`.
 */
export function parseArgs(args: readonly string[], options: ParseOptions = {}): Args {
  const { alias = {}, boolean = [], string = [], collect = [], unknown } = options;
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const namesOf = (name: string) => [
    ...new Set([name, ...Object.entries(alias).filter((pair) => pair.includes(name)).flat()]),
  ];
  const isIn = (names: readonly string[], name: string) =>
    namesOf(name).some((own) => names.includes(own));
  const isKept = (argument: string) => unknown === undefined || unknown(argument);
  const values = new Map<string, unknown[]>();
  const operands: (string | number)[] = [];

  function set(name: string, value: string | boolean, argument: string): void {
    const names = namesOf(name);
    const isDeclared = names.length > 1 || isIn([...boolean, ...string], name);
    if (!isDeclared && !isKept(argument)) return;
    const read = isIn(string, name) ? value : numberOr(value);
    for (const own of names) values.set(own, [...values.get(own) ?? [], read]);
  }

  for (let place = 0; place < end; place++) {
    const argument = args[place] as string;
    const flags = flagsOf(argument);
    if (flags.length === 0) {
      if (isKept(argument)) operands.push(string.includes("_") ? argument : numberOr(argument));
      continue;
    }
    for (const [i, { name, value }] of flags.entries()) {
      const next = i === flags.length - 1 && place + 1 < end ? args[place + 1] : undefined;
      const isBoolean = isIn(boolean, name);
      if (value !== undefined) {
        set(name, isBoolean ? value !== false && value !== "false" : value, argument);
      } else if (next !== undefined && (isBoolean ? TRUTH.test(next) : !FLAG.test(next))) {
        set(name, isBoolean ? next === "true" : next, argument);
        place++;
      } else {
        set(name, isIn(string, name) ? "" : true, argument);
      }
    }
  }

  for (const name of boolean.flatMap(namesOf)) {
    if (!values.has(name)) values.set(name, [false]);
  }
  const entries = [...values].map(([name, all]) => [
    name,
    collect.includes(name) ? all : all.at(-1),
  ]);
  const absent = collect.filter((name) => !values.has(name)).map((name) => [name, []]);
  return {
    ...Object.fromEntries([...entries, ...absent]),
    _: [...operands, ...args.slice(end + 1)],
  };
}

/** A flag of an argument; without a value, it may take the next argument. */
interface Flag {
  readonly name: string;
  readonly value?: string | boolean;
}

const FLAG = /^--?[^-]/;
const TRUTH = /^(?:true|false)$/;
const NUMBER = /^(?:0x[\da-f]+|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)$/i;

function numberOr<Value extends string | boolean>(value: Value): Value | number {
  return typeof value === "string" && NUMBER.test(value) ? Number(value) : value;
}

/** The flags of an argument; none: it is an operand. */
function flagsOf(argument: string): readonly Flag[] {
  const [, name = "", value] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
  if (value !== undefined) return [{ name, value }];
  if (name.startsWith("no-") && name.length > 3) return [{ name: name.slice(3), value: false }];
  if (name !== "") return [{ name }];
  return /^-[^-]/.test(argument) ? lettersOf(argument.slice(1)) : [];
}

/** `vn5` -> v and n with 5, `I/usr` -> I with /usr, `n=5` -> n with 5. */
function lettersOf(group: string): readonly Flag[] {
  const [name = "", ...others] = group;
  const rest = others.join("");
  if (rest === "") return [{ name }];
  if (rest.startsWith("=")) return [{ name, value: rest.slice(1) }];
  if (/^(?:-?\d|\W)/.test(rest)) return [{ name, value: rest }];
  return [{ name }, ...lettersOf(rest)];
}
