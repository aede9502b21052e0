// How an engine is described: a small JSON file beside its program, which may be anybody's.

import { z } from "zod";
import { PRECISIONS } from "../job/protocol.ts";

/** Version of the protocol, as a description names it. */
export const ENGINE_PROTOCOL = "dsnet-bench-engine/1";

const MOST_NAMES = 64;
const MOST_ARGUMENTS = 64;
const LONGEST_TEXT = 1000;

const text = z.string().min(1).max(LONGEST_TEXT);
/** Names that stand in columns, on command lines and in records. */
const name = z.string().max(MOST_NAMES).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be like a-name-1");
/** Of options and their values, which stand in NAME.KEY=VALUE. */
const word = z.string().max(MOST_NAMES).regex(/^[\w.+-]+$/, "must be letters, digits and . _ + -");

const option = z.strictObject({
  values: z.array(word).min(1).max(MOST_NAMES).readonly().optional(),
  default: word.optional(),
  confirmed: z.boolean().optional(),
  help: text,
}).refine(
  ({ values, default: usual }) =>
    values === undefined || usual === undefined || values.includes(usual),
  "default must be one of values",
);

/** What a description must hold; anything else in it is a slip and refused. */
export const descriptionSchema = z.strictObject({
  $schema: text.optional(),
  protocol: z.literal(ENGINE_PROTOCOL),
  name,
  title: text,
  command: z.array(text).min(1).max(MOST_ARGUMENTS).readonly(),
  takes: z.enum(["onnx", "graph"]),
  devices: z.array(name).min(1).max(MOST_NAMES).readonly(),
  precisions: z.array(z.enum(PRECISIONS)).min(1).readonly(),
  halfFile: z.boolean().optional(),
  tellsReady: z.boolean().optional(),
  provedFast: z.array(name).max(MOST_NAMES).readonly().optional(),
  variants: z.array(name).min(1).max(MOST_NAMES).readonly().optional(),
  options: z.record(word, option).optional(),
  environment: z.record(z.string().regex(/^\w+$/), z.string().max(LONGEST_TEXT)).optional(),
  install: text,
});

/**
 * An engine: how it is started and what it can do.
 *
 * - `command`: program and arguments, run by no shell. `{deno}` and `{python}` are these programs,
 *   `{here}` the folder of the description, `{suite}` this suite's, `{folder}` the one that the
 *   engine may write to, `{readable}` all that it must read, by commas. Where the first or second
 *   part is a relative path with a file in the folder of the description, it is that file.
 * - `takes`: what it is given as a model.
 * - `halfFile`: fp16 is a file in half precision; else the file is float32 and the engine converts.
 * - `tellsReady`: it answers `ready`, so that others wait with loading until its libraries are loaded.
 * - `provedFast`: devices where the rewritten graph was proved equal, so that it is the usual one.
 * - `options`: what is `confirmed` must be said to have taken effect where another value than the
 *   default is given, or there is no row.
 * - `variants`: ways in which it runs a model, the first is the usual one.
 * - `environment`: variables of its process, on top of this one's.
 * - `install`: the one line that gets what is missing.
 */
export type EngineDescription = z.infer<typeof descriptionSchema>;
