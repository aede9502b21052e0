// What an engine answers. It may be anybody's program, so whatever it says is bounded: numbers are
// finite and not negative, lists and texts have a length that a sound engine does not reach.

import { z } from "zod";
import { PRECISIONS } from "../job/protocol.ts";
import { byName } from "../record/unbounded.ts";
import { tensorFileSchema } from "./requests.ts";

/** Ten days, far beyond any time limit. */
const LONGEST_MS = 1e9;
const MOST_SAMPLES = 1_000_000;
const MOST_OUTPUTS = 256;
const MOST_NODES = 200_000;
const MOST_IN_FLIGHT = 1024;
const MOST_VERSIONS = 32;
const MOST_NOTES = 32;
const LONGEST_NOTE = 1000;
const LONGEST_ERROR = 4000;

const milliseconds = z.number().nonnegative().max(LONGEST_MS);
const precision = z.enum(PRECISIONS).nullable();
const note = z.string().max(LONGEST_NOTE);
const versions = byName(z.string().max(200)).refine(
  (table) => Object.keys(table).length <= MOST_VERSIONS,
  `must have ${MOST_VERSIONS} versions at most`,
);

/** A table by the names of nodes, any text. */
function byNode<Value>(value: z.ZodType<Value>) {
  return byName(value).refine(
    (table) => Object.keys(table).length <= MOST_NODES,
    `must have ${MOST_NODES} nodes at most`,
  );
}

/** Where the time of a run goes: medians over the runs that count. */
export const traceSchema = z.object({
  runCount: z.int().positive(),
  modelRunMs: milliseconds,
  kernelMsByNode: byNode(milliseconds),
  opByNode: byNode(note),
  fallbackNodes: z.array(note).max(MOST_NODES).readonly(),
  fallbackShare: z.number().min(0).max(1),
  deviceMs: milliseconds.optional(),
});

/** Its libraries are loaded: the next request is begun at once. */
const readySchema = z.object({ kind: z.literal("ready") });

/** Of a probe. */
export const probedSchema = z.object({
  kind: z.literal("probed"),
  versions,
  deviceName: note.nullable(),
  isSoftware: z.boolean(),
  precision,
  problem: z.string().max(LONGEST_ERROR).nullable(),
});

/** Of a start: the model is loaded and has run. */
const loadedSchema = z.object({
  kind: z.literal("loaded"),
  versions,
  deviceName: note.nullable(),
  precision,
  threads: z.int().positive().nullable(),
  loadMs: milliseconds,
  firstRunMs: milliseconds,
  runsInFlight: z.int().positive().max(MOST_IN_FLIGHT),
  outputs: z.array(tensorFileSchema).min(1).max(MOST_OUTPUTS).readonly(),
  trace: traceSchema.optional(),
  profiledRunMs: milliseconds.optional(),
  warmUpMs: z.array(milliseconds).max(MOST_SAMPLES).readonly().optional(),
  notes: z.array(note).max(MOST_NOTES).readonly(),
  confirmed: z.array(note).max(MOST_NOTES).readonly().optional(),
});

/** Of a slice. */
const sliceSchema = z.object({
  kind: z.literal("slice"),
  samplesMs: z.array(milliseconds).min(1).max(MOST_SAMPLES).readonly(),
  peakMemoryBytes: z.int().nonnegative(),
  idleCpuMs: milliseconds,
});

/** Of a run on other inputs: the outputs, in the order of the start. */
const ranSchema = z.object({
  kind: z.literal("ran"),
  outputs: z.array(tensorFileSchema).min(1).max(MOST_OUTPUTS).readonly(),
});

/** In place of any answer; the engine then ends. */
export const errorSchema = z.object({
  kind: z.literal("error"),
  error: z.string().max(LONGEST_ERROR),
});

/** Any answer. */
export const answerSchema = z.discriminatedUnion("kind", [
  readySchema,
  probedSchema,
  loadedSchema,
  sliceSchema,
  ranSchema,
  errorSchema,
]);

/** As {@linkcode probedSchema}. */
export type ProbedAnswer = z.infer<typeof probedSchema>;
/** As {@linkcode loadedSchema}. */
export type LoadedAnswer = z.infer<typeof loadedSchema>;
/** As {@linkcode sliceSchema}. */
export type SliceAnswer = z.infer<typeof sliceSchema>;
/** As {@linkcode ranSchema}. */
export type RanAnswer = z.infer<typeof ranSchema>;
/** Any answer. */
export type EngineAnswer = z.infer<typeof answerSchema>;

/** Answers to requests that can be fulfilled. */
export type AnswerKind = Exclude<EngineAnswer["kind"], "error">;
/** The answer of a kind. */
export type AnswerOf<Kind extends AnswerKind> = Extract<EngineAnswer, { kind: Kind }>;

/** What an answer of each kind must hold. */
export const ANSWER_SCHEMAS: { readonly [Kind in AnswerKind]: z.ZodType<AnswerOf<Kind>> } = {
  ready: readySchema,
  probed: probedSchema,
  loaded: loadedSchema,
  slice: sliceSchema,
  ran: ranSchema,
};
