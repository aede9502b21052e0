// The options of `count`: what they are called, what they mean, what they may be.

import { type Grouping, GROUPINGS } from "../../bench/count/count.ts";
import { CATALOG, type CatalogEntry } from "../../models/catalog.ts";
import type { ImageSize } from "../../models/graph/image_size.ts";
import { chosenModels, MIN_TOP1_OPTION, sortOf, sortOption } from "../options/choice_options.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { CONVENTION_HELP } from "./count_conventions.ts";
import { DIM_OPTION, dimsOf } from "../options/dim_option.ts";
import type { FileArgument } from "../options/file_arguments.ts";
import { modelsAndFilesOf } from "../options/model_arguments.ts";
import type { Shown } from "../shell/print.ts";
import { SHARED_OPTIONS, shownOf, sizeOf } from "../options/shared_options.ts";
import { UsageError } from "../shell/usage_error.ts";
import { ifGiven, oneOf, wholeNumber } from "../shell/values.ts";

const SORT_KEYS = ["top1", "params", "macs"] as const;
const DEFAULT_BATCH = 1;
const LARGEST_BATCH = 1e12;

/** What rows may be sorted by. */
export type CountSortKey = typeof SORT_KEYS[number];

/** Declarations, for the help. */
export const COUNT_OPTIONS: readonly OptionSpec[] = [
  { name: "by", value: "PART", help: `splits MACs and bytes moved by ${GROUPINGS.join(", ")}` },
  { name: "convention", value: "NAME", help: `counts as another tool does: ${CONVENTION_HELP}` },
  {
    name: "batch",
    value: "N",
    help: `images that MACs and FLOPs are for (default ${DEFAULT_BATCH})`,
  },
  DIM_OPTION,
  SHARED_OPTIONS.suite,
  MIN_TOP1_OPTION,
  sortOption(SORT_KEYS),
  SHARED_OPTIONS.size,
  SHARED_OPTIONS.format,
  SHARED_OPTIONS.wide,
];

/** The options of a call. */
export interface CountOptions {
  /** In the order in which they were named. */
  readonly models: readonly (CatalogEntry | FileArgument)[];
  /** Sizes of dimensions that files leave open. */
  readonly dims: ReadonlyMap<string, number>;
  /** Undefined: in the order of the catalog. */
  readonly sort: CountSortKey | undefined;
  /** Undefined: each model at its own. */
  readonly size: ImageSize | undefined;
  readonly shown: Shown;
  /** Undefined: whole networks. */
  readonly grouping: Grouping | undefined;
  /** Images that MACs and FLOPs are for. */
  readonly batch: number;
  /** Another tool's name; undefined: ours. */
  readonly convention: string | undefined;
}

/**
 * Reads the options of a call.
 *
 * @throws {UsageError} If a value is not what its option takes.
 */
export function countOptionsOf(args: Arguments): CountOptions {
  const batch = args.text("batch") ?? String(DEFAULT_BATCH);
  const models = modelsAndFilesOf(args, CATALOG.map(({ id }) => id));
  const entries = models.flatMap((model) => "path" in model ? [] : [model]);
  const dims = dimsOf(args);
  if (dims.size > 0 && entries.length === models.length) {
    throw new UsageError("Cannot use --dim without a file as it sizes what a file leaves open");
  }
  if (args.text("size") !== undefined && entries.length === 0) {
    throw new UsageError(
      "Cannot use --size with files as they have names for their sizes: use --dim",
    );
  }
  const chosen = new Set(entries.length === 0 ? [] : chosenModels(args, entries));
  return {
    models: models.filter((model) => "path" in model || chosen.has(model)),
    dims,
    sort: sortOf(args, SORT_KEYS),
    size: sizeOf(args),
    shown: shownOf(args),
    grouping: ifGiven(args, "by", (text) => oneOf("by", text, GROUPINGS)),
    batch: wholeNumber("batch", batch, { least: 1, most: LARGEST_BATCH }),
    convention: args.text("convention"),
  };
}
