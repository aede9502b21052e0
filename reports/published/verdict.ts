// Whether a published figure follows from the network as we build it.
//
// A published figure is rounded, so ours is rounded to the same decimals first, half away from zero
// as people do by hand. What then differs is told by its distance in units of the last printed place
// (19.6 against 19.7 is 1) and by the ratio published / ours.

import type { PublishedFigure } from "./published.ts";

/** The outcome of a comparison. */
export type Verdict =
  | { readonly outcome: "reproduced" }
  | {
    readonly outcome: "differs";
    /** Published minus ours, both rounded alike, in units of the last printed place. */
    readonly lastPlaces: number;
    /** Published over ours, not rounded; `undefined` if ours is 0. */
    readonly ratio: number | undefined;
  };

/**
 * Compares an exact count with a published figure.
 *
 * @param count Ours, an exact integer such as parameters or MACs.
 * @param unit What one of the published figure stands for, e.g. 1e6 for millions.
 * @param published The figure, `undefined` if nothing is published.
 * @returns The verdict, `undefined` if nothing is published.
 */
export function verdictOf(
  count: number,
  unit: number,
  published: Pick<PublishedFigure, "value" | "decimals"> | undefined,
): Verdict | undefined {
  if (published === undefined) return undefined;

  // Counts stay integers until the one division, so a half is seen as a half.
  const scale = 10 ** published.decimals;
  const oursInLastPlaces = roundHalfAwayFromZero(count * scale / unit);
  const lastPlaces = Math.round(published.value * scale) - oursInLastPlaces;
  if (lastPlaces === 0) return { outcome: "reproduced" };
  return { outcome: "differs", lastPlaces, ratio: publishedOverOurs(count, unit, published) };
}

/** Published over ours, not rounded; `undefined` if ours is 0. */
export function publishedOverOurs(
  count: number,
  unit: number,
  { value }: Pick<PublishedFigure, "value">,
): number | undefined {
  return count === 0 ? undefined : value * unit / count;
}

/** `reproduced`, `differs by 1 in the last place`, or `differs (x1.17)`: published over ours. */
export function verdictText(verdict: Verdict): string {
  if (verdict.outcome === "reproduced") return "reproduced";
  const { lastPlaces, ratio } = verdict;
  if (Math.abs(lastPlaces) === 1 || ratio === undefined) {
    return `differs by ${Math.abs(lastPlaces)} in the last place`;
  }
  return `differs (x${ratio.toFixed(2)})`;
}

function roundHalfAwayFromZero(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}
