// How much a printed figure says: the bits that it would surprise us by, had it nothing to do with any
// count that we know. docs/evidence.md derives it.

import type { CountedFigure } from "../candidates/counted_candidates.ts";
import type { Printing } from "../../reports/published/printing.ts";

/** Relative distances from our count below this are as likely as each other. */
const NEAR = 1e-4;
/** Counts of unknown origin lie within this factor of ours, either way. */
const FAR_FACTOR = 1024;
const FAR = Math.log(FAR_FACTOR);
/** What lies farther off is no surprise beyond this many bits. */
const MOST_BITS = 64;

/**
 * Bits of information in a figure.
 *
 * @param ours Our count of the very network.
 * @returns -log2 of the chance that a count of unknown origin prints this; `Infinity` if no count
 * does, printed this way.
 */
export function informationBits(figure: CountedFigure, ours: number, printing: Printing): number {
  const range = printing.countsOf(figure);
  if (range === undefined) return Infinity;
  const [low, high] = range;
  return Math.min(-Math.log2(chanceBelow(high, ours) - chanceBelow(low, ours)), MOST_BITS);
}

/** How likely a count of unknown origin is smaller than this: near ours, at no scale of its own. */
function chanceBelow(count: number, ours: number): number {
  const distance = Math.log(Math.max(count, ours / FAR_FACTOR) / ours);
  const share = Math.log1p(Math.min(Math.abs(distance), FAR) / NEAR) / Math.log1p(FAR / NEAR);
  return (1 + Math.sign(distance) * share) / 2;
}
