// The records: what a run leaves behind, one JSON object a line (records.jsonl).
//
// A file may come from anywhere, so it is read through these schemas. `run` comes first; `count`,
// `round` and `failure` are written as each piece is finished; `timing` sums up the rounds of one
// model at the end. A run that was killed has rounds without a timing; nothing measured is lost.

import { z } from "zod";
import { byName } from "./by_name.ts";
import { asFarAsCarried } from "./carried.ts";
import { environmentSchema, machineStateSchema } from "./environment_schema.ts";
import {
  atLeast0,
  boundedShare,
  derivedFigure,
  derivedInterval,
  derivedShare,
  measuredInterval,
  roundSamples,
} from "./measurable.ts";
import type { Record } from "./record_types.ts";

/** Version of the record format. */
export const RECORD_SCHEMA = "dsnet-bench/1";

/** Most parts of a plan. */
export const MOST_SHARDS = 100_000;

const integer = z.int().nonnegative();
const real = z.number();
const milliseconds = atLeast0;
const integersByName = byName(integer);

const arithmetic = z.enum(["fp32", "tf32", "bf16", "fp16"]);

const common = { schema: z.literal(RECORD_SCHEMA), runId: z.string() };

/** What must be equal for two timings to be comparable, besides the machine. */
const conditions = {
  model: z.string(),
  /** `224`, or height x width. */
  size: z.string(),
  batch: integer,
  precision: z.enum(["fp32", "fp16"]),
  threads: integer,
  /** Variant of the graph that was timed. */
  graph: z.enum(["plain", "fast"]),
  deviceRequested: z.string(),
};

/** Where and how a run was made. */
export const runSchema = z.object({
  ...common,
  kind: z.literal("run"),
  startedAt: z.iso.datetime(),
  suiteVersion: z.string(),
  /** Of the suite's own repository; null where there is none. */
  gitCommit: z.string().nullable(),
  /** Whether files of that commit had been changed; null where that is not known. */
  gitDirty: z.boolean().nullable(),
  commandLine: z.array(z.string()).readonly(),
  settings: z.object({
    models: z.array(z.string()).readonly(),
    anchor: z.string(),
    /** Plain, fast or both. */
    graphs: z.array(z.string()).max(2).readonly(),
    size: z.string(),
    batch: integer,
    threads: integer,
    /** Asked for; each timing says what was used. */
    device: z.string(),
    precision: z.string(),
    /** Whether a batch is copied from host memory, or made inside the graph from one image. */
    input: z.enum(["copied", "expanded"]),
    seed: integer,
    /** Time budget of the rounds. */
    timeMs: milliseconds,
    /** Most rounds; null: as many as the time allows. */
    rounds: integer.nullable(),
    /** How long each model is timed in a round, at least one run. */
    sliceMs: milliseconds,
    /** Rounds end when no interval is wider than this on either side; 0: never. */
    precisionTarget: real,
    /** Whether the machine's ceilings were measured in the same rounds. */
    ceilings: z.boolean(),
    /** Workers that are loaded together need no more than this. */
    memoryLimitBytes: real,
  }),
  environment: environmentSchema,
  /** Fingerprint of what must be equal for two runs to be comparable. */
  machine: z.string(),
  /** Run `run` of the `runs` in part `index` of a plan (bench/shard.ts); absent: no part. */
  shard: z.object({
    plan: z.string(),
    index: z.int().positive(),
    count: z.int().max(MOST_SHARDS),
    run: z.int().positive(),
    runs: z.int().positive(),
  }).refine(({ index, count }) => index <= count, "part index is above count")
    .refine(({ run, runs }) => run <= runs, "run is above runs").optional(),
});

/** What a model costs on paper: exact integers. */
export const countSchema = z.object({
  ...common,
  kind: z.literal("count"),
  model: z.string(),
  method: z.string(),
  size: z.string(),
  /** SHA-256 of the plain graph without weights and name. */
  graphHash: z.string(),
  params: integer,
  buffers: integer,
  macs: integer,
  flops: integer,
  macsByOp: integersByName,
  macsByStage: integersByName,
  macsByStream: integersByName,
  /** Of one image, parameters included (bench/roofline.ts); absent in older records. */
  bytesByStream: integersByName.optional(),
  unknownOps: integersByName,
  /** Names of nodes that no output needs: counted nowhere. */
  unusedNodes: z.array(z.string()).readonly(),
  /** Names of fixed numbers that stand where weights do: not among `params`. */
  constantWeights: z.array(z.string()).readonly(),
});

/** The samples of one model in one round. */
export const roundSchema = z.object({
  ...common,
  kind: z.literal("round"),
  ...conditions,
  round: integer,
  /** Time of each `session.run` of the whole batch, in order. */
  samplesMs: roundSamples,
});

