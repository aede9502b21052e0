// The options of `compare`, by what they are about.

import { RATE_METRICS, type RateMetric } from "../../reports/compare/metric.ts";
import { DIM_OPTION } from "../options/dim_option.ts";
import { MARGIN_OPTION } from "../options/margin_option.ts";
import { SHARED_OPTIONS } from "../options/shared_options.ts";
import type { OptionSpec } from "../shell/command.ts";

/** The names of the rates. */
export const METRIC_NAMES = Object.keys(RATE_METRICS) as readonly RateMetric[];
/** The rate that is compared unless told otherwise. */
export const DEFAULT_METRIC: RateMetric = "throughput";

/** About rates and counts of records. */
const RATES: readonly OptionSpec[] = [
  MARGIN_OPTION,
  {
    name: "metric",
    value: "NAME",
    help: `which rate is compared: ${METRIC_NAMES.join(" or ")} (default ${DEFAULT_METRIC})`,
  },
  { name: "counts-only", help: "only params, buffers and MACs, on whatever machines" },
  { name: "pinned", value: "FILE", help: "an older baseline too, which slow creep cannot pass" },
];

/** About what passes, of any records. */
const PASSES: readonly OptionSpec[] = [
  {
    name: "allow-missing",
    help: "a baseline that is not there passes, with a warning: for a first run",
  },
  {
    name: "strict",
    help: "undecided rows, rates that were not compared and one run twice do not pass",
  },
];

/** The folder of what is written. */
const OUT: OptionSpec = {
  name: "out",
  value: "DIR",
  help: "also writes compare.md, compare.csv and compare.json",
};

/** Files for others. */
const FILES: readonly OptionSpec[] = [
  { name: "junit", value: "FILE", help: "also writes JUnit XML" },
  {
    name: "dashboard",
    value: "FILE",
    help: "also writes NEW's throughputs for github-action-benchmark (customBiggerIsBetter)",
  },
];

/** All of them. */
export const COMPARE_OPTIONS: readonly OptionSpec[] = [
  ...RATES,
  ...PASSES,
  OUT,
  ...FILES,
  DIM_OPTION,
  { name: "schema", help: "prints the JSON Schema of --format json, and nothing else" },
  SHARED_OPTIONS.format,
  SHARED_OPTIONS.wide,
];

/** Those that say nothing of evaluations. */
export const NOT_OF_EVALUATIONS: readonly OptionSpec[] = [...RATES, OUT, ...FILES];

/** Those that say nothing of graphs. */
export const NOT_OF_GRAPHS: readonly OptionSpec[] = [...RATES, ...PASSES, ...FILES];
