// Which networks a call is about: names and patterns, a suite, or the command's defaults.

import {
  type CatalogEntry,
  findModel,
  matchModels,
  type ModelMatch,
} from "../../models/catalog.ts";
import { type SuiteName, SUITES } from "../../models/suites.ts";
import type { Arguments } from "../shell/command.ts";
import { note } from "../shell/print.ts";
import { asUsage, UsageError } from "../shell/usage_error.ts";
import { type FileArgument, isFileArgument, notAFileHere } from "./file_arguments.ts";
import { oneOf } from "../shell/values.ts";

/** Ids that a note spells out. */
const MOST_IDS = 20;

/**
 * The models that were named, each once, those of `--suite`, or the defaults if neither was given.
 * What a star or pattern was taken for is said on stderr, unless `--quiet`.
 *
 * @throws {UsageError} If a name is not in the catalog but a file's, or models and a suite are named
 * both.
 */
export function modelsOf(args: Arguments, defaults: readonly string[]): readonly CatalogEntry[] {
  return modelsAndFilesOf(args, defaults).map((model) => {
    if ("path" in model) throw notAFileHere(model.path);
    return model;
  });
}

/**
 * As {@linkcode modelsOf}, and files too.
 *
 * @throws {UsageError} If an argument is neither, or models and a suite are named both.
 */
export function modelsAndFilesOf(
  args: Arguments,
  defaults: readonly string[],
): readonly (CatalogEntry | FileArgument)[] {
  const { positional } = args;
  const suite = args.text("suite");
  if (suite !== undefined && positional.length > 0) {
    throw new UsageError(`Cannot take models and --suite ${suite} together: name one of them`);
  }
  if (positional.length === 0) {
    const suiteNames = Object.keys(SUITES) as readonly SuiteName[];
    const names = suite === undefined ? defaults : SUITES[oneOf("suite", suite, suiteNames)];
    return names.map(findModel);
  }
  const files = new Map(
    positional.filter(isFileArgument).map((path): [string, FileArgument] => [path, { path }]),
  );
  const matches = positional.filter((text) => !files.has(text))
    .map((text) => [text, asUsage(() => matchModels(text))] as const);
  for (const [text, match] of matches) sayTaken(args, text, match);
  const entries = new Map(matches.map(([text, match]) => [text, match.entries]));
  const models = positional.flatMap((text): readonly (CatalogEntry | FileArgument)[] => {
    const file = files.get(text);
    return file === undefined ? entries.get(text) ?? [] : [file];
  });
  return [...new Set(models)];
}

/**
 * The one model that a text stands for.
 *
 * @throws {UsageError} If it is not in the catalog, or a pattern fits several.
 */
export function modelOf(args: Arguments, text: string): CatalogEntry {
  if (isFileArgument(text)) throw notAFileHere(text);
  const entry = asUsage(() => findModel(text));
  sayTaken(args, text, matchModels(text));
  return entry;
}

function sayTaken(args: Arguments, text: string, match: ModelMatch): void {
  const taken = takenText(text, match);
  if (taken !== undefined && !args.has("quiet")) note(`note: ${taken}`);
}

/** What was taken for a text that could mean something else; `undefined` for a plain name. */
export function takenText(text: string, { entries, kind }: ModelMatch): string | undefined {
  if (kind === "name") return undefined;
  if (kind === "starred name") {
    const [{ id = "", method = "" } = {}] = entries;
    return `"${text}" is ${method}, with alignment (${id}); ` +
      `"${text.replace("*", "**")}" would be every id that fits`;
  }
  const ids = entries.slice(0, MOST_IDS).map(({ id }) => id).join(", ");
  const more = entries.length > MOST_IDS ? ` and ${entries.length - MOST_IDS} more` : "";
  return `"${text}" fits ${entries.length}: ${ids}${more}`;
}
