// `gpu-report`: one call that measures what a GPU can tell in eight minutes, on a bare machine that may
// be had once.

import type { GpuState } from "../../bench/record/environment_types.ts";
import { readGpus } from "../../bench/machine/gpu_state.ts";
import { pythonOf, pythonOption } from "../engines/engine_places.ts";
import { requireKind } from "../files/file_kind.ts";
import { LARGEST_BATCH } from "../options/count_limits.ts";
import { modelsAndFilesOf } from "../options/model_arguments.ts";
import { sizeOf } from "../options/shared_options.ts";
import { RECORDS_NAME } from "../records/read_records.ts";
import { abortOnSignals } from "../shell/abort_on_signals.ts";
import type { Arguments, Command } from "../shell/command.ts";
import { EXIT, type ExitCode } from "../shell/exit_code.ts";
import { isThere, requireWritableFolder, writeFile } from "../shell/files.ts";
import { note } from "../shell/print.ts";
import { UsageError } from "../shell/usage_error.ts";
import { durationMs, listOf, wholeNumber } from "../shell/values.ts";
import { reportSteps } from "./report_steps.ts";
import { runReport } from "./run_report.ts";
import { runStep } from "./run_step.ts";
import { suiteProgram } from "./suite_program.ts";

const DEFAULTS = { out: "gpu-report", time: "450s", batch: "64,1,256" } as const;
/** Share of a GPU's memory that networks loaded together may need. */
const MEMORY_SHARE = 0.6;
/** Parts of a card's memory at most (NVIDIA's guide to MIG, profile 1g). */
const SMALLEST_PARTS = 8;
const LOG_NAME = "log.txt";
/** Where containers keep what names NVIDIA's Vulkan driver; the loader knows other places by itself. */
const VULKAN_DRIVERS = ["/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json"];

/** Measures on WebGPU, CUDA and PyTorch, each step in its time. */
export const gpuReportCommand: Command = {
  name: "gpu-report",
  positional: "[MODEL…]",
  summary:
    "Measures what a GPU can tell in eight minutes: the paper's table on PyTorch, CUDA and " +
    "WebGPU, other batches and precisions of the most telling networks (MODEL: of these instead).",
  options: [
    {
      name: "out",
      value: "DIR",
      help: `folder of records, reports and log (default ${DEFAULTS.out})`,
    },
    pythonOption("the Python with PyTorch"),
    { name: "time", value: "TIME", help: `for all of it (default ${DEFAULTS.time})` },
    {
      name: "batch",
      value: "N,…",
      help: `images a run; the first for all networks (default ${DEFAULTS.batch})`,
    },
    { name: "size", value: "PIXELS", help: "input size (default: the networks' own)" },
    {
      name: "rehearse",
      help:
        "tries the steps out where there is no GPU: PyTorch computes on the processor, and no " +
        "ceilings are measured",
    },
  ],
  run,
};

async function run(args: Arguments): Promise<ExitCode> {
  const text = (name: keyof typeof DEFAULTS) => args.text(name) ?? DEFAULTS[name];
  const folder = text("out");
  const timeMs = durationMs("time", text("time"));
  const batches = listOf(
    "batch",
    text("batch"),
    (item) => wholeNumber("batch", item, { least: 1, most: LARGEST_BATCH }),
  );
  // A slip here would be found out by every step anew.
  for (const model of modelsAndFilesOf(args, [])) {
    if ("path" in model) requireKind(model.path, "model");
  }
  sizeOf(args);
  await requireWritableFolder(folder);
  if (await isThere(`${folder}/${LOG_NAME}`)) {
    throw new UsageError(
      `Cannot write to "${folder}" as a report is there already: name another folder by --out`,
    );
  }
  const memories = (await readGpus()).flatMap(memoryForUs);
  const steps = reportSteps({
    batches,
    models: args.positional,
    size: args.text("size"),
    isRehearsal: args.has("rehearse"),
    memoryBytes: memories.length === 0 ? undefined : MEMORY_SHARE * Math.min(...memories),
  });

  const path = `${folder}/${LOG_NAME}`;
  const log = (added: string) => Deno.writeTextFileSync(path, added, { append: true });
  const { signal, stop } = abortOnSignals();
  const isMeasured = await runReport(
    {
      steps,
      folder,
      timeMs,
      python: pythonOf(args),
      variables: await vulkanVariables(),
    },
    {
      run: runStep,
      signal,
      suiteProgram,
      now: () => performance.now(),
      log,
      say(line) {
        note(line);
        log(`${line}\n`);
      },
      write: (name, content) => writeFile(`${folder}/${name}`, content),
      async recordsOf(step) {
        const records = `${step}/${RECORDS_NAME}`;
        const text = await Deno.readTextFile(records).catch(() => "");
        return text.includes('"kind":"timing"') ? records : undefined;
      },
    },
  );
  stop();
  note(`${path} has all that was said${isMeasured ? `, ${folder}/report the tables` : ""}`);
  if (signal.aborted) return EXIT.interrupted;
  return isMeasured ? EXIT.done : EXIT.nothingMeasured;
}

/** Of a card that is split (MIG), the driver tells all of its memory, of which a part has an eighth or more. */
export function memoryForUs(
  { memoryBytes, isSplit }: Pick<GpuState, "memoryBytes" | "isSplit">,
): readonly number[] {
  if (memoryBytes === null) return [];
  return [isSplit ? memoryBytes / SMALLEST_PARTS : memoryBytes];
}

/** Tells the Vulkan loader of NVIDIA's driver where it would not find it. */
async function vulkanVariables(): Promise<Readonly<Record<string, string>>> {
  if (Deno.env.get("VK_DRIVER_FILES") !== undefined) return {};
  for (const path of VULKAN_DRIVERS) {
    if (await isThere(path)) return { VK_DRIVER_FILES: path };
  }
  return {};
}
