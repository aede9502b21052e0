// A row against its machine, in TypeScript: shares of the ceilings, and who waited for whom.

import type { MedianInterval } from "../samples/statistics.ts";

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
