// The options of `count`: what they are called, what they mean, what they may be.

import { CONVENTION_IDS } from "../../bench/count/conventions/convention_ids.ts";
import { GROUPINGS } from "../../bench/count/groupings.ts";
import { CATALOG } from "../../models/catalog.ts";
import { chosenModels, MIN_TOP1_OPTION, sortOf, sortOption } from "../options/choice_options.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { arraysOf } from "../options/array_option.ts";
import { CHECKPOINTS_OPTIONS, checkpointsOf } from "../options/checkpoint_options.ts";
import { DIM_OPTION, dimsOf, requireNoDims } from "../options/dim_option.ts";
import { modelsAndFilesOf } from "../options/model_arguments.ts";
import { seedOf, SHARED_OPTIONS, shownOf, sizeOf } from "../options/shared_options.ts";
import { refuseOptions } from "../shell/refuse_options.ts";
import { UsageError } from "../shell/usage_error.ts";
import { durationMs, ifGiven, oneOf, wholeNumber } from "../shell/values.ts";

const SORT_KEYS = ["top1", "params", "macs"] as const;
const DEFAULT_BATCH = 1;
const LARGEST_BATCH = 1e12;

/** What rows may be sorted by. */
export type CountSortKey = typeof SORT_KEYS[number];

const DEFAULT_TIMEOUT = "120s";
const DEFAULT_MEMORY_MB = 8000;
const LARGEST_MEMORY_MB = 10_000_000;

/** What means something with `--traced` only. */
const TRACED_OPTIONS: readonly OptionSpec[] = [
  {
    name: "input",
    value: "INPUT=FILE.npy",
    repeats: true,
    help: "with --traced: gives a file's input its array (default: seeded by type and table)",
  },
  {
    name: "timeout",
    value: "TIME",
    help: `with --traced: longest run of a file (default ${DEFAULT_TIMEOUT})`,
  },
  {
    name: "memory",
    value: "MB",
    help: `with --traced: most memory of a run, not on Windows (default ${DEFAULT_MEMORY_MB})`,
  },
  { ...SHARED_OPTIONS.seed, help: `with --traced: ${SHARED_OPTIONS.seed.help}` },
];

/** Declarations, for the help. */
export const COUNT_OPTIONS: readonly OptionSpec[] = [
  { name: "by", value: "PART", help: `splits MACs and bytes moved by ${GROUPINGS.join(", ")}` },
  {
    name: "convention",
    value: "NAME",
    help: `counts as another tool does: all, or one of ${CONVENTION_IDS.join(", ")}`,
  },
  {
    name: "batch",
    value: "N",
    help: `images that MACs and FLOPs are for (default ${DEFAULT_BATCH})`,
  },
  DIM_OPTION,
  ...CHECKPOINTS_OPTIONS,
  {
    name: "traced",
    help: "runs each file once and counts what ran, branches and loops as data decided them; " +
      "says where that differs from what the file alone tells",
  },
  ...TRACED_OPTIONS,
  SHARED_OPTIONS.suite,
  MIN_TOP1_OPTION,
  sortOption(SORT_KEYS),
  SHARED_OPTIONS.size,
  SHARED_OPTIONS.format,
  SHARED_OPTIONS.wide,
];

/** The options of a call. */
export type CountOptions = Readonly<ReturnType<typeof optionsIn>>;

/** How files are run. */
export type TracedOptions = NonNullable<CountOptions["traced"]>;

/**
 * Reads the options of a call.
 *
 * @throws {UsageError} If a value is not what its option takes.
 */
export function countOptionsOf(args: Arguments): CountOptions {
  return optionsIn(args);
}

function optionsIn(args: Arguments) {
  const batch = args.text("batch") ?? String(DEFAULT_BATCH);
  const models = modelsAndFilesOf(args, CATALOG.map(({ id }) => id));
  const entries = models.flatMap((model) => "path" in model ? [] : [model]);
  const dims = dimsOf(args);
  const hasFiles = entries.length < models.length;
  if (!hasFiles) requireNoDims(args);
  if (args.isGiven("size") && entries.length === 0) {
    throw new UsageError(
      "Cannot use --size with files as they have names for their sizes: use --dim",
    );
  }
  if (args.isGiven("convention")) {
    refuseOptions(
      args,
      ["by"],
      "with --convention: a tool's total is not split, leave one of both out",
    );
  }
  const chosen = new Set(entries.length === 0 ? [] : chosenModels(args, entries));
  return {
    /** In the order in which they were named. */
    models: models.filter((model) => "path" in model || chosen.has(model)),
    /** Sizes of dimensions that files leave open. */
    dims,
    /** Checkpoints that networks are built for, as far as they have as many classes. */
    checkpoints: checkpointsOf(args, [...chosen]),
    /** Undefined: in the order of the catalog. */
    sort: sortOf(args, SORT_KEYS),
    /** Undefined: each model at its own. */
    size: sizeOf(args),
    shown: shownOf(args),
    /** Undefined: whole networks. */
    grouping: ifGiven(args, "by", (text) => oneOf("by", text, GROUPINGS)),
    /** Images that MACs and FLOPs are for. */
    batch: wholeNumber("batch", batch, { least: 1, most: LARGEST_BATCH }),
    /** Another tool's name; undefined: ours. */
    convention: args.text("convention"),
    /** How files are run to count what ran; undefined: they are not. */
    traced: tracedOptionsOf(args, hasFiles),
  };
}

function tracedOptionsOf(args: Arguments, hasFiles: boolean) {
  if (!args.has("traced")) {
    refuseOptions(args, TRACED_OPTIONS, "without --traced as nothing runs: add it");
    return undefined;
  }
  if (!hasFiles) {
    throw new UsageError(
      "Cannot take --traced without a file as networks of the catalog leave nothing open: name one",
    );
  }
  const memory = args.text("memory") ?? String(DEFAULT_MEMORY_MB);
  return {
    arrays: arraysOf(args),
    seed: seedOf(args),
    limits: {
      timeLimitMs: durationMs("timeout", args.text("timeout") ?? DEFAULT_TIMEOUT),
      memoryBytes: 1e6 * wholeNumber("memory", memory, { least: 1, most: LARGEST_MEMORY_MB }),
    },
  };
}
