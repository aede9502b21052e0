// `compare`: whether NEW is worse than BASE. Loads no runtime and needs no network.

import { type CompareReport, compareSides, DEFAULT_MARGIN } from "../reports/compare/compare.ts";
import { verdictsOf } from "../reports/compare/compare_row.ts";
import { RATE_METRICS, type RateMetric } from "../reports/compare/metric.ts";
import { compareJsonSchema } from "../reports/compare/schema.ts";
import { isEmpty, sideOf } from "../reports/compare/side.ts";
import { type Arguments, type Command, oneOf } from "./command.ts";
import { COMPARE_RENDERERS, readSide, writeCompareFiles } from "./compare_files.ts";
import { EXIT, type ExitCode } from "./exit_code.ts";
import { printThenWrite } from "./files.ts";
import { tellGithub } from "./github_actions.ts";
import { note, out } from "./print.ts";
import { formatOf, SHARED_OPTIONS } from "./shared_options.ts";
import { UsageError } from "./usage_error.ts";

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
  const format = formatOf(args);
  const margin = marginOf(args.text("margin") ?? `${100 * DEFAULT_MARGIN}%`);
  const metric = oneOf("metric", args.text("metric") ?? "throughput", METRIC_NAMES);
  const pinnedPath = args.text("pinned");
  const paths = [basePath, nextPath, ...pinnedPath === undefined ? [] : [pinnedPath]];

  const files = await Promise.all(paths.map(readSide));
  const unreadable = paths.find((_, index) => files[index]?.state === "unreadable");
  if (unreadable !== undefined) {
    note(`error: Cannot compare as "${unreadable}" holds no record that can be read`);
    return EXIT.nothingMeasured;
  }
  const countsOnly = args.has("counts-only");
  const [base, next, pinned] = paths.map((path, index) =>
    sideOf(path, files[index]?.records ?? [], { countsOnly })
  );
  if (base === undefined || next === undefined || isEmpty(next)) {
    note(`error: Cannot compare as there is no record in "${nextPath}": run the benchmark first`);
    return EXIT.nothingMeasured;
  }

  const options = { margin, metric, ...pinned === undefined ? {} : { pinned } };
  const report = compareSides(base, next, options);
  await printThenWrite(
    () => out(COMPARE_RENDERERS[format](report)),
    async () => {
      await tellGithub(report);
      await writeCompareFiles(args, report);
    },
  );
  return args.has("strict") ? strictExit(report) : exitOf(report);
}

/** The exit code of a verdict. */
export function exitOf({ outcome }: CompareReport): ExitCode {
  return EXIT_OF[outcome];
}

/** Whatever the verdict, a first run and an improvement never fail. */
const EXIT_OF = {
  "passed": EXIT.done,
  "nothing to compare": EXIT.done,
  "failed": EXIT.failed,
  "not comparable": EXIT.notComparable,
} as const satisfies Readonly<Record<CompareReport["outcome"], ExitCode>>;

/** Under `--strict`, what was not shown to be good does not pass. */
function strictExit(report: CompareReport): ExitCode {
  const { outcome, base, next, pinned, rows } = report;
  if (outcome === "nothing to compare") return EXIT.nothingMeasured;
  if (outcome !== "passed") return EXIT_OF[outcome];
  if (pinned !== undefined && isEmpty(pinned)) return EXIT.nothingMeasured;
  const baseIds = new Set(base.usedRuns.map(({ runId }) => runId));
  if (next.usedRuns.some(({ runId }) => baseIds.has(runId))) return EXIT.notComparable;
  return rows.flatMap(verdictsOf).includes("undecided") ? EXIT.failed : EXIT.done;
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
    { name: "strict", help: "a missing baseline, one run twice and undecided rows do not pass" },
    { name: "out", value: "DIR", help: "also writes compare.md, compare.csv and compare.json" },
    { name: "junit", value: "FILE", help: "also writes JUnit XML" },
    {
      name: "dashboard",
      value: "FILE",
      help: "also writes NEW's throughputs for github-action-benchmark (customBiggerIsBetter)",
    },
    { name: "schema", help: "prints the JSON Schema of --format json, and nothing else" },
    SHARED_OPTIONS.format,
  ],
  run,
};
