// Ratios and shares as people read them: in percent, a change always with its sign.

import { decimalText, fixedText, signedText } from "./number_text.ts";

/** No measurement carries more. */
const RATE_DECIMALS = 1;

/** `0.953` -> `95.3`; the unit stands beside it or in the header. */
export function percent(share: number): string {
  return fixedText(100 * share, RATE_DECIMALS);
}

/** `0.9995` -> `99.95 %` */
export function confidenceText(confidence: number): string {
  return `${Number((100 * confidence).toFixed(2))} %`;
}

/** `0.05` -> `5 %`, `0.0337` -> `3.37 %` */
export function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** `0.9` -> `-10.0 %`, `2.3` -> `+130 %`, `1` -> `0 %`: NEW / BASE as a change of BASE. */
export function changeText(ratio: number): string {
  return `${signedText(percentOf(ratio), decimalText)} %`;
}

/** `-10.0 (-12.1 to -8.0)`: a measured ratio with its interval; the header has the unit. */
export function changeIntervalText(
  ratio: number,
  interval?: { readonly low: number; readonly high: number },
): string {
  const text = (end: number) =>
    signedText(percentOf(end), (percent) => fixedText(percent, RATE_DECIMALS));
  return interval === undefined
    ? text(ratio)
    : `${text(ratio)} (${text(interval.low)} to ${text(interval.high)})`;
}

/** Digits that the subtraction makes up, such as 130.00000000000003, are taken off. */
function percentOf(ratio: number): number {
  return Number((100 * (ratio - 1)).toPrecision(12));
}
