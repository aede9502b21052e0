// A whole run: counts every model, times those that can be built, and emits a record of each piece
// as soon as it is finished. What it needs from outside comes in as tools.

import type { CatalogEntry } from "../models/catalog.ts";
import type { Graph } from "../models/graph.ts";
import { type ImageSize, imageSizeText } from "../models/image_size.ts";
import { graphHash } from "../models/onnx.ts";
import { countGraph, groupMacs } from "./count.ts";
import type { Job } from "./protocol.ts";
import {
  type CountRecord,
  type FailureRecord,
  type Record,
  RECORD_SCHEMA,
  type RoundRecord,
  type TimingRecord,
} from "./record.ts";
import { measureInRounds, type Measurement, type ScheduleTools } from "./schedule.ts";
import { summarize } from "./summary.ts";

/** What to measure, and how long. */
export interface BenchmarkPlan {
  readonly runId: string;
  readonly models: readonly CatalogEntry[];
  /** Id of the model that ratios refer to. */
  readonly anchor: string;
  readonly size: ImageSize;
  readonly batch: number;
  readonly threads: number;
  readonly device: string;
  readonly seed: number;
  readonly timeMs: number;
  /** Most rounds; null: as many as the time allows. */
  readonly rounds: number | null;
  readonly sliceMs: number;
}

/** What a run needs from outside. */
export interface BenchmarkTools extends ScheduleTools {
  /** Keeps a record; it is safe when this returns. */
  readonly emit: (record: Record) => void;
  /** Shows a step: what is done, and the time that is left if it is known. */
  readonly show: (text: string, etaMs: number | undefined) => void;
}

/** The fields that every record of a model at a size has. */
function identity(plan: BenchmarkPlan, entry: CatalogEntry) {
  return {
    schema: RECORD_SCHEMA,
    runId: plan.runId,
    model: entry.id,
    size: imageSizeText(plan.size),
  } as const;
}

/** What must be equal for two timings to be comparable, besides the machine. */
function conditions(plan: BenchmarkPlan) {
  const { batch, threads } = plan;
  return {
    batch,
    threads,
    precision: "fp32",
    graph: "plain",
    deviceRequested: plan.device,
  } as const;
}

/** A model that could be built. */
interface Counted {
  readonly entry: CatalogEntry;
  readonly hash: string;
}

/**
 * Runs the plan.
 *
 * @returns Whether every model got through, and how many were timed.
 */
export async function runBenchmark(
  plan: BenchmarkPlan,
  tools: BenchmarkTools,
): Promise<{ readonly failedCount: number; readonly timedCount: number }> {
  const counted = new Map<string, Counted>();
  let failedCount = 0;
  const fail = (entry: CatalogEntry, stage: FailureRecord["stage"], reason: string) => {
    failedCount++;
    const { method } = entry;
    tools.emit({ ...identity(plan, entry), kind: "failure", method, stage, reason });
  };

  for (const entry of plan.models) {
    try {
      const graph = entry.build({ size: plan.size });
      const hash = await graphHash(graph);
      tools.emit(countRecord(plan, entry, graph, hash));
      counted.set(entry.id, { entry, hash });
    } catch (error) {
      fail(entry, "build", error instanceof Error ? error.message : String(error));
    }
  }

  const entryOf = ({ model }: Job) => (counted.get(model) as Counted).entry;
  const { height, width } = plan.size;
  const { batch, threads, seed } = plan;
  const jobs = [...counted.keys()].map((model) => ({
    ...{ model, height, width, batch, threads, seed },
  }));
  const measurements = await measureInRounds(jobs, scheduleOptions(plan), tools, {
    onLoading: (job, index) =>
      tools.show(`loading ${job.model} (${index + 1} of ${jobs.length})`, undefined),
    onRound: (job, round, samplesMs) =>
      tools.emit(roundRecord(plan, entryOf(job), round, samplesMs)),
    onFailure: (job, stage, reason) => fail(entryOf(job), stage, reason),
    onProgress: (round, spentMs) =>
      tools.show(`timing, round ${round + 1}`, Math.max(0, plan.timeMs - spentMs)),
  });

  const anchor = measurements.find(({ job }) => job.model === plan.anchor);
  for (const measurement of measurements) {
    const { entry, hash } = counted.get(measurement.job.model) as Counted;
    tools.emit(timingRecord(plan, entry, { measurement, anchor, hash }));
  }
  return { failedCount, timedCount: measurements.length };
}

function scheduleOptions({ seed, timeMs, sliceMs, rounds }: BenchmarkPlan) {
  return { seed, timeMs, sliceMs, ...(rounds === null ? {} : { rounds }) };
}

function countRecord(
  plan: BenchmarkPlan,
  entry: CatalogEntry,
  graph: Graph,
  hash: string,
): CountRecord {
  const count = countGraph(graph);
  const { params, buffers, macs, flops, coverage } = count;
  return {
    ...identity(plan, entry),
    kind: "count",
    method: entry.method,
    graphHash: hash,
    ...{ params, buffers, macs, flops },
    macsByStage: Object.fromEntries(groupMacs(count, "stage")),
    macsByStream: Object.fromEntries(groupMacs(count, "stream")),
    unknownOps: { ...coverage.unknownOps },
  };
}

function roundRecord(
  plan: BenchmarkPlan,
  entry: CatalogEntry,
  round: number,
  samplesMs: readonly number[],
): RoundRecord {
  return {
    ...identity(plan, entry),
    ...conditions(plan),
    kind: "round",
    round,
    samplesMs,
  };
}

/** Copies are inside: on the CPU the runtime reads the input where it lies and hands out logits. */
const COPIES_INCLUDED = true;

function timingRecord(
  plan: BenchmarkPlan,
  entry: CatalogEntry,
  { measurement, anchor, hash }: {
    readonly measurement: Measurement;
    readonly anchor: Measurement | undefined;
    readonly hash: string;
  },
): TimingRecord {
  const { loaded, warmUpMs, roundsMs, peakMemoryBytes } = measurement;
  const { buildMs, loadMs, firstRunMs, outputSha256 } = loaded;
  return {
    ...identity(plan, entry),
    ...conditions(plan),
    kind: "timing",
    deviceUsed: "cpu",
    graphHash: hash,
    ...{ buildMs, loadMs, firstRunMs, outputSha256, peakMemoryBytes },
    warmUpMs,
    roundsMs,
    ...summarize(measurement, anchor, plan.seed),
    copiesIncluded: COPIES_INCLUDED,
  };
}
