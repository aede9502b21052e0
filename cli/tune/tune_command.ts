// `tune`: finds by timing which rewrites make networks faster on a device, and writes the list.

import { builtInEngine } from "../../bench/engines/built_in.ts";
import { AUTO_ORDER } from "../../bench/job/device.ts";
import { errorText } from "../../bench/job/error_text.ts";
import { DEFAULT_ENGINE } from "../../bench/job/protocol.ts";
import { defaultThreads } from "../../bench/machine/cores.ts";
import { machineFingerprint, readEnvironment } from "../../bench/machine/environment.ts";
import type { RunPlan } from "../../bench/plan/plan.ts";
import { openWorkers, type WorkerOptions } from "../../bench/run/worker_process.ts";
import { tune, type Tuned, TuneError } from "../../bench/tune/tune.ts";
import { intervalText } from "../../reports/text/number_text.ts";
import { chooseDevice, type ChosenDevice } from "../engines/choose_device.ts";
import { PYTHON_OPTION, pythonOf } from "../engines/engine_places.ts";
import { LARGEST_BATCH, MOST_THREADS } from "../options/count_limits.ts";
import { modelsOf } from "../options/model_arguments.ts";
import { seedOf, SHARED_OPTIONS } from "../options/shared_options.ts";
import { abortOnSignals } from "../shell/abort_on_signals.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { printThenWrite, requireRoom, writeFile } from "../shell/files.ts";
import { note, out } from "../shell/print.ts";
import { progressOn } from "../shell/progress.ts";
import { openScratch } from "../shell/scratch.ts";
import { UsageError } from "../shell/usage_error.ts";
import { durationMs, ifGiven, oneOf, wholeNumber } from "../shell/values.ts";
import { tunedPath, tunedText } from "./tuned_file.ts";

/** One of each kind: residual, attention, both. */
const USUAL_MODELS = ["resnet18", "deit-t", "dsnet-t-aligned"] as const;
const DEFAULTS = { batch: "8", time: "120s", slice: "0.3s", timeout: "120s" } as const;

/** Times every rewrite of the fast graph left out in turn and writes the list that is fastest. */
export const tuneCommand: Command = {
  name: "tune",
  positional: "[MODEL…] --device NAME",
  summary:
    "Times each rewrite of the fast graph left out in turn on a device, and writes the list " +
    "that bench takes there from then on.",
  options: [
    { name: "device", value: "NAME", help: `the device: ${AUTO_ORDER.join(", ")}` },
    SHARED_OPTIONS.suite,
    { name: "batch", value: "N", help: `images a run (default ${DEFAULTS.batch})` },
    { name: "threads", value: "N", help: "threads of the runtime (default: the cores)" },
    {
      name: "time",
      value: "TIME",
      help: `budget of the timed rounds of a model (default ${DEFAULTS.time})`,
    },
    {
      name: "slice",
      value: "TIME",
      help: `time of each list in a round, one run at least (default ${DEFAULTS.slice})`,
    },
    {
      name: "timeout",
      value: "TIME",
      help: `longest wait for one answer (default ${DEFAULTS.timeout})`,
    },
    { name: "out", value: "FILE", help: "another file than the one that bench looks for" },
    PYTHON_OPTION,
    SHARED_OPTIONS.seed,
    SHARED_OPTIONS.quiet,
  ],
  run,
};

