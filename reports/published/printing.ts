// From an exact count to a printed number: the unit of each metric, and how sources round.
//
// Printing is a known cause by itself. The DeiT paper prints 5 for 5.72 M parameters; the README of
// an older thop (Lyken17/pytorch-OpCounter, 00421a4) prints 24.37 for 25,557,032, which is 2^20 x.

import { UNITS } from "../text/unit_text.ts";
import type { PublishedFigure } from "./published.ts";
import { verdictOf } from "./verdict.ts";

/** Metrics that follow from a graph. */
export type CountedMetric = keyof typeof UNITS;

/** The counted metrics in the order of the reports. */
export const COUNTED_METRICS = Object.keys(UNITS) as readonly CountedMetric[];

const BINARY_UNITS: Readonly<Record<CountedMetric, number>> = {
  params_m: 2 ** 20,
  flops_g: 2 ** 30,
};

type Printed = Pick<PublishedFigure, "value" | "decimals"> & { readonly metric: CountedMetric };

/** A way in which a count becomes the figure that is printed. */
export interface Printing {
  readonly id: string;
  readonly label: string;
  readonly text: string;
  /** How likely a source prints so, before any of it is read; together 1. */
  readonly prior: number;
  /** Whether the count prints as the figure. */
  readonly prints: (count: number, figure: Printed) => boolean;
  /** From which count on, and up to which, counts print as the figure; `undefined`: none does. */
  readonly countsOf: (figure: Printed) => readonly [low: number, high: number] | undefined;
}

/** Rounded half away from zero, as everyone says they do. */
export const ROUNDED: Printing = {
  id: "",
  label: "",
  text: "",
  prior: 1 / 2,
  countsOf: (figure) => around(figure, placeOf(figure), UNITS[figure.metric]),
  prints: (count, figure) =>
    verdictOf(count, UNITS[figure.metric], figure)?.outcome === "reproduced",
};

/** Half of the belief is for the usual way, the rest for the other four alike. */
const OTHER_PRIOR = 1 / 8;

/** Every way; the first is the usual one. */
export const PRINTINGS: readonly Printing[] = [
  ROUNDED,
  {
    id: "truncated",
    label: "printed truncated, not rounded",
    text: "the decimals that are not printed are cut off",
    prior: OTHER_PRIOR,
    countsOf: (figure) => fromPlaces(figure, 0, 1),
    prints: (count, figure) => Math.floor(inLastPlaces(count, figure)) === printedPlaces(figure),
  },
  {
    id: "rounded-up",
    label: "printed rounded up",
    text: "rounded up whatever the next decimal is",
    prior: OTHER_PRIOR,
    countsOf: (figure) => fromPlaces(figure, -1, 0),
    prints: (count, figure) => Math.ceil(inLastPlaces(count, figure)) === printedPlaces(figure),
  },
  {
    id: "whole",
    label: "printed as a whole number with zeros",
    text: "rounded to a whole number, then printed with zeros as decimals",
    prior: OTHER_PRIOR,
    countsOf: (figure) => isWhole(figure) ? around(figure, 1, UNITS[figure.metric]) : undefined,
    prints: (count, figure) =>
      isWhole(figure) &&
      verdictOf(count, UNITS[figure.metric], { ...figure, decimals: 0 })?.outcome === "reproduced",
  },
  {
    id: "binary-units",
    label: "printed in binary units",
    text: "divided by 2^20 or 2^30 instead of a million or a billion",
    prior: OTHER_PRIOR,
    countsOf: (figure) => around(figure, placeOf(figure), BINARY_UNITS[figure.metric]),
    prints: (count, figure) =>
      verdictOf(count, BINARY_UNITS[figure.metric], figure)?.outcome === "reproduced",
  },
];

/** What one of the last printed place is worth, in the unit of the figure. */
function placeOf({ decimals }: Printed): number {
  return 10 ** -decimals;
}

/** Half a place below and above. */
function around({ value }: Printed, place: number, unit: number): readonly [number, number] {
  return [(value - place / 2) * unit, (value + place / 2) * unit];
}

function fromPlaces(figure: Printed, below: number, above: number): readonly [number, number] {
  const [place, unit] = [placeOf(figure), UNITS[figure.metric]];
  return [(figure.value + below * place) * unit, (figure.value + above * place) * unit];
}

/** Whether a figure has decimals, and they are zeros. */
function isWhole({ value, decimals }: Printed): boolean {
  return decimals > 0 && Number.isInteger(value);
}

function inLastPlaces(count: number, { metric, decimals }: Printed): number {
  return count * 10 ** decimals / UNITS[metric];
}

function printedPlaces({ value, decimals }: Printed): number {
  return Math.round(value * 10 ** decimals);
}

/** Ratios of input sizes that publications use, as in 945 against 236.1 at half the side. */
const SIZES_PIXELS = [160, 192, 224, 240, 256, 288, 320, 384, 448, 512, 1024] as const;

/**
 * What a ratio of published over ours looks like; used where no candidate fits.
 *
 * @param sidePixels Side of a square input; if left out, no input area is compared.
 */
export function ratioHints(ratio: number, sidePixels?: number): readonly string[] {
  const text = ratio.toFixed(2);
  const areas = sidePixels === undefined ? [] : SIZES_PIXELS
    .filter((pixels) => pixels !== sidePixels)
    .filter((pixels) => ((pixels / sidePixels) ** 2).toFixed(2) === text)
    .map((pixels) => `input area, ${pixels}x${pixels} against ${sidePixels}x${sidePixels}`);
  const isMacAgainstFlop = text === "2.00" || text === "0.50";
  return [...(isMacAgainstFlop ? ["MAC vs FLOP"] : []), ...areas]
    .map((hint) => `ratio ${text}: ${hint}`);
}
