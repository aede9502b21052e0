// Power and energy of rows in records (record.ts); row_types.ts says what the fields mean.

import { z } from "zod";
import { atLeast0, derivedInterval } from "./measurable.ts";
import { listOf } from "./unbounded.ts";

/** The power that was drawn during one slice. */
export const slicePowerSchema = z.object({
  meanWatts: atLeast0.nullable(),
  watts: listOf(atLeast0),
  throttleReasons: listOf(z.string()).optional(),
});

/** The energy of a row over its rounds. */
export const rowEnergySchema = z.object({
  source: z.string().nullable(),
  sampledEveryMs: atLeast0.nullable(),
  problem: z.string().nullable(),
  wattsByRound: listOf(atLeast0.nullable()),
  imagesPerJoule: derivedInterval.nullable(),
});
