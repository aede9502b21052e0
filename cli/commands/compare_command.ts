// `compare`: whether NEW is worse than BASE. Loads no runtime and needs no network.

import { compareSides, DEFAULT_MARGIN } from "../../reports/compare/compare.ts";
import { RATE_METRICS, type RateMetric } from "../../reports/compare/metric.ts";
import { compareJsonSchema } from "../../reports/compare/formats/schema.ts";
import { type Arguments, type Command, oneOf } from "../shell/command.ts";
import { exitOf } from "./compare_exit.ts";
import { COMPARE_RENDERERS, compareFile, writeCompareFiles } from "./compare_files.ts";
import { readSides } from "./compare_sides.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { printThenWrite } from "../shell/files.ts";
import { tellOutside } from "../shell/github_actions.ts";
import { note, out, show } from "../shell/print.ts";
import { SHARED_OPTIONS, shownOf } from "../options/shared_options.ts";
import { UsageError } from "../shell/usage_error.ts";

const METRIC_NAMES = Object.keys(RATE_METRICS) as readonly RateMetric[];

/**
 * The margin as a share: `5%` or `5` -> 0.05, `1.5%` -> 0.015. A fraction without its sign could be a
 * ratio (1.05), so it is refused.
 *
 * @throws {UsageError} If it is not above 0 and below 100 %, or could mean two things.
 */
export function marginOf(text: string): number {
  const match = /^(\d{1,2}(?:\.\d{1,4})?) ?(%?)$/.exec(text);
  const percent = Number(match?.[1]);
  const isAmbiguous = match?.[1]?.includes(".") === true && match[2] === "";
  if (match !== null && percent > 0 && !isAmbiguous) return percent / 100;
  throw new UsageError(
    `Cannot take --margin "${text}" as it must be percent above 0 and below 100, ` +
      `with the sign if it is a fraction: write 5% for "slower by more than 5 % is worse"`,
  );
}

async function run(args: Arguments): Promise<ExitCode> {
  if (args.has("schema")) {
    out(compareJsonSchema());
    return EXIT.done;
  }
  const [basePath, nextPath, ...others] = args.positional;
  if (basePath === undefined || nextPath === undefined || others.length > 0) {
    throw new UsageError(
      `Cannot compare as it takes two sides: got ${args.positional.length}, ` +
        `name them as in "deno task compare base.jsonl new.jsonl"`,
    );
  }
  const shown = shownOf(args);
  const margin = marginOf(args.text("margin") ?? `${100 * DEFAULT_MARGIN}%`);
  const metric = oneOf("metric", args.text("metric") ?? "throughput", METRIC_NAMES);
  const paths = { base: basePath, next: nextPath, pinned: args.text("pinned") };
  const sides = await readSides(paths, {
    countsOnly: args.has("counts-only"),
    allowMissing: args.has("allow-missing"),
  });
  if ("problem" in sides) {
    note(`error: Cannot compare as ${sides.problem}`);
    return EXIT.nothingMeasured;
  }

  const { base, next, pinned } = sides;
  const options = { margin, metric, ...pinned === undefined ? {} : { pinned } };
  const report = compareSides(base, next, options);
  await printThenWrite(
    () => show(COMPARE_RENDERERS[shown.format](report), shown),
    async () => {
      await tellOutside(report, { file: compareFile(args) });
      await writeCompareFiles(args, report);
    },
  );
  return exitOf(report, { strict: args.has("strict") });
}

/** Compares two files of records; see the options. */
export const compareCommand: Command = {
  name: "compare",
  positional: "BASE NEW",
  summary: "Tells whether NEW is worse than BASE; both are records.jsonl or folders that hold one.",
  options: [
    {
      name: "margin",
      value: "PERCENT",
      help: `slower by more than this is worse (default ${100 * DEFAULT_MARGIN}%)`,
    },
    {
      name: "metric",
      value: "NAME",
      help: `which rate is compared: ${METRIC_NAMES.join(" or ")} (default throughput)`,
    },
    { name: "counts-only", help: "only params, buffers and MACs, on whatever machines" },
    { name: "pinned", value: "FILE", help: "an older baseline too, which slow creep cannot pass" },
    {
      name: "allow-missing",
      help: "a baseline that is not there passes, with a warning: for a first run",
    },
    {
      name: "strict",
      help: "undecided rows, rates that were not compared and one run twice do not pass",
    },
    { name: "out", value: "DIR", help: "also writes compare.md, compare.csv and compare.json" },
    { name: "junit", value: "FILE", help: "also writes JUnit XML" },
    {
      name: "dashboard",
      value: "FILE",
      help: "also writes NEW's throughputs for github-action-benchmark (customBiggerIsBetter)",
    },
    { name: "schema", help: "prints the JSON Schema of --format json, and nothing else" },
    SHARED_OPTIONS.format,
    SHARED_OPTIONS.wide,
  ],
  run,
};
