// The records: what a run leaves behind, one JSON object a line (records.jsonl).
//
// A file may come from anywhere, so it is read through these schemas. `run` comes first; `count`,
// `round` and `failure` are written as each piece is finished; `timing` sums up the rounds of one
// model at the end. A run that was killed has rounds without a timing; nothing measured is lost.
// What the fields mean stands in record_types.ts.

import { z } from "zod";
import { byName, listOf } from "./unbounded.ts";
import { asFarAsCarried } from "./carried.ts";
import { rowEnergySchema, slicePowerSchema } from "./energy_schema.ts";
import { evaluationFields, pictureFields } from "./evaluation_schema.ts";
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
import { DEFAULT_ENGINE, PRECISIONS } from "../job/protocol.ts";
import type { BenchRecord } from "./record_types.ts";

/** Version of the record format. */
export const RECORD_SCHEMA = "dsnet-bench/1";

/** Most parts of a plan. */
export const MOST_SHARDS = 100_000;

const integer = z.int().nonnegative();
const real = z.number();
const milliseconds = atLeast0;
const integersByName = byName(integer);

const textsByName = byName(z.string());
const precision = z.enum(PRECISIONS);

const common = { schema: z.literal(RECORD_SCHEMA), runId: z.string() };

/** Records from before there were several engines have none of these. */
const engineUse = {
  engine: z.string().default(DEFAULT_ENGINE),
  variant: z.string().optional(),
  instances: z.int().positive().default(1),
};

const conditions = {
  model: z.string(),
  size: z.string(),
  batch: integer,
  precision,
  threads: integer,
  graph: z.enum(["plain", "fast"]),
  deviceRequested: z.string(),
  ...engineUse,
};

/** Where and how a run was made. */
export const runSchema = z.object({
  ...common,
  kind: z.literal("run"),
  startedAt: z.iso.datetime(),
  suiteVersion: z.string(),
  gitCommit: z.string().nullable(),
  gitDirty: z.boolean().nullable(),
  commandLine: listOf(z.string()),
  settings: z.object({
    models: listOf(z.string()),
    anchor: z.string(),
    graphs: listOf(z.string(), { most: 2 }),
    rewrites: listOf(z.string()).optional(),
    size: z.string(),
    batch: integer,
    batchSweep: z.boolean().optional(),
    threads: integer,
    device: z.string(),
    precision: z.string(),
    input: z.enum(["copied", "expanded", "resident"]),
    seed: integer,
    timeMs: milliseconds,
    rounds: integer.nullable(),
    sliceMs: milliseconds,
    precisionTarget: real,
    ceilings: z.boolean(),
    memoryLimitBytes: real,
    engines: listOf(z.object({
      engine: z.string(),
      options: textsByName,
      variant: z.string().optional(),
      instances: z.int().positive(),
      graphs: listOf(z.string(), { most: 2 }),
      versions: textsByName.optional(),
    })).optional(),
    files: listOf(z.object({
      model: z.string(),
      sha256: z.string(),
      inputs: listOf(z.string()),
    })).optional(),
    weights: listOf(z.object({
      model: z.string(),
      file: z.string(),
      sha256: z.string(),
      key: z.string(),
      names: z.string().nullable(),
      classes: z.int().positive().nullable(),
      parameters: integer,
      seeded: listOf(z.string()),
      denormals: integer,
    })).optional(),
  }),
  environment: environmentSchema,
  machine: z.string(),
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
  graphHash: z.string(),
  params: integer,
  buffers: integer,
  macs: integer,
  flops: integer,
  macsByOp: integersByName,
  macsByStage: integersByName,
  macsByStream: integersByName,
  bytesByStream: integersByName,
  unknownOps: integersByName,
  unusedNodes: listOf(z.string()),
  constantWeights: listOf(z.string()),
});

/** The samples of one model in one round. */
export const roundSchema = z.object({
  ...common,
  kind: z.literal("round"),
  ...conditions,
  roundsId: z.string().default(""),
  round: integer,
  samplesMs: roundSamples,
  power: slicePowerSchema.optional(),
});

