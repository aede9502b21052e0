// What a row has beside its rate, in TypeScript: power and energy (energy_schema.ts has the same to
// check files), shares of the ceilings, and who waited for whom.

import type { MedianInterval } from "../samples/statistics.ts";
import type { ByName } from "./unbounded.ts";

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

/** A row against the ceilings of the same rounds. */
export interface Roofline {
  /** Of the fastest matrix product. */
  readonly matrixShare: MedianInterval;
  /** Of the fastest copy. */
  readonly copyShare: number;
  /** What the network would hit first. */
  readonly bound: "compute" | "memory";
  /** Whether it is above the ceiling with its whole interval. */
  readonly impossible: boolean;
  /** Of what can be copied to the device; absent where nothing is. */
  readonly transferShare?: number | undefined;
}

/** A traced run, and how much of it the device computed. */
export interface Launches {
  /** In ms. */
  readonly runMs: number;
  /** In ms. */
  readonly deviceMs: number;
}

/** What ran elsewhere than asked for. */
export interface Fallback {
  /** Names of nodes. */
  readonly nodes: readonly string[];
  /** How many of them there are by operator; absent where there are none. */
  readonly ops?: ByName<number> | undefined;
  /** Of the kernels' time, from 0 to 1. */
  readonly share: number;
}
