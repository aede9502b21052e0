// Options that several commands share: how they are declared, and how their values are read.

import { type ImageSize, parseImageSize } from "../../models/graph/image_size.ts";
import { SUITES } from "../../models/suites.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { type Format, FORMATS } from "../shell/format.ts";
import type { Shown } from "../shell/print.ts";
import { asUsage } from "../shell/usage_error.ts";
import { ifGiven, oneOf, wholeNumber } from "../shell/values.ts";

/** Where reports go unless told otherwise. */
export const DEFAULT_FOLDER = "reports/out";
const DEFAULT_FORMAT: Format = "md";
const DEFAULT_SEED = 1;
/** Seeds are 32-bit. */
const LARGEST_SEED = 2 ** 32 - 1;

/** Declarations, for the tables of commands. */
export const SHARED_OPTIONS = {
  size: {
    name: "size",
    value: "PIXELS",
    help: "input size, 224 or height x width such as 256x320 (default: the model's own)",
  },
  suite: {
    name: "suite",
    value: "NAME",
    help: `the models of a suite: ${Object.keys(SUITES).join(", ")}`,
  },
  seed: {
    name: "seed",
    value: "N",
    help: `seed of weights, images and orders (default ${DEFAULT_SEED})`,
  },
  format: {
    name: "format",
    value: "FORMAT",
    help: `what stdout gets: md, csv or json (default ${DEFAULT_FORMAT})`,
  },
  wide: {
    name: "wide",
    help: "every column, even where the terminal is too narrow for it",
  },
  quiet: { name: "quiet", help: "no progress and notes on stderr" },
} as const satisfies Record<string, OptionSpec>;

/** Value of `--size`, undefined if it was not given; throws UsageError if it is no size. */
export function sizeOf(args: Arguments): ImageSize | undefined {
  return ifGiven(args, "size", (text) => asUsage(() => parseImageSize(text)));
}

/** Value of `--seed`; throws UsageError if it is no 32-bit number. */
export function seedOf(args: Arguments): number {
  const text = args.text("seed") ?? String(DEFAULT_SEED);
  return wholeNumber("seed", text, { least: 0, most: LARGEST_SEED });
}

/** Value of `--format`; throws UsageError if it is unknown. */
function formatOf(args: Arguments): Format {
  return oneOf("format", args.text("format") ?? DEFAULT_FORMAT, FORMATS);
}

/** How results are shown: `--format` and `--wide`. */
export function shownOf(args: Arguments): Shown {
  return { format: formatOf(args), isWide: args.has("wide") };
}