/** Everything about the timing of one model, as it is written. */
const timingFields = z.object({
  ...common,
  kind: z.literal("timing"),
  ...conditions,
  deviceUsed: z.string(),
  /** Name of the adapter, where the system tells. */
  deviceName: z.string().nullable(),
  /** Whether the device is emulated on the processor. */
  softwareDevice: z.boolean(),
  /** What products were computed in: `precision`, or fewer bits (bench/arithmetic.ts). */
  arithmetic,
  /** Nodes that ran elsewhere than asked for, and their share of the kernels' time. */
  fallback: z.object({ nodes: z.array(z.string()).readonly(), share: boundedShare }),
  graphHash: z.string(),
  /** Multiply-adds an image that the timed graph executes; the model's own are in its count. */
  executedMacs: integer,
  /** Graph and weights written. */
  buildMs: milliseconds,
  /** Session created: parsing, optimization, packing of weights. */
  loadMs: milliseconds,
  /** The very first run, with the runtime's tracing on. */
  firstRunMs: milliseconds,
  warmUpMs: z.array(milliseconds).readonly(),
  /** Whether the counted samples are steady (bench/steady.ts); null: too few to tell. */
  steady: z.boolean().nullable(),
  /** What is wrong with them if they are not. */
  unsteadiness: z.enum(["trend", "two modes", "too few samples"]).nullable(),
  /** Why the rounds ended. */
  endedBy: z.enum(["precision", "time", "rounds", "interrupted"]),
  /** Rows that have it in common were timed in the same rounds; absent in older records. */
  roundsId: z.string().optional(),
  /** Raw samples by round, in ms a batch. */
  roundsMs: z.array(roundSamples).min(1).readonly(),
  /** Over rounds, from exactly these samples. */
  imagesPerSecond: measuredInterval,
  latencyMs: measuredInterval,
  /** Percentiles of the single samples; null where there are too few for them. */
  latencyPercentilesMs: z.object({ p90: derivedFigure, p99: derivedFigure }),
  /** images/s over the anchor's in the same graph variant, round by round; null without timing. */
  relative: z.object({ anchor: z.string(), ratio: derivedInterval }).nullable()
    .transform((relative) => {
      const ratio = relative?.ratio;
      return relative && ratio ? { ...relative, ratio } : null;
    }),
  /** images/s over the same model's plain graph, round by round; null: it is that, or not timed. */
  overPlain: derivedInterval.nullable(),
  /** Against the ceilings of the same rounds (bench/roofline.ts); null where there are none. */
  roofline: z.object({
    matrixShare: derivedInterval,
    copyShare: derivedFigure,
    bound: z.enum(["compute", "memory"]),
    impossible: z.boolean(),
  }).nullable().transform((roofline) => {
    const { matrixShare = null, copyShare = null } = roofline ?? {};
    return roofline === null || matrixShare === null || copyShare === null
      ? null
      : { ...roofline, matrixShare, copyShare };
  }),
  /** Time in kernels of a traced run by operator, stage and stream (bench/profile.ts). */
  kernelMs: z.object({
    byOp: byName(milliseconds),
    byStage: byName(milliseconds),
    byStream: byName(milliseconds),
  }),
  /** Runs of which that is the median; null in older records: one, before runs were warm. */
  tracedRuns: integer.nullable(),
  /** Share of `session.run` that is not the runtime's own, from a traced run; null: unknown. */
  harnessShare: derivedShare,
  /** Processor time of this worker while it was idle, in cores; null: unknown. */
  idleCores: derivedFigure,
  /** Largest resident set of the worker; it holds this model only. */
  peakMemoryBytes: integer,
  /** SHA-256 of the logits of the session that was timed, little-endian float32. */
  outputSha256: z.string(),
  /** Difference to the plain float32 graph on the CPU, relative; null: it is that graph. */
  referenceDifference: atLeast0.nullable(),
  /** Whether the batch is copied from host memory within the samples. */
  copiesIncluded: z.boolean(),
});

/** Everything about the timing of one model, as far as its samples carry it. */
export const timingSchema = timingFields.transform(asFarAsCarried<z.infer<typeof timingFields>>);

/** The machine's ceilings, measured in the same rounds. */
export const ceilingSchema = z.object({
  ...common,
  kind: z.literal("ceiling"),
  /** That of the timings from the same rounds; null in older records. */
  roundsId: z.string().nullable(),
  threads: integer,
  deviceUsed: z.string(),
  precision: z.string(),
  arithmetic,
  /** Matrix product, right side constant, over the size that was fastest. */
  matrixFlopsPerSecond: measuredInterval,
  /** The matrix product, or a convolution where the runtime is faster at it. */
  arithmeticFlopsPerSecond: measuredInterval,
  /** Side of that matrix. */
  matrixSide: integer,
  /** Element-wise operators, bytes read and written. */
  copyBytesPerSecond: measuredInterval,
});

/** How a run ended. */
export const endSchema = z.object({
  ...common,
  kind: z.literal("end"),
  interrupted: z.boolean(),
  wallMs: milliseconds,
  /** Time inside `session.run` of all samples. */
  sampledMs: milliseconds,
  state: machineStateSchema,
});

/** A model that could not be counted or timed, with the reason. */
export const failureSchema = z.object({
  ...common,
  kind: z.literal("failure"),
  model: z.string(),
  method: z.string(),
  size: z.string(),
  graph: z.enum(["plain", "fast"]),
  batch: integer,
  stage: z.enum(["build", "load", "warm-up", "run", "check"]),
  reason: z.string(),
});

/** Any line of records.jsonl. */
export const recordSchema = z.discriminatedUnion("kind", [
  runSchema,
  countSchema,
  roundSchema,
  timingSchema,
  ceilingSchema,
  failureSchema,
  endSchema,
]);

export type { Environment, MachineState } from "./environment_types.ts";
export type {
  CeilingRecord,
  CountRecord,
  EndRecord,
  FailureRecord,
  Interval,
  Record,
  RoundRecord,
  RunRecord,
  TimingRecord,
} from "./record_types.ts";

/** One line of records.jsonl, line end included. */
export function recordLine(record: Record): string {
  return `${JSON.stringify(recordSchema.parse(record))}\n`;
}
