// The rules of @std/cli for command lines, so that the published package can take the place of this
// one. Those of node:util parseArgs are others: it refuses "--a --b" and what it does not know, or
// reads a = "--b" and gives no flag a value that it does not know. So they are written out: _split.ts
// one argument, _read.ts the walk, _names.ts the options.

import { namesIn } from "./_names.ts";
import type { Names } from "./_names.ts";
import { readArguments } from "./_read.ts";
import type { Aliases, Args, ParseOptions, Values } from "./_types.ts";

export type * from "./_types.ts";

/**
 * Parses a command line into values by name.
 *
 * `--name` and `-n` are flags, `--name=value`, `--name value` and `-n value` give them a value, and
 * `-abc` is three flags. Everything else, and everything after `--`, is an operand and goes to `_`.
 * Values that look like numbers become numbers, unless the name is declared as a string.
 *
 * @typeParam B Names in `boolean`.
 * @typeParam S Names in `string`.
 * @typeParam C Names in `collect`.
 * @typeParam N Names in `negatable`.
 * @typeParam D The defaults.
 * @typeParam A The aliases.
 * @typeParam DD Whether the result has its own `--`.
 * @param args The arguments, usually `Deno.args`.
 * @param options The options.
 * @returns The values of the flags by name, and the operands in `_`.
 *
 * @example
 * ```ts
 * import { parseArgs } from "@std/cli/parse-args";
 *
 * const args = parseArgs(["deit_tiny", "--quiet", "--batch", "1", "--batch=8"], {
 *   boolean: ["quiet"],
 *   string: ["batch"],
 *   collect: ["batch"],
 * });
 * console.log(args); // { _: ["deit_tiny"], quiet: true, batch: ["1", "8"] }
 * ```
 */
export function parseArgs<
  B extends string = never,
  S extends string = never,
  C extends string = never,
  N extends string = never,
  D extends Record<string, unknown> = Record<never, never>,
  const A extends Aliases = Record<never, never>,
  DD extends boolean = false,
>(
  args: readonly string[],
  options: ParseOptions<B, S, C, N, D, A, DD> = {},
): Args<Values<B, S, C, N, D, A>, DD> {
  const names = namesIn(options);
  const end = args.indexOf("--");
  const before = end < 0 ? args : args.slice(0, end);
  const after = end < 0 ? [] : args.slice(end + 1);

  const { values, operands } = readArguments(before, names, options);
  addAbsent(values, names, options.default ?? {});

  const result = options["--"]
    ? { ...Object.fromEntries(values), _: operands, "--": after }
    : { ...Object.fromEntries(values), _: [...operands, ...after] };
  return result as unknown as Args<Values<B, S, C, N, D, A>, DD>;
}

function addAbsent(
  values: Map<string, unknown>,
  names: Names,
  defaults: Record<string, unknown>,
): void {
  const add = (name: string, value: unknown): void => {
    if (!values.has(name)) values.set(name, value);
  };

  for (const [declaredName, value] of Object.entries(defaults)) {
    for (const name of names.withAliases(declaredName)) add(name, value);
  }
  for (const name of names.booleans) add(name, names.collected.has(name) ? [] : false);
  for (const name of names.strings) if (names.collected.has(name)) add(name, []);
}
