// Numbers as people read them: rounded at print time, always with a dot, never in scientific notation,
// the same in every locale; long whole numbers in groups. Machine formats print exact values instead.

import { boundsOf, type MedianInterval } from "../../bench/samples/statistics.ts";

/** Enough to tell models apart, no more than a measurement carries. */
const SIGNIFICANT_DIGITS = 3;

/** Options for {@linkcode decimalText}. */
export interface DecimalOptions {
  /** Decimals that are printed in any case. @default 0 */
  readonly atLeast?: number;
}

/**
 * `41813640 / 1e6` -> `41.8`; small values get more decimals, so that they never print as 0. What is
 * no number prints nothing.
 */
export function decimalText(value: number, options: DecimalOptions = {}): string {
  return fixedText(value, decimalsOf(value, options));
}

/** The one place where numbers become text, so that no NaN and no infinity gets out. */
export function fixedText(value: number, decimals: number): string {
  return Number.isFinite(value) ? value.toFixed(decimals) : "";
}

/**
 * A whole number over its unit, in units of a decimal place, rounded half away from zero as people do by
 * hand. It stays whole until the one division, so that a half is seen as a half.
 */
export function placesOf(count: number, unit: number, decimals: number): number {
  const places = count * 10 ** decimals / unit;
  return Math.sign(places) * Math.round(Math.abs(places));
}

/** The same as text: `1005000` by a million to 2 decimals is `1.01`, where the binary 1.005 gives 1.00. */
export function quotientText(count: number, unit: number, decimals: number): string {
  return fixedText(placesOf(count, unit, decimals) / 10 ** decimals, decimals);
}

/** A value with its sign, which 0 has none of: `+0.53`, `-12`, `0`. */
export function signedText(value: number, text: (value: number) => string): string {
  const digits = text(Math.abs(value));
  if (Number(digits) === 0) return digits;
  return `${value > 0 ? "+" : "-"}${digits}`;
}

/** What stands in place of an interval that the rounds are too few to carry. */
export const TOO_FEW_ROUNDS = "too few rounds";

/**
 * `510 (498 to 522)`: the median with its interval, all to the decimals of the median, or
 * `510 (too few rounds)`.
 */
export function intervalText(interval: MedianInterval, options: DecimalOptions = {}): string {
  const decimals = decimalsOf(interval.median, options);
  if (!Number.isFinite(interval.median)) return "";
  const text = (value: number) => fixedText(value, decimals);
  const bounds = boundsOf(interval);
  const range = bounds ? `${text(bounds.low)} to ${text(bounds.high)}` : TOO_FEW_ROUNDS;
  return `${text(interval.median)} (${range})`;
}

/** Decimals that {@linkcode decimalText} prints. */
export function decimalsOf(value: number, { atLeast = 0 }: DecimalOptions): number {
  if (value === 0 || !Number.isFinite(value)) return atLeast;
  const wholeDigits = Math.floor(Math.log10(Math.abs(value))) + 1;
  return Math.min(Math.max(SIGNIFICANT_DIGITS - wholeDigits, atLeast), 100);
}

/** Four digits are read at a glance. */
const LEAST_DIGITS = 5;

/** `1832336768` -> `1,832,336,768`; numbers of up to four digits, and others, as they are. */
export function groupedText(value: number | bigint): string {
  const digits = String(value);
  if (!/^-?\d+$/.test(digits) || digits.replace("-", "").length < LEAST_DIGITS) return digits;
  return digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
