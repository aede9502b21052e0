// Values of options: numbers, times, shares, words and lists of them. Whatever else a text may be is
// refused, with what it must be.

import type { Arguments } from "./command.ts";
import { UsageError } from "./usage_error.ts";

/** What the value of an option is read as; undefined if it was not given. */
export function ifGiven<Value>(
  args: Arguments,
  name: string,
  read: (text: string) => Value,
): Value | undefined {
  const text = args.text(name);
  return text === undefined ? undefined : read(text);
}

/** What a number may be, ends included. */
export interface Limits {
  readonly least: number;
  readonly most: number;
}

/**
 * A whole number in a range.
 *
 * @throws {UsageError} If the text is anything else.
 */
export function wholeNumber(name: string, text: string, { least, most }: Limits): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(
    `Cannot take --${name} "${text}" as it must be a whole number from ${least} to ${most}`,
  );
}

/**
 * Seconds or minutes: `90`, `90s`, `2m`, `0.5s` -> milliseconds.
 *
 * @throws {UsageError} If the text is anything else or not above 0.
 */
export function durationMs(name: string, text: string): number {
  const match = /^(\d{1,6}(?:\.\d{1,3})?)(s|m)?$/.exec(text);
  const ms = match === null ? NaN : Number(match[1]) * (match[2] === "m" ? 60_000 : 1000);
  if (ms > 0) return ms;
  throw new UsageError(
    `Cannot take --${name} "${text}" as it must be a time above 0 such as 90, 90s or 2m`,
  );
}

/**
 * One of a few words.
 *
 * @throws {UsageError} If the text is none of them.
 */
export function oneOf<Word extends string>(
  name: string,
  text: string,
  words: readonly Word[],
): Word {
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  throw new UsageError(`Cannot take --${name} "${text}" as it must be one of ${words.join(", ")}`);
}

/**
 * Percent: `5`, `5%`, `1.5 %`, `75.1`. A fraction below 2 without its sign could be a share (0.05) or
 * a ratio (1.05), so it is refused.
 *
 * @throws {UsageError} If the text is anything else or out of the range.
 */
export function percentOf(name: string, text: string, { least, most }: Limits): number {
  const match = /^(\d{1,3}(?:\.\d{1,6})?)( ?%)?$/.exec(text);
  const percent = match === null ? NaN : Number(match[1]);
  if (percent < 2 && !Number.isInteger(percent) && match?.[2] === undefined) {
    throw new UsageError(
      `Cannot take --${name} "${text}" as it could be a share, a ratio or percent: ` +
        `write ${text}% for percent`,
    );
  }
  if (percent >= least && percent <= most) return percent;
  throw new UsageError(
    `Cannot take --${name} "${text}" as it must be percent from ${least} to ${most}, such as 5%`,
  );
}

/**
 * Values between commas, each once.
 *
 * @throws {UsageError} If one is there twice; else what `read` throws.
 */
export function listOf<Value>(
  name: string,
  text: string,
  read: (item: string) => Value,
): readonly Value[] {
  const values = text.split(",").map((item) => read(item.trim()));
  // Values, as one may be written in two ways: 8 and 08, 224 and 224x224.
  if (new Set(values.map((value) => JSON.stringify(value))).size === values.length) return values;
  throw new UsageError(
    `Cannot take --${name} "${text}" as a value is there twice: name each once`,
  );
}
