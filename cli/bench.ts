// `bench`: the main job. Counts and times the models and writes the table of the paper.

import { type BenchmarkPlan, runBenchmark } from "../bench/benchmark.ts";
import { defaultThreads, machineFingerprint, readEnvironment } from "../bench/environment.ts";
import { type Record, RECORD_SCHEMA, recordLine, type RunRecord } from "../bench/record.ts";
import { runtimeVersions, workerStarter } from "../bench/worker_process.ts";
import { type CatalogEntry, findModel } from "../models/catalog.ts";
import { imageSizeText } from "../models/image_size.ts";
import { PAPER_SUITE } from "../models/suites.ts";
import { type Arguments, type Command, durationMs, oneOf, wholeNumber } from "./command.ts";
import { EXIT, type ExitCode } from "./exit_code.ts";
import { appendText, requireWritableFolder } from "./files.ts";
import { note } from "./print.ts";
import { progressOn } from "./progress.ts";
import { printPaperTable, tableOf, writeTable } from "./report.ts";
import { formatOf, modelsOf, seedOf, SHARED_OPTIONS, sizeOf } from "./shared_options.ts";
import { SUITE_VERSION, suiteCommit } from "./suite.ts";
import { asUsage, UsageError } from "./usage_error.ts";

const DEFAULTS = {
  anchor: "dsnet-t-aligned",
  batch: "8",
  device: "auto",
  out: "reports/out",
  slice: "0.3s",
  time: "90s",
  timeout: "120s",
} as const;

/** Both mean the CPU: the only device that this version measures on. */
const DEVICES = ["auto", "cpu"] as const;

const LARGEST_BATCH = 4096;
const MOST_THREADS = 1024;
const MOST_ROUNDS = 100_000;

/** What a run's options say, the machine's threads left open. */
type Options = Omit<BenchmarkPlan, "runId" | "threads"> & {
  readonly threads: number | undefined;
  readonly timeLimitMs: number;
};

function optionsOf(args: Arguments): Options {
  const text = (name: keyof typeof DEFAULTS) => args.text(name) ?? DEFAULTS[name];
  const models = modelsOf(args, PAPER_SUITE);
  const rounds = args.text("rounds");
  const threads = args.text("threads");
  return {
    models,
    anchor: anchorOf(args, models),
    size: sizeOf(args),
    batch: wholeNumber("batch", text("batch"), { least: 1, most: LARGEST_BATCH }),
    threads: threads === undefined
      ? undefined
      : wholeNumber("threads", threads, { least: 1, most: MOST_THREADS }),
    device: oneOf("device", text("device"), DEVICES),
    seed: seedOf(args),
    timeMs: durationMs("time", text("time")),
    rounds: rounds === undefined
      ? null
      : wholeNumber("rounds", rounds, { least: 1, most: MOST_ROUNDS }),
    sliceMs: durationMs("slice", text("slice")),
    timeLimitMs: durationMs("timeout", text("timeout")),
  };
}

/** The default anchor where it is among the models, else the first of them. */
function anchorOf(args: Arguments, models: readonly CatalogEntry[]): string {
  const named = args.text("anchor");
  const id = asUsage(() => findModel(named ?? DEFAULTS.anchor)).id;
  if (models.some((model) => model.id === id)) return id;
  if (named === undefined) return models[0]?.id ?? id;
  throw new UsageError(
    `Cannot take --anchor "${named}" as it is not among the models: name it with them`,
  );
}

async function runRecord(
  plan: BenchmarkPlan,
  environment: RunRecord["environment"],
): Promise<RunRecord> {
  const { runId, anchor, batch, threads, device, seed, timeMs, rounds, sliceMs } = plan;
  return {
    schema: RECORD_SCHEMA,
    kind: "run",
    runId,
    startedAt: new Date().toISOString(),
    suiteVersion: SUITE_VERSION,
    gitCommit: suiteCommit(),
    commandLine: Deno.args,
    settings: {
      models: plan.models.map(({ id }) => id),
      size: imageSizeText(plan.size),
      ...{ anchor, batch, threads, device, seed, timeMs, rounds, sliceMs },
    },
    environment,
    machine: await machineFingerprint(environment),
  };
}

async function run(args: Arguments): Promise<ExitCode> {
  const options = optionsOf(args);
  const format = formatOf(args);
  const folder = args.text("out") ?? DEFAULTS.out;
  await requireWritableFolder(folder);

  const { timeLimitMs } = options;
  let versions;
  try {
    versions = await runtimeVersions({ timeLimitMs });
  } catch (error) {
    note(`error: Cannot load onnxruntime-node: ${error instanceof Error ? error.message : error}`);
    return EXIT.nothingMeasured;
  }
  const environment = readEnvironment(versions.onnxruntime);
  const plan: BenchmarkPlan = {
    ...options,
    runId: crypto.randomUUID(),
    threads: options.threads ?? defaultThreads(environment),
  };

  const progress = progressOn({ quiet: args.has("quiet") });
  const recordsPath = `${folder}/records.jsonl`;
  const records: Record[] = [];
  const emit = (record: Record) => {
    records.push(record);
    appendText(recordsPath, recordLine(record));
    if (record.kind === "failure") {
      progress.say(`failed: ${record.model} (${record.stage}): ${record.reason}`);
    }
  };

  emit(await runRecord(plan, environment));
  const { failedCount, timedCount } = await runBenchmark(plan, {
    startWorker: workerStarter({ timeLimitMs }),
    now: () => performance.now(),
    emit,
    show: progress.show,
  });
  progress.end();

  const table = await tableOf(records);
  await writeTable(folder, table);
  printPaperTable(table, format);
  if (!args.has("quiet")) note(`wrote ${folder}/table.md, table.csv and records.jsonl`);
  if (timedCount === 0) return EXIT.nothingMeasured;
  return failedCount > 0 ? EXIT.failed : EXIT.done;
}

/** Counts and times models; see the options. */
export const benchCommand: Command = {
  name: "bench",
  positional: "[MODEL…]",
  summary: "Counts and times the models (default: the paper's table) and writes the reports.",
  options: [
    { name: "out", value: "DIR", help: `folder of the reports (default ${DEFAULTS.out})` },
    { name: "batch", value: "N", help: `images a run (default ${DEFAULTS.batch})` },
    { name: "threads", value: "N", help: "threads of the runtime (default: the cores)" },
    { name: "time", value: "TIME", help: `budget of the timed rounds (default ${DEFAULTS.time})` },
    { name: "rounds", value: "N", help: "most rounds (default: as many as the time allows)" },
    {
      name: "slice",
      value: "TIME",
      help: `time of each model in a round, one run at least (default ${DEFAULTS.slice})`,
    },
    {
      name: "timeout",
      value: "TIME",
      help: `longest wait for one answer of a model (default ${DEFAULTS.timeout})`,
    },
    { name: "device", value: "NAME", help: `${DEVICES.join(" or ")} (default ${DEFAULTS.device})` },
    {
      name: "anchor",
      value: "MODEL",
      help: `the model that ratios refer to (default ${DEFAULTS.anchor})`,
    },
    ...Object.values(SHARED_OPTIONS),
  ],
  run,
};
