// A median with its interval, as the pages of docs/measurements/ print it.

import type { MedianInterval } from "../../bench/samples/statistics.ts";

/** `1.013 (0.987 to 1.033)`; a question mark where too few rounds bear no interval. */
export function intervalText({ median, low, high }: MedianInterval, digits = 3): string {
  const bound = (value: number | null | undefined) => value?.toFixed(digits) ?? "?";
  return `${median.toFixed(digits)} (${bound(low)} to ${bound(high)})`;
}
