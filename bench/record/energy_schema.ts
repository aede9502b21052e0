// Power and energy of rows in records (record.ts); row_types.ts says what the fields mean.

import { z } from "zod";
import { atLeast0, derivedInterval } from "./measurable.ts";

/** The power that was drawn during one slice. */
export const slicePowerSchema = z.object({
  meanWatts: atLeast0.nullable(),
  watts: z.array(atLeast0).readonly(),
  throttleReasons: z.array(z.string()).readonly().optional(),
});

/** The energy of a row over its rounds. */
export const rowEnergySchema = z.object({
  source: z.string().nullable(),
  sampledEveryMs: atLeast0.nullable(),
  problem: z.string().nullable(),
  wattsByRound: z.array(atLeast0.nullable()).readonly(),
  imagesPerJoule: derivedInterval.nullable(),
});
