// Ratios and shares as people read them: in percent, a change always with its sign.

import { decimalText } from "./number_text.ts";

/** No measurement carries more. */
const RATE_DECIMALS = 1;

/** `0.05` -> `5 %`, `0.0337` -> `3.37 %` */
export function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** `0.9` -> `-10.0 %`, `2.3` -> `+130 %`, `1` -> `0 %`: NEW / BASE as a change of BASE. */
export function changeText(ratio: number): string {
  return `${signed(percentOf(ratio), decimalText)} %`;
}

/** `-10.0 (-12.1 to -8.0)`: a measured ratio with its interval; the header has the unit. */
export function changeIntervalText(
  ratio: number,
  interval?: { readonly low: number; readonly high: number },
): string {
  const text = (end: number) => signed(percentOf(end), (percent) => percent.toFixed(RATE_DECIMALS));
  return interval === undefined
    ? text(ratio)
    : `${text(ratio)} (${text(interval.low)} to ${text(interval.high)})`;
}

/** Digits that the subtraction makes up, such as 130.00000000000003, are taken off. */
function percentOf(ratio: number): number {
  return Number((100 * (ratio - 1)).toPrecision(12));
}

function signed(percent: number, format: (percent: number) => string): string {
  const text = format(Math.abs(percent));
  if (Number(text) === 0) return text;
  return `${percent > 0 ? "+" : "-"}${text}`;
}
