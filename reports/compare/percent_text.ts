// Ratios and shares as people read them: in percent, a change always with its sign.

import { decimalText } from "../number_text.ts";

/** `0.05` -> `5.00 %`, `0.3` -> `30.0 %` */
export function percentText(share: number): string {
  return `${decimalText(100 * share)} %`;
}

/** `0.9` -> `-10.0 %`, `2.3` -> `+130 %`, `1` -> `0 %`: NEW / BASE as a change of BASE. */
export function changeText(ratio: number): string {
  return `${signed(ratio)} %`;
}

/** `-10.0 (-12.0 to -8.00)`: as {@linkcode changeText}, the unit being in the header. */
export function changeIntervalText(
  ratio: number,
  interval: { readonly low: number; readonly high: number } | undefined,
): string {
  return interval === undefined
    ? signed(ratio)
    : `${signed(ratio)} (${signed(interval.low)} to ${signed(interval.high)})`;
}

function signed(ratio: number): string {
  const percent = 100 * (ratio - 1);
  // Digits that the subtraction made up, such as 130.00000000000003, never matter here.
  const exact = Number(percent.toPrecision(12));
  return exact > 0 ? `+${decimalText(exact)}` : decimalText(exact);
}
