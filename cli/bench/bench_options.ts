// The options of `bench`: what they are called, what they mean, what they may be.

import { BUILT_IN_ENGINES } from "../../bench/engines/built_in.ts";
import { LEAST_GAIN } from "../../bench/plan/batch_sweep.ts";
import { DEFAULT_ENGINE, GRAPH_VARIANTS, PRECISIONS } from "../../bench/job/protocol.ts";
import { SORT_KEYS } from "../../reports/row/choice.ts";
import { LARGEST_BATCH, MOST_THREADS } from "../options/count_limits.ts";
import { MIN_TOP1_OPTION, sortOf, sortOption } from "../options/choice_options.ts";
import { checkAgainst } from "./against_options.ts";
import { pythonOf } from "../engines/engine_places.ts";
import { knownDevice } from "../engines/device_option.ts";
import { deviceOption } from "../engines/provider_options.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import {
  askedEngines,
  ENGINE_OPTIONS,
  instancesOf,
  knownDevices,
  knownPrecisions,
} from "../engines/engine_options.ts";
import { INPUT_OPTION, inputModeOf } from "./input_option.ts";
import { refuseOptions } from "../shell/refuse_options.ts";
import { type SizedModels, sizedModelsOf } from "./sized_models.ts";
import { TABLE_OPTION } from "../audit/own_table.ts";
import { CHECKPOINTS_OPTIONS } from "../options/checkpoint_options.ts";
import { DIM_OPTION } from "../options/dim_option.ts";
import { shardFolder, shardOf } from "./shard_option.ts";
import { MARGIN_OPTION, marginOf } from "../options/margin_option.ts";
import { DEFAULT_FOLDER, seedOf, SHARED_OPTIONS } from "../options/shared_options.ts";
import type { LoadEnd } from "../../bench/run/loaded_engines.ts";
import { UsageError } from "../shell/usage_error.ts";
import { MS_PER_SECOND } from "../../bench/samples/units.ts";
import { durationMs, ifGiven, listOf, oneOf, percentOf, wholeNumber } from "../shell/values.ts";

const DEFAULTS = {
  anchor: "dsnet-t-aligned",
  batch: "8",
  ceilings: "on",
  device: "auto",
  out: DEFAULT_FOLDER,
  precision: "fp32",
  "precision-target": "2%",
  slice: "0.3s",
  time: "200s",
  timeout: "120s",
} as const;

/**
 * A round of several engines is long: networks whose runs are short have less of it, and the rounds that
 * intervals need are most of the time.
 */
const OF_ENGINES = { slice: "0.15s", time: "120s" } as const;

const BUILT_IN = BUILT_IN_ENGINES.map((located) => ({ located, options: {} }));
const DEFAULT_ENGINES = BUILT_IN.filter(({ located: { description } }) =>
  description.name === DEFAULT_ENGINE
);
const USUAL_DEVICES = ["auto", ...knownDevices(DEFAULT_ENGINES)];

/**
 * Share of the free memory that models loaded together may need, unless told otherwise. What they are
 * thought to need is on the safe side of what they take.
 */
export const MEMORY_SHARE = 0.75;
/** Largest batch of a call. */
const MOST_ROUNDS = 100_000;
const LARGEST_MEMORY_MB = 10_000_000;

