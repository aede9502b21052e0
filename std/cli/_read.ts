// Walks along a command line: each flag finds its value, the rest are operands.

import type { Names } from "./_names.ts";
import { isFlag, isLong, splitFlags } from "./_split.ts";
import type { ParseOptions } from "./_types.ts";

/** What a command line says: the values of its flags by name, and its operands in order. */
export interface Reading {
  readonly values: Map<string, unknown>;
  readonly operands: (string | number)[];
}

/** Reads the arguments before "--". */
export function readArguments(
  args: readonly string[],
  names: Names,
  options: ParseOptions,
): Reading {
  const { stopEarly = false, unknown = () => true } = options;
  const areLongFlagsBoolean = options.boolean === true;
  const values = new Map<string, unknown>();
  const operands: (string | number)[] = [];
  const queue = [...args];

  for (let argument = queue.shift(); argument !== undefined; argument = queue.shift()) {
    if (!isFlag(argument)) {
      const isAccepted = unknown(argument) !== false;
      if (isAccepted) operands.push(names.strings.has("_") ? argument : numberOrText(argument));
      if (stopEarly) operands.push(...queue.splice(0));
      continue;
    }

    const negatedName = nameNegatedBy(argument, names);
    if (negatedName !== undefined) {
      if (!isAccepted(argument, negatedName, false)) continue;
      for (const name of names.withAliases(negatedName)) values.set(name, false);
      continue;
    }

    const flags = splitFlags(argument);
    for (const [i, flag] of flags.entries()) {
      const isLast = i === flags.length - 1;
      const value = flag.value ?? (isLast ? takeNext(argument, flag.name) : undefined);
      store(argument, flag.name, value ?? (names.strings.has(flag.name) ? "" : true));
    }
  }
  return { values, operands };

  /** Takes the next argument as the value of the flag, if it can be one. */
  function takeNext(argument: string, name: string): string | boolean | undefined {
    const [next] = queue;
    if (next === undefined) return undefined;

    if (names.booleans.has(name) || (areLongFlagsBoolean && isLong(argument))) {
      if (next !== "true" && next !== "false") return undefined;
      return queue.shift() === "true";
    }
    const isFree = isLong(argument) ? !next.startsWith("-") : !isFlag(next);
    return isFree ? queue.shift() : undefined;
  }

  function store(argument: string, flagName: string, value: string | boolean): void {
    if (!isAccepted(argument, flagName, value)) return;

    const typed = typeof value === "string" ? typedValue(flagName, value, names) : value;
    for (const name of names.withAliases(flagName)) {
      const earlier = values.get(name);
      const list = Array.isArray(earlier) ? earlier : [];
      values.set(name, names.collected.has(name) ? [...list, typed] : typed);
    }
  }

  function isAccepted(argument: string, name: string, value: string | boolean): boolean {
    const isPlainLong = isLong(argument) && !argument.includes("=");
    if (names.known.has(name) || (areLongFlagsBoolean && isPlainLong)) return true;
    return unknown(argument, name, value) !== false;
  }
}

/** "--no-color" => color, where that may be negated */
function nameNegatedBy(argument: string, names: Names): string | undefined {
  if (!argument.startsWith("--no-")) return undefined;
  const name = argument.slice("--no-".length);
  return names.negatable.has(name) ? name : undefined;
}

function typedValue(name: string, text: string, names: Names): string | number | boolean {
  if (names.booleans.has(name)) return text !== "false";
  return names.strings.has(name) ? text : numberOrText(text);
}

function numberOrText(text: string): string | number {
  const isNumber = text.trim() !== "" && Number.isFinite(Number(text));
  return isNumber ? Number(text) : text;
}
