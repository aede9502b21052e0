// The records: what a run leaves behind, one JSON object a line (records.jsonl).
//
// A file may come from anywhere, so it is read through these schemas. `run` comes first; `count`,
// `round` and `failure` are written as each piece is finished; `timing` sums up the rounds of one
// model at the end. A run that was killed has rounds without a timing; nothing measured is lost.

import { z } from "zod";

/** Version of the record format. */
export const RECORD_SCHEMA = "dsnet-bench/1";

const integer = z.int().nonnegative();
const real = z.number();
const milliseconds = z.number().nonnegative();
const integersByName = z.record(z.string(), integer);

/** A median with its 95 % bootstrap interval. */
export const intervalSchema = z.object({ median: real, low: real, high: real });

const common = { schema: z.literal(RECORD_SCHEMA), runId: z.string() };

/** What must be equal for two timings to be comparable, besides the machine. */
const conditions = {
  model: z.string(),
  /** `224`, or height x width. */
  size: z.string(),
  batch: integer,
  precision: z.enum(["fp32"]),
  threads: integer,
  /** Variant of the graph that was timed. */
  graph: z.enum(["plain"]),
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
  commandLine: z.array(z.string()).readonly(),
  settings: z.object({
    models: z.array(z.string()).readonly(),
    anchor: z.string(),
    size: z.string(),
    batch: integer,
    threads: integer,
    device: z.string(),
    seed: integer,
    /** Time budget of the rounds. */
    timeMs: milliseconds,
    /** Most rounds; null: as many as the time allows. */
    rounds: integer.nullable(),
    /** How long each model is timed in a round, at least one run. */
    sliceMs: milliseconds,
  }),
  environment: z.object({
    cpuModel: z.string(),
    /** Cores that this process may use. */
    coreCount: integer,
    /** Core limit of the container; null: none. */
    cgroupCores: real.nullable(),
    memoryBytes: integer,
    operatingSystem: z.string(),
    deno: z.string(),
    v8: z.string(),
    onnxruntime: z.string(),
    /** Mean runnable processes in the minute before; null where the system does not tell. */
    loadAverage: real.nullable(),
    /** Frequency governor of the first core; null where the system does not tell. */
    governor: z.string().nullable(),
  }),
  /** Fingerprint of what must be equal for two runs to be comparable. */
  machine: z.string(),
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
  macsByStage: integersByName,
  macsByStream: integersByName,
  unknownOps: integersByName,
});

/** The samples of one model in one round. */
export const roundSchema = z.object({
  ...common,
  kind: z.literal("round"),
  ...conditions,
  round: integer,
  /** Time of each `session.run` of the whole batch, in order. */
  samplesMs: z.array(milliseconds).min(1).readonly(),
});

/** Everything about the timing of one model. */
export const timingSchema = z.object({
  ...common,
  kind: z.literal("timing"),
  ...conditions,
  deviceUsed: z.string(),
  graphHash: z.string(),
  /** Graph and weights written. */
  buildMs: milliseconds,
  /** Session created: parsing, optimization, packing of weights. */
  loadMs: milliseconds,
  firstRunMs: milliseconds,
  warmUpMs: z.array(milliseconds).readonly(),
  /** Whether the counted samples show no trend (bench/steady.ts). */
  steady: z.boolean(),
  /** Raw samples by round, in ms a batch. */
  roundsMs: z.array(z.array(milliseconds).min(1).readonly()).min(1).readonly(),
  /** Over rounds, from exactly these samples. */
  imagesPerSecond: intervalSchema,
  latencyMs: intervalSchema,
  /** images/s over the anchor's, round by round; null where the anchor has no timing. */
  relative: z.object({ anchor: z.string(), ratio: intervalSchema }).nullable(),
  /** Largest resident set of the worker; it holds this model only. */
  peakMemoryBytes: integer,
  /** SHA-256 of the logits of the session that was timed, little-endian float32. */
  outputSha256: z.string(),
  /** Whether copies between host and device are inside the samples. */
  copiesIncluded: z.boolean(),
});

/** A model that could not be counted or timed, with the reason. */
export const failureSchema = z.object({
  ...common,
  kind: z.literal("failure"),
  model: z.string(),
  method: z.string(),
  size: z.string(),
  stage: z.enum(["build", "load", "warm-up", "run"]),
  reason: z.string(),
});

/** Any line of records.jsonl. */
export const recordSchema = z.discriminatedUnion("kind", [
  runSchema,
  countSchema,
  roundSchema,
  timingSchema,
  failureSchema,
]);

/** A median with its 95 % bootstrap interval. */
export type Interval = z.infer<typeof intervalSchema>;
/** Where and how a run was made. */
export type RunRecord = z.infer<typeof runSchema>;
/** What a model costs on paper. */
export type CountRecord = z.infer<typeof countSchema>;
/** The samples of one model in one round. */
export type RoundRecord = z.infer<typeof roundSchema>;
/** Everything about the timing of one model. */
export type TimingRecord = z.infer<typeof timingSchema>;
/** A model that could not be counted or timed. */
export type FailureRecord = z.infer<typeof failureSchema>;
/** Any line of records.jsonl. */
export type Record = z.infer<typeof recordSchema>;

/** One line of records.jsonl, line end included. */
export function recordLine(record: Record): string {
  return `${JSON.stringify(recordSchema.parse(record))}\n`;
}

/** Records read from a file, and what could not be read. */
export interface ReadRecords {
  readonly records: readonly Record[];
  /** One message for each line that is no record. */
  readonly problems: readonly string[];
}

/** Reads records.jsonl; broken lines (a killed run's last, say) are reported, not fatal. */
export function parseRecords(text: string): ReadRecords {
  const records: Record[] = [];
  const problems: string[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const result = recordSchema.safeParse(jsonOf(line));
    if (result.success) records.push(result.data);
    else problems.push(`line ${index + 1} is no record: ${z.prettifyError(result.error)}`);
  }
  return { records, problems };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
