// `--min-top1` and `--sort`: choosing a network by what is published and what was measured.

import type { BenchRecord } from "../../bench/record/record.ts";
import type { CatalogEntry } from "../../models/catalog.ts";
import {
  leftOutText,
  modelsIn,
  type SortKey,
  withoutModels,
  withTop1From,
} from "../../reports/row/choice.ts";
import { methodName } from "../../reports/row/method.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { note } from "../shell/print.ts";
import { publishedFigures } from "./published_figures.ts";
import { UsageError } from "../shell/usage_error.ts";
import { ifGiven, oneOf, percentOf } from "../shell/values.ts";

/** Declaration of `--min-top1`. */
export const MIN_TOP1_OPTION: OptionSpec = {
  name: "min-top1",
  value: "PERCENT",
  help: "only networks whose published Top-1 on ImageNet-1k is this or more",
};

/** Declaration of `--sort`, by what a command knows. */
export function sortOption(keys: readonly SortKey[]): OptionSpec {
  return { name: "sort", value: "KEY", help: `the best first, by ${keys.join(", ")}` };
}

/** Value of `--sort`, undefined if it was not given; throws UsageError if it is no such key. */
export function sortOf<Key extends SortKey>(
  args: Arguments,
  keys: readonly Key[],
): Key | undefined {
  return ifGiven(args, "sort", (text) => oneOf("sort", text, keys));
}

/** Value of `--min-top1`, undefined if it was not given; throws UsageError if it is no percentage. */
function minTop1Of(args: Arguments): number | undefined {
  return ifGiven(args, "min-top1", (text) => percentOf("min-top1", text, { least: 0, most: 100 }));
}

/**
 * The models that `--min-top1` leaves; what it leaves out is said on stderr, unless `--quiet`.
 *
 * @throws {UsageError} If it leaves none.
 */
export function chosenModels(
  args: Arguments,
  entries: readonly CatalogEntry[],
): readonly CatalogEntry[] {
  const least = minTop1Of(args);
  if (least === undefined) return entries;
  const chosen = withTop1From(entries, least, {
    figures: publishedFigures(),
    idOf: ({ id }) => id,
  });
  if (chosen.kept.length === 0) throw nothingLeft(least);
  if (chosen.leftOut.length > 0 && !args.has("quiet")) {
    note(`note: --min-top1 ${least} leaves out ${leftOutText(chosen, ({ id }) => id)}`);
  }
  return chosen.kept;
}

/** Records that `--min-top1` leaves, and the sentence for under the table. */
export interface ChosenRecords {
  readonly records: readonly BenchRecord[];
  readonly remarks: readonly string[];
}

/**
 * The records of the models that `--min-top1` leaves.
 *
 * @throws {UsageError} If it leaves none.
 */
export function chosenRecords(
  args: Arguments,
  records: readonly BenchRecord[],
  methods: Parameters<typeof methodName>[1],
): ChosenRecords {
  const least = minTop1Of(args);
  if (least === undefined) return { records, remarks: [] };
  const chosen = withTop1From(modelsIn(records), least, {
    figures: publishedFigures(),
    idOf: (id) => id,
  });
  if (chosen.kept.length === 0) throw nothingLeft(least);
  const names = leftOutText(chosen, (id) => methodName(id, methods));
  return {
    records: withoutModels(records, new Set(chosen.leftOut.map(({ model }) => model))),
    remarks: [
      `Only networks with a published Top-1 of ${least} % or more` +
      (names === "" ? "." : `; left out: ${names}.`),
    ],
  };
}

function nothingLeft(least: number): UsageError {
  return new UsageError(
    `Cannot choose as no network here has a published Top-1 of ${least} % or more: ` +
      `lower --min-top1, "deno task list" shows the figures`,
  );
}
