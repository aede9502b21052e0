// What measures the power that some work draws.

import type { RowEnergy, SlicePower } from "../record/row_types.ts";

/** What tells power, or why nothing does. */
export type EnergySource = Pick<RowEnergy, "source" | "sampledEveryMs" | "problem">;

/** What some work gave, and the power that it drew. */
export interface Metered<Result> {
  readonly result: Result;
  readonly power: SlicePower;
}

/** Measures the power that work draws. */
export interface EnergyMeter extends AsyncDisposable {
  readonly source: EnergySource;
  /** Does the work, which alone may throw. */
  readonly metered: <Result>(work: () => Promise<Result>) => Promise<Metered<Result>>;
}

/** Power that nothing tells. */
export const NO_POWER: SlicePower = { meanWatts: null, watts: [] };

/** A meter that measures nothing, and says why. */
export function noMeter(problem: string): EnergyMeter {
  return {
    source: { source: null, sampledEveryMs: null, problem },
    metered: async (work) => ({ result: await work(), power: NO_POWER }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
