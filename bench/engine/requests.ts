// What an engine is asked: one JSON object a line on its stdin, each answered by one line on its
// stdout (answers.ts). Times are in ms, sizes in bytes.

import { z } from "zod";
import { PRECISIONS } from "../job/protocol.ts";

/** Version of the requests and answers. */
export const PROTOCOL_VERSION = 1;

const precision = z.enum(PRECISIONS);
const textsByName = z.record(z.string(), z.string());
const protocol = z.literal(PROTOCOL_VERSION);

/** A tensor in a file: raw elements, little-endian, last axis fastest. */
export const tensorFileSchema = z.object({
  name: z.string().max(1000),
  type: z.string().max(20),
  shape: z.array(z.int().nonnegative()).max(64).readonly(),
  path: z.string().max(4096),
});

/** Asks whether a request would be taken at once; only engines that say so are asked. */
const readyRequestSchema = z.object({ kind: z.literal("ready") });

/** Tries a device out: whether it works, and what its products are computed in. */
const probeRequestSchema = z.object({
  kind: z.literal("probe"),
  protocol,
  device: z.string(),
  precision,
  options: textsByName,
});

/** Loads a model and runs it once. */
const startRequestSchema = z.object({
  kind: z.literal("start"),
  protocol,
  model: z.object({
    path: z.string(),
    format: z.enum(["onnx", "graph"]),
    dimensions: z.record(z.string(), z.int().positive()),
  }),
  inputs: z.array(tensorFileSchema).readonly(),
  outputs: z.array(z.string()).readonly(),
  folder: z.string(),
  batch: z.int().positive(),
  threads: z.int().positive(),
  device: z.string(),
  precision,
  variant: z.string().optional(),
  residency: z.enum(["copied", "resident"]),
  cores: z.enum(["own", "shared"]).optional(),
  options: textsByName,
  trace: z.boolean(),
});

/** Runs until `sliceMs` is over, one run at least. */
const sliceRequestSchema = z.object({
  kind: z.literal("slice"),
  sliceMs: z.number().nonnegative(),
});

/** Runs a model that is loaded on other inputs; an engine may refuse it. */
const runRequestSchema = z.object({
  kind: z.literal("run"),
  inputs: z.array(tensorFileSchema).readonly(),
});

/** Ends the process. */
const endRequestSchema = z.object({ kind: z.literal("end") });

/** Any request. */
export const requestSchema = z.discriminatedUnion("kind", [
  readyRequestSchema,
  probeRequestSchema,
  startRequestSchema,
  sliceRequestSchema,
  runRequestSchema,
  endRequestSchema,
]);

/** A tensor in a file. */
export type TensorFile = z.infer<typeof tensorFileSchema>;
/** As {@linkcode probeRequestSchema}. */
export type ProbeRequest = z.infer<typeof probeRequestSchema>;
/** As {@linkcode startRequestSchema}. */
export type StartRequest = z.infer<typeof startRequestSchema>;
/** As {@linkcode sliceRequestSchema}. */
export type SliceRequest = z.infer<typeof sliceRequestSchema>;
