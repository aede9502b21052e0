// A shift that all rows share. Untouched models that all became 12 % slower tell of the machine (its
// clock, its neighbours), not of the models; https://github.com/orieg/php-judy/issues/87 is a case.

import { median } from "../../bench/samples/statistics.ts";
import { marginBand } from "./metric.ts";

/** Fewer rows do not tell a common shift from a common cause in the models. */
export const LEAST_DRIFT_ROWS = 4;
/** Share of the rows that must shift alike. */
const MOST = 0.75;

/**
 * The ratio that most rows share, if it lies beyond the margin: the median of the ratios, if 3 of 4
 * lie within the margin around it.
 *
 * @param ratios NEW / BASE of rows whose graph and runtime are the same on both sides.
 */
export function commonShift(ratios: readonly number[], margin: number): number | undefined {
  if (ratios.length < LEAST_DRIFT_ROWS) return undefined;
  const shift = median(ratios);
  const { low, high } = marginBand(margin);
  const isEqual = (ratio: number) => ratio >= low && ratio <= high;
  const isCommon = ratios.filter((ratio) => isEqual(ratio / shift)).length >= MOST * ratios.length;
  return isCommon && !isEqual(shift) ? shift : undefined;
}