async function run(args: Arguments): Promise<ExitCode> {
  const timeLimitMs = durationMs("timeout", args.text("timeout") ?? DEFAULTS.timeout);
  const partial = planOf(args);
  const { device } = partial;
  await using stack = new AsyncDisposableStack();
  const scratch = stack.use(await openScratch());
  const progress = progressOn({ quiet: args.has("quiet") });
  stack.defer(progress.end);
  const { signal, stop } = abortOnSignals();
  stack.defer(stop);
  const options: WorkerOptions = {
    timeLimitMs,
    scratch: scratch.path,
    python: pythonOf(args),
    engineOf: builtInEngine,
    signal,
  };
  const chosen = await chooseDevice(
    { requested: device, candidates: [device], use: { engine: DEFAULT_ENGINE, options: {} } },
    options,
  );
  const giveUp = (problem: string) => {
    progress.say(signal.aborted ? "interrupted: no list was written" : `error: ${problem}`);
    return signal.aborted ? EXIT.interrupted : EXIT.nothingMeasured;
  };
  if ("problem" in chosen) return giveUp(`Cannot tune on ${device}: ${chosen.problem}`);
  const { machine, onnxruntime, threads } = await placeOf(chosen);
  const plan = { ...partial, threads: partial.threads ?? threads };
  const path = args.text("out") ?? tunedPath({ device, machine });
  // What takes minutes to find shall not be lost at the end.
  await requireRoom(path, { force: true });
  const workers = stack.use(openWorkers(options));
  let tuned: Tuned;
  try {
    tuned = await tune(plan, {
      startWorker: workers.startWorker,
      differenceWith: workers.differenceWith,
      loading: workers,
      now: () => performance.now(),
      show: (text) => progress.show(text, undefined),
    });
  } catch (error) {
    if (!(error instanceof TuneError) && !signal.aborted) throw error;
    return giveUp(errorText(error));
  }
  progress.end();
  if (signal.aborted) return giveUp("it was stopped");
  const text = tunedText({
    device,
    machine,
    onnxruntime,
    at: new Date().toISOString(),
    commandLine: Deno.args,
    models: plan.models.map(({ id }) => id),
    ...tuned,
  });
  await printThenWrite(() => out(resultText(tuned)), () => writeFile(path, text));
  if (!args.has("quiet")) note(`wrote ${path}`);
  return EXIT.done;
}

function planOf(
  args: Arguments,
): Omit<RunPlan, "threads"> & { readonly threads: number | undefined } {
  const count = (name: string, text: string, most: number) =>
    wholeNumber(name, text, { least: 1, most });
  const device = ifGiven(args, "device", (text) => oneOf("device", text, AUTO_ORDER));
  const counts = {
    batch: count("batch", args.text("batch") ?? DEFAULTS.batch, LARGEST_BATCH),
    threads: ifGiven(args, "threads", (text) => count("threads", text, MOST_THREADS)),
    timeMs: durationMs("time", args.text("time") ?? DEFAULTS.time),
    sliceMs: durationMs("slice", args.text("slice") ?? DEFAULTS.slice),
    seed: seedOf(args),
  };
  const [first, ...others] = modelsOf(args, USUAL_MODELS);
  if (first === undefined) throw new UsageError("Cannot tune as no model is left: name one");
  if (device === undefined) {
    throw new UsageError("Cannot tune as no device is named: give one, as --device cpu");
  }
  return {
    ...counts,
    runId: crypto.randomUUID(),
    models: [first, ...others],
    anchor: first.id,
    graphs: ["fast"],
    size: first.defaultSize,
    deviceRequested: device,
    device,
    precision: "fp32",
    input: "copied",
    rounds: null,
    precisionTarget: 0,
    ceilings: false,
    memoryLimitBytes: Infinity,
  };
}

/** The machine as `bench` knows it, and the threads that it would take. */
async function placeOf(chosen: ChosenDevice) {
  const environment = await readEnvironment(chosen, Deno.env.get);
  return {
    machine: await machineFingerprint(environment),
    onnxruntime: environment.onnxruntime,
    threads: defaultThreads(environment),
  };
}

function resultText({ rewrites, leftOut, unequal, findings, confirmed }: Tuned): string {
  const ratioText = ({ model, rewrite, ratio }: Tuned["findings"][number]) =>
    `${model} without ${rewrite}: ${intervalText(ratio, { atLeast: 3 })} times the rate`;
  const lines = [
    ...findings.map(ratioText),
    ...Object.entries(confirmed).map(([model, ratio]) =>
      `${model} by the list: ${intervalText(ratio, { atLeast: 3 })} times the rate`
    ),
    `left out: ${leftOut.join(", ") || "none"}`,
    ...unequal.length === 0 ? [] : [`not the same there: ${unequal.join(", ")}`],
    `the list: ${rewrites.join(", ")}`,
  ];
  return `${lines.join("\n")}\n`;
}
