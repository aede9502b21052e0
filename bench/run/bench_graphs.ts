// Graphs of one's own, counted and timed as `bench` does it with the catalog: a process each, in rounds,
// held against the plain graph on the CPU.

import type { Graph } from "../../models/graph/graph.ts";
import { machineFingerprint, readEnvironment } from "../machine/environment.ts";
import { runBenchmark } from "./benchmark.ts";
import { usualGraph } from "../job/device_rewrites.ts";
import { writeGraph } from "../prepare/graph_file.ts";
import type { ModelSource } from "../prepare/preparation.ts";
import type { RunPlan } from "../plan/plan.ts";
import { runRecordOf } from "./record_of.ts";
import type { Device, GraphVariant, ProbedDevice, ProbeResult } from "../job/protocol.ts";
import type {
  BenchRecord,
  CountRecord,
  FailureRecord,
  RunRecord,
  TimingRecord,
} from "../record/record_types.ts";
import { openWorkers, probe, type WorkerOptions } from "./worker_process.ts";
import config from "../../deno.json" with { type: "json" };

/** How {@linkcode benchGraphs} measures. */
export interface BenchGraphsOptions {
  /**
   * Where the runtime computes; one of several GPUs as `cuda:1`, which needs the right to read the
   * variables that bind a run to GPUs. @default "cpu"
   */
  readonly device?: Device;
  /** Images a run. @default 8 */
  readonly batch?: number;
  /** Threads of the runtime. @default 1 */
  readonly threads?: number;
  /** Graph variants to time: as written, rewritten. @default ["fast"], or ["plain"] if unproved */
  readonly variants?: readonly GraphVariant[];
  /** Time of the rounds of all graphs together. @default 10000 */
  readonly timeMs?: number;
  /** Most rounds. @default as many as the time allows */
  readonly rounds?: number;
  /** Of weights, images and the order of the rounds. @default 0 */
  readonly seed?: number;
  /** Longest wait for one answer of a graph. @default 120000 */
  readonly timeLimitMs?: number;
  /** Where graphs and weights lie meanwhile. @default the system's temporary folder */
  readonly folder?: string;
}

/** What {@linkcode benchGraphs} found. */
export interface BenchedGraphs {
  /** What each graph costs on paper. */
  readonly counts: readonly CountRecord[];
  /** One of each graph and variant that could be timed; ratios are to the first graph. */
  readonly timings: readonly TimingRecord[];
  /** What could not be timed, with the reason. */
  readonly failures: readonly FailureRecord[];
  /**
   * All records, as `bench` keeps them. The run's own is the first, by which they can be compared and
   * reported on; without the right to look at the machine (`--allow-sys`) there is none.
   */
  readonly records: readonly BenchRecord[];
}

const USUAL_BATCH = 8;
const USUAL_TIME_MS = 10_000;
const USUAL_TIME_LIMIT_MS = 120_000;
const SLICE_MS = 300;

/**
 * Counts and times graphs of one's own side by side, in the same rounds. Weights are seeded. The
 * suite's folder must be installed (`deno install`), and the process may run `deno` and `sh` and read
 * and write in a folder.
 *
 * @param graphs Each with a name of its own and one input of the same shape, called `image`.
 * @throws {RangeError} If the graphs are not like that.
 * @throws {Error} If the device does not work.
 */
