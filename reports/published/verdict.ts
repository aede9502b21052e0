// Whether a published figure follows from the network as we build it.
//
// A published figure is rounded, so ours is rounded to the same decimals first, half away from zero
// as people do by hand. What then differs is told by its distance in units of the last printed place
// (19.6 against 19.7 is 1) and by the ratio published / ours.

import { placesOf } from "../text/number_text.ts";
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

  const { value, decimals } = published;
  const lastPlaces = Math.round(value * 10 ** decimals) - placesOf(count, unit, decimals);
  return {
    outcome: lastPlaces === 0 ? "reproduced" : "differs",
    lastPlaces,
    ratio: count === 0 ? undefined : value * unit / count,
  };
}

/** `x1.17`: published over ours; empty where that says less than the last places, as x1.00 does. */
export function verdictRatio({ lastPlaces, ratio }: Verdict): string {
  const text = ratio?.toFixed(2);
  return Math.abs(lastPlaces) <= 1 || text === undefined || text === "1.00" ? "" : `x${text}`;
}

/** `reproduced`, `differs by 1 in the last place`, or `differs (x1.17)`: published over ours. */
export function verdictText(verdict: Verdict): string {
  if (verdict.outcome === "reproduced") return "reproduced";
  const ratio = verdictRatio(verdict);
  return ratio === ""
    ? `differs by ${Math.abs(verdict.lastPlaces)} in the last place`
    : `differs (${ratio})`;
}
