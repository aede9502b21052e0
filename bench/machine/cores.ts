// How many cores a run may use, and how many threads they carry. Pure.

import type { Environment } from "../record/environment_types.ts";

/** What the system gives a run: processors, and a quota in cores or none. */
export type GivenCores = Pick<Environment, "coreCount" | "cgroupCores">;

/** Cores that a run may use, a quota of one and a half being 1.5. */
export function usableCores({ coreCount, cgroupCores }: GivenCores): number {
  return Math.min(coreCount, cgroupCores ?? coreCount);
}

/** Threads that a run uses unless told otherwise: one for each core begun, one at least. */
export function defaultThreads(given: GivenCores): number {
  return Math.max(1, Math.ceil(usableCores(given)));
}
