// What a command is: its options as a table, from which parsing, checks and --help follow.

import { parseArgs } from "@std/cli";
import { nearestNames } from "../../models/nearest_names.ts";
import { wrappedLines } from "../../reports/text/wrapped_lines.ts";
import type { ExitCode } from "./exit_code.ts";
import { UsageError } from "./usage_error.ts";

/** One option of a command. */
export interface OptionSpec {
  readonly name: string;
  /** What the value stands for in the help, e.g. `DIR`; absent: the option is a switch. */
  readonly value?: string;
  /** It may be given more than once; its values are {@linkcode Arguments.texts}. */
  readonly repeats?: true;
  /** One sentence, default included. */
  readonly help: string;
}

/** The arguments of a call, sorted out. */
export interface Arguments {
  /** Models or files. */
  readonly positional: readonly string[];
  /** The value of an option, if it was given. */
  readonly text: (name: string) => string | undefined;
  /** The values of an option that repeats, in order. */
  readonly texts: (name: string) => readonly string[];
  /** Whether a switch was given. */
  readonly has: (name: string) => boolean;
  /** Whether an option was given, of whatever kind. */
  readonly isGiven: (name: string) => boolean;
}

/** A command of `deno task`. */
export interface Command {
  readonly name: string;
  /** As the usage line shows them, e.g. `[MODEL…]`; what MODEL may be is said by itself. */
  readonly positional: string;
  /** One sentence. */
  readonly summary: string;
  readonly options: readonly OptionSpec[];
  readonly run: (args: Arguments) => Promise<ExitCode> | ExitCode;
}

/** What stands in the help of every command that takes models. */
const MODEL_HELP =
  "MODEL is an id, a name as the papers print it (DS-Net-T*: with alignment), or " +
  "a pattern such as 'resnet*'.";

/** What stands in the help of those that take files beside them. */
const FILE_HELP = "FILE is an ONNX model: its name ends in .onnx, or has a folder in it.";

const HELP: OptionSpec = { name: "help", help: "show this help" };

/**
 * Sorts out the arguments of a command.
 *
 * @throws {UsageError} If an option is unknown, lacks its value or is given twice.
 */
export function parseCommandLine(command: Command, args: readonly string[]): Arguments {
  const options = [...command.options, HELP];
  const named = options.filter(({ value }) => value !== undefined).map(({ name }) => name);
  const parsed = parseArgs([...args], {
    string: ["_", ...named],
    collect: named,
    boolean: options.filter(({ value }) => value === undefined).map(({ name }) => name),
    alias: { h: "help" },
    unknown(argument) {
      if (!argument.startsWith("-") || argument === "-") return true;
      throw mistakenValue(argument, args, options) ?? unknownOption(command, argument, options);
    },
  }) as Readonly<Record<string, unknown>>;

  const given = new Map<string, readonly string[]>();
  for (const { name, value, repeats } of options) {
    const values = parsed[name];
    if (value === undefined || !Array.isArray(values) || values.length === 0) continue;
    const texts = values as readonly string[];
    const isTwice = texts.length > 1 && !repeats;
    if (isTwice || texts.includes("")) {
      const fault = isTwice ? "twice" : "without a value";
      throw new UsageError(
        `Cannot take --${name} ${fault}: give --${name} ${value}${repeats ? "" : " once"}`,
      );
    }
    given.set(name, texts);
  }
  return {
    positional: parsed["_"] as readonly string[],
    text: (name) => given.get(name)?.[0],
    texts: (name) => given.get(name) ?? [],
    has: (name) => parsed[name] === true,
    isGiven: (name) => parsed[name] === true || given.has(name),
  };
}

/** A value that begins with a minus, which is read as an option; `undefined` if it is none. */
function mistakenValue(
  argument: string,
  args: readonly string[],
  options: readonly OptionSpec[],
): UsageError | undefined {
  const before = args[args.indexOf(argument) - 1];
  const takesValue = options.some(({ name, value }) =>
    value !== undefined && before === `--${name}`
  );
  if (!takesValue || argument.startsWith("--")) return undefined;
  return new UsageError(
    `Cannot take "${argument}" for the value of ${before} as it begins like an option: ` +
      `write ${before}=${argument}`,
  );
}

function unknownOption(
  command: Command,
  argument: string,
  options: readonly OptionSpec[],
): UsageError {
  const bare = argument.replace(/=.*$/, "");
  const [nearest] = nearestNames(bare, options.map(({ name }) => `--${name}`));
  return new UsageError(
    `Cannot take option "${bare}" as "${command.name}" has no such option: ` +
      `did you mean ${nearest}? "deno task ${command.name} --help" shows all`,
  );
}

const HELP_INDENT = "  ";
/** Fewer columns than these are too few for sentences. */
const LEAST_HELP_COLUMNS = 40;

/** The help of a command, in lines of at most `columns`. */
export function helpText(command: Command, columns: number = Infinity): string {
  const options = [...command.options, HELP].map(({ name, value, help }) => ({
    left: `--${name}${value === undefined ? "" : ` ${value}`}`,
    help,
  }));
  const width = Math.max(...options.map(({ left }) => left.length)) + HELP_INDENT.length;
  // A help that is squeezed beside its options is hard to read: there it stands below.
  const isNarrow = columns - width < LEAST_HELP_COLUMNS;
  const indent = isNarrow ? "    " : " ".repeat(width + HELP_INDENT.length);
  return [
    `deno task ${command.name} ${command.positional}`.trimEnd(),
    "",
    ...wrappedLines(command.summary, columns),
    ...(command.positional.includes("MODEL") ? wrappedLines(MODEL_HELP, columns) : []),
    ...(command.positional.includes("|FILE") ? wrappedLines(FILE_HELP, columns) : []),
    "",
    "Options:",
    ...options.flatMap(({ left, help }) => {
      const [first = "", ...others] = wrappedLines(help, columns - indent.length);
      const option = HELP_INDENT + left;
      const lines = others.map((line) => indent + line);
      return isNarrow
        ? [option, indent + first, ...lines]
        : [option.padEnd(width) + HELP_INDENT + first, ...lines];
    }),
    "",
  ].join("\n");
}
