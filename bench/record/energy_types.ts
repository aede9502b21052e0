// Power and energy of rows in TypeScript; energy_schema.ts has the same to check files.

import type { MedianInterval } from "../samples/statistics.ts";

/** The power that was drawn during one slice. */
export interface SlicePower {
  /** Null where no sample fell into the slice, or the source fell silent. */
  readonly meanWatts: number | null;
  /** The power samples that it comes from, in order; none where a counter was read. */
  readonly watts: readonly number[];
  /** What kept the clock of the GPU down meanwhile; absent where nobody asked. */
  readonly throttleReasons?: readonly string[] | undefined;
}

/** The energy of a row over its rounds. */
export interface RowEnergy {
  /** What told it, such as `nvidia-smi power.draw.instant of GPU 0`; null: nothing did. */
  readonly source: string | null;
  /** Time between two of its samples, or two steps of its counter. */
  readonly sampledEveryMs: number | null;
  /** Why there is no figure; null where there is one. */
  readonly problem: string | null;
  /** Mean power by round; null where a slice has none. */
  readonly wattsByRound: readonly (number | null)[];
  /** Rate over power, over the rounds that have one. */
  readonly imagesPerJoule: MedianInterval | null;
}