/** Declarations, for the help. */
export const BENCH_OPTIONS: readonly OptionSpec[] = [
  DIM_OPTION,
  TABLE_OPTION,
  ...CHECKPOINTS_OPTIONS,
  { name: "out", value: "DIR", help: `folder of the reports (default ${DEFAULTS.out})` },
  {
    name: "resume",
    help:
      "goes on with a run of the same settings: measures what is missing, tries again what failed",
  },
  {
    name: "shard",
    value: "I/N",
    help:
      "measures one part of the plan into a folder of its own: 2/8; auto in a Slurm array, of " +
      "which the tasks in order are the parts; auto/8 where a task's number is its part (Slurm " +
      "1-8, an Indexed Job of Kubernetes, GNU parallel)",
  },
  {
    name: "oom-ladder",
    help: "tries a model that ran out of memory again at half the batch, as a row of its own",
  },
  {
    name: "batch",
    value: "N,…|auto",
    help:
      `images a run (default ${DEFAULTS.batch}); auto: doubles from 1 until the rate gains less ` +
      `than ${100 * LEAST_GAIN} % or memory ends`,
  },
  {
    name: "size",
    value: "PIXELS,…",
    help:
      "input sizes, 224 or 256x320 (default: the models' own; unlike ones have runs of their own)",
  },
  ...ENGINE_OPTIONS,
  SHARED_OPTIONS.suite,
  MIN_TOP1_OPTION,
  sortOption(SORT_KEYS),
  { name: "threads", value: "N,…", help: "threads of the runtime (default: the cores)" },
  {
    name: "graph",
    value: "NAME,…",
    help: "plain (as the reference code is written), fast (an equal graph, rewritten) or both " +
      "(default fast, but plain on a device or engine where nobody has proved it equal)",
  },
  {
    name: "device",
    value: "NAME",
    help: `${USUAL_DEVICES.join(", ")}, or one that another engine has, such as openvino; ` +
      `cuda:1 is the second GPU of those that the run may see (default ${DEFAULTS.device}: the best that really works)`,
  },
  {
    name: "precision",
    value: "NAME",
    help: `${PRECISIONS.join(", ")}, as far as the engines have them; inputs and outputs stay ` +
      `float32 (default ${DEFAULTS.precision})`,
  },
  {
    name: "profile",
    help: "also prints where the time goes, by stream, stage and operator, and writes profile.md",
  },
  INPUT_OPTION,
  {
    name: "time",
    value: "TIME",
    help: `budget of the timed rounds (default ${DEFAULTS.time}, of several engines ` +
      `${OF_ENGINES.time} and 6 rounds at least)`,
  },
  { name: "rounds", value: "N", help: "most rounds (default: as many as the time allows)" },
  {
    name: "precision-target",
    value: "PERCENT",
    help:
      `ends the rounds when every interval is this narrow, with --against that of every ratio; ` +
      `0 for never ` +
      `(default ${DEFAULTS["precision-target"]})`,
  },
  {
    name: "slice",
    value: "TIME",
    help:
      `time of each model in a round, one run at least (default ${DEFAULTS.slice}, of several ` +
      `engines ${OF_ENGINES.slice})`,
  },
  {
    name: "timeout",
    value: "TIME",
    help: `longest wait for one answer of a model (default ${DEFAULTS.timeout})`,
  },
  {
    name: "within",
    value: "TIME",
    help:
      "time for all of it: what would be loaded so late that no --time is left for the rounds " +
      "is left out, and the others are timed, one at least (default: no limit)",
  },
  {
    name: "ceilings",
    value: "on|off",
    help:
      `whether the machine's ceilings are measured in the same rounds (default ${DEFAULTS.ceilings})`,
  },
  {
    name: "memory",
    value: "MB",
    help: "most memory of the models that are loaded together " +
      `(default: ${100 * MEMORY_SHARE} % of what is free)`,
  },
  {
    name: "against",
    value: "COMMIT",
    help: "times this version and that commit's interleaved and compares them (see compare); " +
      "runs that commit's code with your rights",
  },
  { ...MARGIN_OPTION, help: `with --against: ${MARGIN_OPTION.help}` },
  { name: "strict", help: "with --against: undecided rows do not pass" },
  {
    name: "anchor",
    value: "MODEL",
    help: `the model that ratios refer to (default ${DEFAULTS.anchor})`,
  },
  SHARED_OPTIONS.seed,
  SHARED_OPTIONS.format,
  SHARED_OPTIONS.wide,
  SHARED_OPTIONS.quiet,
];

/** The options of a call; what depends on the machine is left open. */
export type BenchOptions = Readonly<ReturnType<typeof optionsIn>>;

/**
 * Reads the options of a call.
 *
 * @throws {UsageError} If a value is not what its option takes.
 */
export function benchOptionsOf(args: Arguments): BenchOptions {
  return optionsIn(args);
}

