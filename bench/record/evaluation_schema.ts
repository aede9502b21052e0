// Evaluations in records (record.ts); evaluation_types.ts says what the fields mean.

import { z } from "zod";
import { DEFAULT_ENGINE, PRECISIONS } from "../job/protocol.ts";
import { byName, listOf } from "./unbounded.ts";

/** Answers of a picture that count for Top-5. */
const MOST_ANSWERS = 5;

const integer = z.int().nonnegative();
const positive = z.int().positive();
const textsByName = byName(z.string());

/** A run over pictures. */
export const evaluationFields = {
  kind: z.literal("evaluation"),
  startedAt: z.iso.datetime(),
  suiteVersion: z.string(),
  gitCommit: z.string().nullable(),
  commandLine: listOf(z.string()),
  model: z.string(),
  method: z.string(),
  size: z.string(),
  classes: positive,
  graphHash: z.string(),
  weights: z.object({ file: z.string(), sha256: z.string(), key: z.string() }).nullable(),
  preset: z.object({
    id: z.string(),
    resize: positive,
    crop: positive,
    interpolation: z.string(),
    antialias: z.boolean(),
    squash: z.boolean(),
    mean: listOf(z.number()),
    std: listOf(z.number()),
    channels: z.string(),
  }),
  decoders: textsByName,
  data: z.object({
    name: z.string(),
    labels: z.string(),
    pictures: integer,
    sha256: z.string(),
  }),
  engine: z.string().default(DEFAULT_ENGINE),
  variant: z.string().optional(),
  instances: positive.default(1),
  engineOptions: textsByName,
  engineVersions: textsByName,
  device: z.string(),
  precision: z.enum(PRECISIONS),
  threads: positive,
  batch: positive,
  graph: z.enum(["plain", "fast"]),
  shard: z.object({ index: positive, count: positive })
    .refine(({ index, count }) => index <= count, "part index is above count").optional(),
};

/** What a network answered to one picture. */
export const pictureFields = {
  kind: z.literal("picture"),
  name: z.string(),
  label: integer,
  top: listOf(integer, { most: MOST_ANSWERS }),
  sha256: z.string(),
  error: z.string().optional(),
};