/** Everything about the timing of one model, as it is written. */
const timingFields = z.object({
  ...common,
  kind: z.literal("timing"),
  ...conditions,
  deviceUsed: z.string(),
  deviceName: z.string().nullable(),
  softwareDevice: z.boolean(),
  engineVersions: textsByName.default({}),
  engineOptions: textsByName.default({}),
  engineNotes: listOf(z.string()).optional(),
  runsInFlight: z.int().positive().default(1),
  arithmetic: precision,
  fallback: z.object({
    nodes: listOf(z.string()),
    ops: integersByName.optional(),
    share: boundedShare,
  }),
  graphHash: z.string(),
  executedMacs: integer,
  buildMs: milliseconds,
  loadMs: milliseconds,
  firstRunMs: milliseconds,
  warmUpMs: listOf(milliseconds),
  steady: z.boolean().nullable(),
  unsteadiness: z.enum(["trend", "two modes", "too few samples", "too few rounds"]).nullable(),
  endedBy: z.enum(["precision", "time", "rounds", "interrupted"]),
  roundsId: z.string(),
  roundsMs: listOf(roundSamples, { least: 1 }),
  imagesPerSecond: measuredInterval,
  latencyMs: measuredInterval,
  latencyPercentilesMs: z.object({ p90: derivedFigure, p99: derivedFigure }),
  relative: z.object({ anchor: z.string(), ratio: derivedInterval }).nullable()
    .transform((relative) => {
      const ratio = relative?.ratio;
      return relative && ratio ? { ...relative, ratio } : null;
    }),
  overPlain: derivedInterval.nullable(),
  overDefaultEngine: derivedInterval.nullable().default(null),
  roofline: z.object({
    matrixShare: derivedInterval,
    copyShare: derivedFigure,
    bound: z.enum(["compute", "memory"]),
    impossible: z.boolean(),
    transferShare: atLeast0.optional(),
  }).nullable().transform((roofline) => {
    const { matrixShare = null, copyShare = null } = roofline ?? {};
    return roofline === null || matrixShare === null || copyShare === null
      ? null
      : { ...roofline, matrixShare, copyShare };
  }),
  kernelMs: z.object({
    byOp: byName(milliseconds),
    byStage: byName(milliseconds),
    byStream: byName(milliseconds),
  }),
  tracedRuns: integer,
  launches: z.object({ runMs: milliseconds, deviceMs: milliseconds }).optional(),
  harnessShare: derivedShare,
  idleCores: derivedFigure,
  peakMemoryBytes: integer,
  outputSha256: z.string(),
  referenceDifference: atLeast0.nullable(),
  copiesIncluded: z.boolean(),
  energy: rowEnergySchema.optional(),
  heldBack: integersByName.optional(),
});

/** Everything about the timing of one model, as far as its samples carry it. */
export const timingSchema = timingFields.transform(asFarAsCarried);

/** The machine's ceilings, measured in the same rounds. */
export const ceilingSchema = z.object({
  ...common,
  kind: z.literal("ceiling"),
  roundsId: z.string(),
  threads: integer,
  deviceUsed: z.string(),
  precision: z.string(),
  ...engineUse,
  arithmetic: precision,
  matrixFlopsPerSecond: measuredInterval,
  arithmeticFlopsPerSecond: measuredInterval,
  matrixSide: integer,
  copyBytesPerSecond: measuredInterval,
  hostToDeviceBytesPerSecond: measuredInterval.optional(),
});

/** How a run ended. */
export const endSchema = z.object({
  ...common,
  kind: z.literal("end"),
  interrupted: z.boolean(),
  wallMs: milliseconds,
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
  ...engineUse,
  stage: z.enum(["build", "load", "warm-up", "run", "check"]),
  reason: z.string(),
});

/** A run over pictures. */
const evaluationSchema = z.object({ ...common, ...evaluationFields });

/** What a network answered to one picture. */
const pictureSchema = z.object({ ...common, ...pictureFields });

/** Any line of records.jsonl. */
export const recordSchema = z.discriminatedUnion("kind", [
  runSchema,
  countSchema,
  roundSchema,
  timingSchema,
  ceilingSchema,
  failureSchema,
  endSchema,
  evaluationSchema,
  pictureSchema,
]);

export type { Environment, MachineState } from "./environment_types.ts";
export type { EvaluationRecord, PictureRecord, RecordedPreset } from "./evaluation_types.ts";
export type {
  BenchRecord,
  CeilingRecord,
  CountRecord,
  EndRecord,
  FailureRecord,
  RecordedEngine,
  RecordedWeights,
  RoundRecord,
  RunRecord,
  RunSettings,
  TimingRecord,
} from "./record_types.ts";

/** One line of records.jsonl, line end included. */
export function recordLine(record: BenchRecord): string {
  return `${JSON.stringify(recordSchema.parse(record))}\n`;
}
