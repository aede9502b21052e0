// Energy counters of processors (RAPL) at one moment, and the energy between two. Pure.

/** A counter at one moment. */
export interface CounterState {
  /** E.g. `package-0`. */
  readonly name: string;
  readonly microjoules: number;
  /** It begins anew at 0 from here on. */
  readonly rangeMicrojoules: number;
}

/** What the reader says: the counters, or why it cannot read them. */
export type CounterAnswer = { readonly counters: readonly CounterState[] } | {
  readonly problem: string;
};

/** Why there is nothing to read. */
export const NO_COUNTERS = "this system counts no energy of the processor (RAPL)";

const MICROJOULES_PER_JOULE = 1e6;

/** Energy between two readings; null where they are not of the same counters. */
export function joulesBetween(
  before: readonly CounterState[],
  after: readonly CounterState[],
): number | null {
  if (after.length === 0 || after.length !== before.length) return null;
  let total = 0;
  for (const [index, { name, microjoules, rangeMicrojoules }] of after.entries()) {
    const first = before[index];
    if (first?.name !== name) return null;
    const difference = microjoules - first.microjoules;
    total += difference < 0 ? difference + rangeMicrojoules : difference;
  }
  return total / MICROJOULES_PER_JOULE;
}
