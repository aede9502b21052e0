// Whether a published figure follows from the network as we build it.
//
// A published figure is rounded, so ours is rounded to the same decimals first, half away from zero
// as people do by hand. What then differs is told by its distance in units of the last printed place
// (19.6 against 19.7 is 1) and by the ratio published / ours.

import type { PublishedFigure } from "./published.ts";

/** How a published figure stands to ours. */
export interface Verdict {
  readonly outcome: "reproduced" | "differs";
  /** Published minus ours, both rounded alike, in units of the last printed place. */
  readonly lastPlaces: number;
  /** Published over ours, not rounded; `undefined` if ours is 0. */
  readonly ratio: number | undefined;
}

/**
 * Compares an exact count with a published figure.
 *
 * @param count Ours, an exact integer such as parameters or MACs; `undefined` if it is unknown.
 * @param unit What one of the published figure stands for, e.g. 1e6 for millions.
 * @param published The figure, `undefined` if nothing is published.
 * @returns The verdict, `undefined` if either is.
 */
export function verdictOf(
  count: number | undefined,
  unit: number,
  published: Pick<PublishedFigure, "value" | "decimals"> | undefined,
): Verdict | undefined {
  if (count === undefined || published === undefined) return undefined;

  // Counts stay integers until the one division, so a half is seen as a half.
  const scale = 10 ** published.decimals;
  const oursInLastPlaces = roundHalfAwayFromZero(count * scale / unit);
  const lastPlaces = Math.round(published.value * scale) - oursInLastPlaces;
  return {
    outcome: lastPlaces === 0 ? "reproduced" : "differs",
    lastPlaces,
    ratio: count === 0 ? undefined : published.value * unit / count,
  };
}

/** `x1.17`: published over ours; empty where that says less than the last place. */
export function verdictRatio({ lastPlaces, ratio }: Verdict): string {
  return Math.abs(lastPlaces) <= 1 || ratio === undefined ? "" : `x${ratio.toFixed(2)}`;
}

/** `reproduced`, `differs by 1 in the last place`, or `differs (x1.17)`: published over ours. */
export function verdictText(verdict: Verdict): string {
  if (verdict.outcome === "reproduced") return "reproduced";
  const ratio = verdictRatio(verdict);
  return ratio === ""
    ? `differs by ${Math.abs(verdict.lastPlaces)} in the last place`
    : `differs (${ratio})`;
}

function roundHalfAwayFromZero(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}
