/**
 * Parses command lines.
 *
 * Stand-in for the published `@std/cli` where jsr.io is out of reach: {@linkcode parseArgs} with the
 * options that this project uses, over minimist, whose rules the published one has.
 *
 * @module
 */

// @ts-types="@types/minimist"
import minimist from "minimist";

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
 * Parses a command line into values by name: `--name value`, `--name=value`, `-n value`, `-abc`.
 * Everything else, and everything after `--`, is an operand.
 *
 * @param args The arguments, usually `Deno.args`.
 * @param options The options.
 * @returns The values of the flags by name, and the operands in `_`.
 */
export function parseArgs(args: readonly string[], options: ParseOptions = {}): Args {
  const { alias = {}, boolean = [], string = [], collect = [], unknown } = options;
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const parsed = minimist(args.slice(0, end), {
    alias,
    boolean: [...boolean],
    string: [...string],
    ...(unknown && { unknown }),
  });
  const entries = Object.entries(parsed).map(([name, value]) => [
    name,
    collect.includes(name) ? [value].flat() : [value].flat().at(-1),
  ]);
  const absent = collect.filter((name) => parsed[name] === undefined).map((name) => [name, []]);
  return {
    ...Object.fromEntries([...entries, ...absent]),
    _: [...parsed._, ...args.slice(end + 1)],
  };
}