export async function benchGraphs(
  graphs: readonly Graph[],
  options: BenchGraphsOptions = {},
): Promise<BenchedGraphs> {
  const plan = planOf(graphs, options);
  const dir = options.folder === undefined ? {} : { dir: options.folder };
  const scratch = await Deno.makeTempDir({ ...dir, prefix: "dsnet-graphs-" });
  try {
    const sources = new Map<string, ModelSource>();
    for (const [index, graph] of graphs.entries()) {
      const graphFile = `${scratch}/${index}`;
      await writeGraph(graphFile, graph);
      sources.set(graph.name, { graphFile });
    }
    const workerOptions: WorkerOptions = {
      scratch,
      timeLimitMs: options.timeLimitMs ?? USUAL_TIME_LIMIT_MS,
      sources,
    };
    const device = await workingDevice(plan.device, workerOptions);
    await using workers = openWorkers(workerOptions);
    const run = await recordHere(plan, device);
    const records: BenchRecord[] = run === undefined ? [] : [run];
    await runBenchmark(plan, {
      startWorker: workers.startWorker,
      differenceWith: workers.differenceWith,
      loading: workers,
      now: () => performance.now(),
      emit: (record) => records.push(record),
      show: () => undefined,
      device,
    });
    return {
      counts: records.filter((record) => record.kind === "count"),
      timings: records.filter((record) => record.kind === "timing"),
      failures: records.filter((record) => record.kind === "failure"),
      records,
    };
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

function planOf(graphs: readonly Graph[], options: BenchGraphsOptions): RunPlan {
  const { device = "cpu", batch = USUAL_BATCH, threads = 1, seed = 0 } = options;
  const [height, width] = requireAlike(graphs);
  return {
    runId: crypto.randomUUID(),
    models: graphs.map((graph) => ({ id: graph.name, method: graph.name, build: () => graph })),
    graphs: options.variants ?? [usualGraph(device)],
    anchor: graphs[0]?.name ?? "",
    size: { height, width },
    batch,
    threads,
    device,
    deviceRequested: device,
    seed,
    precision: "fp32",
    input: "copied",
    ceilings: false,
    precisionTarget: 0,
    timeMs: options.timeMs ?? USUAL_TIME_MS,
    rounds: options.rounds ?? null,
    sliceMs: SLICE_MS,
    memoryLimitBytes: Infinity,
  };
}

/** What tells about a machine. */
const MACHINE_RIGHTS = ["cpus", "systemMemoryInfo", "osRelease", "loadavg"] as const;

/** The record of a run, made now; `undefined` where the process may not look at the machine. */
async function recordHere(plan: RunPlan, device: FoundDevice): Promise<RunRecord | undefined> {
  for (const kind of MACHINE_RIGHTS) {
    const { state } = await Deno.permissions.query({ name: "sys", kind });
    if (state !== "granted") return undefined;
  }
  const environment = await readEnvironment({ ...device, device: plan.device });
  return runRecordOf({ ...plan, memoryLimitBytes: environment.memoryBytes }, {
    environment,
    machine: await machineFingerprint(environment),
    software: { suiteVersion: config.version, gitCommit: null, gitDirty: null },
    commandLine: [],
  });
}

/** Height and width of the one input that all graphs have. */
function requireAlike(graphs: readonly Graph[]): readonly [height: number, width: number] {
  const names = new Set(graphs.map(({ name }) => name));
  if (graphs.length === 0 || names.size < graphs.length) {
    throw new RangeError(
      `Cannot bench these graphs as each needs a name of its own: got ` +
        `${graphs.map(({ name }) => name).join(", ") || "none"}, name them apart`,
    );
  }
  const inputs = new Set(
    graphs.map(({ inputs }) =>
      inputs.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(" and ")
    ),
  );
  const [input = ""] = inputs;
  const sides = /^image \[N, \d+, (\d+), (\d+)\]$/.exec(input);
  if (inputs.size === 1 && sides !== null) return [Number(sides[1]), Number(sides[2])];
  throw new RangeError(
    `Cannot bench these graphs as they need one input "image" [N, channels, height, width], the ` +
      `same for all: got ${[...inputs].join("; ")}`,
  );
}

/** A device that works, and what was found about it. */
type FoundDevice = ProbedDevice & Pick<ProbeResult, "versions">;

async function workingDevice(device: Device, workers: WorkerOptions): Promise<FoundDevice> {
  const { problem, arithmetic, ...found } = await probe({ device }, workers);
  if (problem === null && arithmetic !== null) return { ...found, arithmetic };
  throw new Error(`Cannot measure on ${device}: ${problem}`);
}
