// Options of `evaluate`, and what they say.

import { GRAPH_VARIANTS, PRECISIONS } from "../../bench/job/protocol.ts";
import { shardFolder, shardOf } from "../bench/shard_option.ts";
import {
  askedEngines,
  ENGINE_OPTIONS,
  knownDevices,
  knownPrecisions,
} from "../engines/engine_options.ts";
import { knownDevice } from "../engines/device_option.ts";
import { pythonOf } from "../engines/engine_places.ts";
import { deviceOption } from "../engines/provider_options.ts";
import { LARGEST_BATCH, MOST_THREADS } from "../options/count_limits.ts";
import { CHECKPOINT_OPTIONS, checkpointOf } from "../options/checkpoint_options.ts";
import { DIM_OPTION, dimsOf } from "../options/dim_option.ts";
import { isFileArgument } from "../options/file_arguments.ts";
import { DEFAULT_FOLDER, seedOf, SHARED_OPTIONS } from "../options/shared_options.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { UsageError } from "../shell/usage_error.ts";
import { durationMs, ifGiven, oneOf, wholeNumber } from "../shell/values.ts";
import { labelKindOf, PICTURE_OPTIONS } from "./picture_options.ts";
import { PRESET_OPTIONS } from "./preset_options.ts";

const DEFAULTS = { batch: "8", device: "cpu", precision: "fp32", graph: "plain", timeout: "10m" };

const ENGINE_HELP = "what runs the network, as in `bench`; it must answer to `run` requests " +
  "(docs/engine-protocol.md)";

/** Declarations, for the help. */
export const EVALUATE_OPTIONS: readonly OptionSpec[] = [
  ...CHECKPOINT_OPTIONS,
  ...PICTURE_OPTIONS,
  ...PRESET_OPTIONS,
  {
    name: "explain",
    help: "evaluates the same pictures under neighbouring presets too, each by one slip that " +
      "others make, and says which gives the published figure",
  },
  {
    name: "out",
    value: "DIR",
    help: `folder of records.jsonl, to which is appended (default ${DEFAULT_FOLDER})`,
  },
  {
    name: "resume",
    help: "goes on with an evaluation of the same network, weights, preset and pictures",
  },
  {
    name: "shard",
    value: "I/N",
    help:
      "every N-th picture from the I-th on, into a folder of its own; `report` adds the parts; auto " +
      "or auto/N as in `bench`",
  },
  {
    name: "batch",
    value: "N",
    help: `pictures a run of the network (default ${DEFAULTS.batch}, or what a file fixes)`,
  },
  { name: "threads", value: "N", help: "threads of the runtime (default: the cores)" },
  { name: "workers", value: "N", help: "most threads that decode pictures (default: the cores)" },
  {
    name: "graph",
    value: "NAME",
    help: `plain (as the reference code is written) or fast (default ${DEFAULTS.graph})`,
  },
  {
    name: "device",
    value: "NAME",
    help: `a device of the engine (default ${DEFAULTS.device})`,
  },
  {
    name: "precision",
    value: "NAME",
    help: `${PRECISIONS.join(", ")}, as far as the engine has it (default ${DEFAULTS.precision})`,
  },
  ...ENGINE_OPTIONS.filter(({ name }) => name !== "instances").map((option) =>
    option.name === "engine" ? { ...option, value: "NAME", help: ENGINE_HELP } : option
  ),
  {
    name: "timeout",
    value: "TIME",
    help: `longest wait for one answer of the network (default ${DEFAULTS.timeout})`,
  },
  DIM_OPTION,
  SHARED_OPTIONS.seed,
  SHARED_OPTIONS.format,
  SHARED_OPTIONS.wide,
  SHARED_OPTIONS.quiet,
];

/** The options of a call. */
export type EvaluateOptions = Readonly<ReturnType<typeof optionsIn>>;

/**
 * Reads the options of a call.
 *
 * @throws {UsageError} If a value is not what its option takes, or there is not one network.
 */
export function evaluateOptionsOf(args: Arguments): EvaluateOptions {
  return optionsIn(args);
}

function optionsIn(args: Arguments) {
  const [model, ...others] = args.positional;
  if (model === undefined || others.length > 0) {
    throw new UsageError(
      `Cannot evaluate as one network is needed: got ${args.positional.length}, ` +
        `use "deno task evaluate MODEL --checkpoint FILE --data DIR"`,
    );
  }
  const text = (name: keyof typeof DEFAULTS) => args.text(name) ?? DEFAULTS[name];
  const count = (name: string, value: string, most: number) =>
    wholeNumber(name, value, { least: 1, most });
  const cores = String(navigator.hardwareConcurrency);
  const engines = askedEngines(args);
  const [asked] = engines;
  if (asked === undefined || engines.length > 1) {
    throw new UsageError(
      `Cannot take --engine "${args.text("engine")}" as one engine evaluates at a time: ` +
        "name one, and compare their records",
    );
  }
  // What is wrong with these is said before any file is read.
  labelKindOf(args);
  dimsOf(args);
  const shard = ifGiven(args, "shard", (part) => shardOf(part, Deno.env.get));
  const precision = oneOf("precision", text("precision"), knownPrecisions([asked]));
  const { located, ...use } = asked;
  const { name: engine, halfFile = false } = located.description;
  if (precision === "fp16" && halfFile && isFileArgument(model)) {
    throw new UsageError(
      `Cannot take --precision "fp16" with "${model}" as ${engine} runs a file as it is: leave it out, ` +
        "save the file in half precision, or name another engine, such as openvino",
    );
  }
  return {
    model,
    checkpoint: checkpointOf(args),
    explain: args.has("explain"),
    folder: shardFolder(args.text("out") ?? DEFAULT_FOLDER, shard),
    resume: args.has("resume"),
    /** Undefined: all pictures. */
    shard,
    batch: count("batch", text("batch"), LARGEST_BATCH),
    threads: count("threads", args.text("threads") ?? cores, MOST_THREADS),
    workers: count("workers", args.text("workers") ?? cores, MOST_THREADS),
    graph: oneOf("graph", text("graph"), GRAPH_VARIANTS),
    device: knownDevice(deviceOption(args, DEFAULTS.device), ["auto", ...knownDevices([asked])]),
    precision,
    asked,
    use: { ...use, engine, instances: 1 },
    python: pythonOf(args),
    timeLimitMs: durationMs("timeout", text("timeout")),
    /** Of parameters that a checkpoint may lack. */
    seed: seedOf(args),
  };
}
