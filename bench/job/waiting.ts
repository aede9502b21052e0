// Whether runs are waited for: one that is told when it has only been handed over to the device takes
// as long for any work.

/** What much more work must take at the least, over the time of a little. */
const LEAST_TIME_RATIO = 1.5;

/** Times of the same work, little and much of it. */
export interface WorkTimes {
  readonly smallMs: number;
  readonly largeMs: number;
  /** Much over little. */
  readonly workRatio: number;
}

/** Why times are not those of the work; `undefined` if they grow with it. */
export function waitText({ smallMs, largeMs, workRatio }: WorkTimes): string | undefined {
  if (largeMs >= LEAST_TIME_RATIO * smallMs) return undefined;
  return `runs are told before the device has done them: ${Math.round(workRatio)} times the work ` +
    `takes ${(largeMs / smallMs).toFixed(2)} times as long`;
}
