// What a measured accuracy says about a published one.

import { percent, type Share, wilsonBounds } from "./share.ts";

/** Pictures of ImageNet's validation set, on which figures are published. */
const VALIDATION_PICTURES = 50_000;

/** What other decoders, resizing and runtimes move a figure by, in percentage points. */
const USUAL_SHIFT = 0.1;

/** Rounding of binary fractions. */
const SLACK = 1e-9;

/** What may be concluded. */
export interface Conclusion {
  readonly outcome: "reproduced" | "near" | "differs" | "consistent" | "inconsistent";
  /** For people. */
  readonly text: string;
}

/**
 * Holds a measured share against a published one, in percent as printed. Of the whole validation set the
 * figures must be the same; of other pictures only the interval says something.
 */
export function conclusionOf(
  share: Share,
  published: { readonly value: number; readonly decimals: number; readonly text: string },
): Conclusion {
  const measured = percent(share);
  if (share.total !== VALIDATION_PICTURES) {
    const { low, high } = wilsonBounds(share);
    const half = 0.5 * 10 ** -published.decimals;
    const isWithin = low <= published.value + half && published.value - half <= high;
    const pictures = `${share.total} pictures are not the ${VALIDATION_PICTURES} of the figure`;
    return isWithin
      ? { outcome: "consistent", text: `${published.text} lies within the interval; ${pictures}` }
      : {
        outcome: "inconsistent",
        text: `${published.text} lies outside the interval; ${pictures}`,
      };
  }
  const shift = measured - published.value;
  const shiftText = `${shift < 0 ? "-" : "+"}${Math.abs(shift).toFixed(2)}`;
  if (Math.abs(shift) <= 0.5 * 10 ** -published.decimals + SLACK) {
    return { outcome: "reproduced", text: "reproduced" };
  }
  return Math.abs(shift) <= USUAL_SHIFT + SLACK
    ? { outcome: "near", text: `${shiftText}, within what decoders and runtimes differ by` }
    : { outcome: "differs", text: `differs by ${shiftText}` };
}
