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

/** What `--min-top1` leaves; undefined if it was not given. Throws UsageError if nothing is left. */
function choiceOf<Model>(
  args: Arguments,
  models: readonly Model[],
  idOf: (model: Model) => string,
) {
  const read = (text: string) => percentOf("min-top1", text, { least: 0, most: 100 });
  const least = ifGiven(args, "min-top1", read);
  if (least === undefined) return undefined;
  const choice = withTop1From(models, least, { figures: publishedFigures(), idOf });
  if (choice.kept.length > 0) return { least, choice };
  throw new UsageError(
    `Cannot choose as no network here has a published Top-1 of ${least} % or more: ` +
      `lower --min-top1, "deno task list" shows the figures`,
  );
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
  const idOf = ({ id }: CatalogEntry) => id;
  const chosen = choiceOf(args, entries, idOf);
  if (chosen === undefined) return entries;
  const { least, choice } = chosen;
  if (choice.leftOut.length > 0 && !args.has("quiet")) {
    note(`note: --min-top1 ${least} leaves out ${leftOutText(choice, idOf)}`);
  }
  return choice.kept;
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
  const chosen = choiceOf(args, modelsIn(records), (id) => id);
  if (chosen === undefined) return { records, remarks: [] };
  const { least, choice } = chosen;
  const names = leftOutText(choice, (id) => methodName(id, methods));
  return {
    records: withoutModels(records, new Set(choice.leftOut.map(({ model }) => model))),
    remarks: [
      `Only networks with a published Top-1 of ${least} % or more` +
      (names === "" ? "." : `; left out: ${names}.`),
    ],
  };
}