function optionsIn(args: Arguments) {
  const text = (name: keyof typeof DEFAULTS) => args.text(name) ?? DEFAULTS[name];
  const sizedModels = sizedModelsOf(args, DEFAULTS.anchor);
  const shard = ifGiven(args, "shard", (part) => shardOf(part, Deno.env.get));
  const batchText = args.text("batch") ?? usualBatch(sizedModels);
  const isSweep = batchText === "auto";
  for (const [name, cure] of isSweep ? Object.entries(NOT_WITH_SWEEP) : []) {
    refuseOptions(args, [name], `with --batch auto: ${cure}`);
  }
  const batches = isSweep ? [1] : countsOf("batch", batchText, LARGEST_BATCH);
  const threads = ifGiven(args, "threads", (list) => countsOf("threads", list, MOST_THREADS));
  const graphOf = (text: string) => oneOf("graph", text, GRAPH_VARIANTS);
  const graphs = ifGiven(args, "graph", (list) => listOf("graph", list, graphOf));
  const engines = askedEngines(args);
  const usual = engines.length > 1 ? OF_ENGINES : DEFAULTS;
  const sizes = sizedModels.map(({ size }) => size);
  checkAgainst(args, { sizes, batch: batches, threads, graph: graphs });
  const timeMs = durationMs("time", args.text("time") ?? usual.time);
  return {
    sizedModels,
    /** Of a sweep, the first one. */
    batches,
    /** Whether the batch doubles until the rate gains too little. */
    ...(isSweep ? { batchSweep: true as const } : {}),
    /** Undefined, as below: the usual ones of machine and device. */
    threads,
    graphs,
    askedEngines: engines,
    instances: instancesOf(args),
    python: pythonOf(args),
    // Where no engine is named, the device finds the one that has it.
    device: knownDevice(deviceOption(args, DEFAULTS.device), [
      "auto",
      ...knownDevices(args.text("engine") === undefined ? BUILT_IN : engines),
    ]),
    precision: oneOf("precision", text("precision"), knownPrecisions(engines)),
    input: inputModeOf(args),
    seed: seedOf(args),
    timeMs,
    /** From the start of the program; undefined: all are loaded, however long that takes. */
    loadEnd: ifGiven(args, "within", (within) => loadEndOf(within, timeMs)),
    /** Whether the time of the rounds is nobody's wish. */
    isTimeUsual: args.text("time") === undefined,
    rounds: ifGiven(args, "rounds", (most) => countOf("rounds", most, MOST_ROUNDS)) ?? null,
    sliceMs: durationMs("slice", args.text("slice") ?? usual.slice),
    precisionTarget: precisionTargetOf(text("precision-target")),
    ceilings: oneOf("ceilings", text("ceilings"), ["on", "off"]) === "on",
    memoryBytes: ifGiven(args, "memory", (mb) => 1e6 * countOf("memory", mb, LARGEST_MEMORY_MB)),
    timeLimitMs: durationMs("timeout", text("timeout")),
    folder: shardFolder(text("out"), shard),
    resume: args.has("resume"),
    /** The part to measure; undefined: all. */
    shard,
    oomLadder: args.has("oom-ladder"),
    profile: args.has("profile"),
    /** What the rows of the table are sorted by; undefined: as the paper has them. */
    sort: sortOf(args, SORT_KEYS),
    /** A commit to compare with. */
    against: args.text("against"),
    /** Share from which slower is worse. */
    margin: marginOf(args),
    /** What was not shown to be good does not pass. */
    strict: args.has("strict"),
  };
}

/** What cannot go with a batch that is found while measuring, each with what to do instead. */
const NOT_WITH_SWEEP = {
  "against": "name one --batch, at which both versions are timed",
  "oom-ladder": "a sweep ends where memory does",
  "shard": "the parts of a plan are known beforehand, so name the batches",
} as const;

function countOf(name: string, text: string, most: number): number {
  return wholeNumber(name, text, { least: 1, most });
}

function countsOf(name: string, text: string, most: number): readonly number[] {
  return listOf(name, text, (item) => countOf(name, item, most));
}

/** `2%` -> 0.02 */
function precisionTargetOf(text: string): number {
  return percentOf("precision-target", text, { least: 0, most: 99 }) / 100;
}

/** A first network may take all of the time, the others what is left of it once the rounds have theirs. */
function loadEndOf(within: string, timeMs: number): LoadEnd {
  const firstMs = durationMs("within", within);
  if (firstMs > timeMs) return { firstMs, othersMs: firstMs - timeMs };
  throw new UsageError(
    `Cannot measure within ${within} as the rounds have ${
      timeMs / MS_PER_SECOND
    } s of it: lower --time`,
  );
}

/** A file with a fixed batch runs with batch 1 only, and what is beside it does as it does. */
function usualBatch(sizedModels: readonly SizedModels[]): string {
  const isFixed = sizedModels.some(({ models }) => models.some(({ file }) => file?.isBatchFixed));
  return isFixed ? "1" : DEFAULTS.batch;
}
