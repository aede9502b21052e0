// A cell with a published number, as people print them: `25.6M`, `1,034`, `79.9%`, `-`.

import { isCountedColumn, METRIC_EXPONENTS, type NamedColumn, PREFIXES } from "./column_names.ts";

/** What a cell prints, with the unit of its header where that is not the metric's; decimals count in the latter. */
export interface PrintedNumber {
  readonly text: string;
  readonly value: number;
  readonly decimals: number;
}

const EMPTY = /^(|-+|–|—|n\/?a|none|\?|✗|x|nan)$/i;
const NUMBER =
  /^(\d{1,12}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,6}))?\s*([kmbgt]?)(?:flops?|macs?|params?)?\s*%?$/i;
/** An integer of so many digits without a unit is a count, as no network has 10,000 million of it. */
const LEAST_COUNT_DIGITS = 5;

/**
 * The number of a cell; `undefined` if it is empty or says that there is none.
 *
 * @throws {SyntaxError} If it is no number, or its unit is not known; the message says what to write.
 */
export function printedNumber(
  cell: string,
  { column, header, exponent }: NamedColumn,
  place: string,
): PrintedNumber | undefined {
  const text = cell.trim();
  if (EMPTY.test(text)) return undefined;
  const match = NUMBER.exec(text);
  if (match === null) {
    throw new SyntaxError(
      `${place} as "${header}" must be a plain number such as 23.0: it is "${text}", write the ` +
        `number alone, decimals behind a dot, or - for none`,
    );
  }
  const [, digits = "", fraction = "", prefix = ""] = match;
  const shift = shiftOf({ column, exponent, digits, fraction, prefix });
  if (shift === undefined) {
    throw new SyntaxError(
      `${place} as the unit of "${header}" is not known: it is "${text}", write the unit into the ` +
        `header, as Params (M) or FLOPs (G), or into the cell, as 25.6M`,
    );
  }
  const decimals = fraction.length - shift;
  const value = Number(`${digits.replaceAll(",", "")}.${fraction || "0"}e${shift}`);
  // Elsewhere a figure stands without its header: one in a unit of its own brings it along.
  const unit = prefix === "" && shift === exponent ? unitLetter(column, shift) : "";
  return { text: `${text}${unit}`, value, decimals };
}

/** `M` of FLOPs, which are in G; empty where it is the unit of the metric, or none has a letter. */
function unitLetter(column: string, shift: number): string {
  if (shift === 0 || !isCountedColumn(column)) return "";
  const exponent = METRIC_EXPONENTS[column] + shift;
  const letter = Object.keys(PREFIXES).find((each) => PREFIXES[each] === exponent) ?? "";
  return letter.toUpperCase();
}

/** Powers of ten from what is printed to the unit of the metric; `undefined`: nobody says. */
function shiftOf(
  { column, exponent, digits, fraction, prefix }: {
    readonly column: string;
    readonly exponent: number | undefined;
    readonly digits: string;
    readonly fraction: string;
    readonly prefix: string;
  },
): number | undefined {
  if (!isCountedColumn(column)) return prefix === "" ? 0 : undefined;
  const own = PREFIXES[prefix.toLowerCase()];
  if (own !== undefined) return own - METRIC_EXPONENTS[column];
  const isCount = fraction === "" && digits.replaceAll(",", "").length >= LEAST_COUNT_DIGITS;
  return isCount && exponent === undefined ? -METRIC_EXPONENTS[column] : exponent;
}
