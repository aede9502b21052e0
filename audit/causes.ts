// Why a published count may differ from ours: which candidates print what the source printed.
//
// The figures that one source prints of one model are explained together. A candidate is a network,
// a part of it, and for each figure a rule and a way of printing; it must print all of them. It is
// then held against all rows of the same source and family, since a source seldom counts one row by
// a rule of its own: each row that it prints speaks for it, each departure from ours against it.

import {
  type CandidateCount,
  type CandidateIndex,
  candidatesFor,
  type CountedFigure,
  departureKey,
  isReproduced,
} from "./counted_candidates.ts";
import { type Printing, PRINTINGS, ROUNDED } from "../reports/published/printing.ts";

/** What one source prints of one model. */
export interface PublishedRow {
  readonly modelId: string;
  readonly figures: readonly CountedFigure[];
}

/** A candidate that prints one figure. */
export interface Fit {
  readonly figure: CountedFigure;
  readonly candidate: CandidateCount;
  readonly printing: Printing;
  /** Other rules that give the very same integer. */
  readonly sameRules: readonly string[];
}

/** What explains a row, and where else it holds. */
export interface Cause {
  /** One for each figure that it explains, all of the same network and part. */
  readonly fits: readonly Fit[];
  /** In how many things it departs from ours. */
  readonly departures: number;
  /** Models of the same source and family whose rows it prints too, the row itself included. */
  readonly holdsFor: readonly string[];
  readonly failsFor: readonly string[];
}

/** Candidates with more departures than the least that will do, and this many, are not looked at. */
const MORE_DEPARTURES = 2;

/**
 * What explains a row that differs from ours.
 *
 * @param row The row.
 * @param siblings All rows of the same source and family, the row itself included.
 * @param index All candidates.
 * @returns Causes, the likeliest first: by rows that they print less departures from ours, then by
 * departures. One cause explains all figures of the row; where there is none, each figure has its
 * own.
 */
export function causesOf(
  row: PublishedRow,
  siblings: readonly PublishedRow[],
  index: CandidateIndex,
): readonly Cause[] {
  const together = fitSets(row.figures, row.modelId, index);
  const sets = together.length > 0 ? together : row.figures
    .filter((figure) => !isReproduced(figure, row.modelId, index))
    .flatMap((figure) => fitSets([figure], row.modelId, index));
  return sets
    .map((fits) => heldAgainst(siblings, fits, index))
    .toSorted((a, b) => score(b) - score(a) || a.departures - b.departures);
}

/** What speaks for a cause less what speaks against it. */
export function score({ holdsFor, departures }: Cause): number {
  return holdsFor.length - departures;
}

/** Fits of all the figures in one network and part, by few departures. */
function fitSets(
  figures: readonly CountedFigure[],
  model: string,
  index: CandidateIndex,
): readonly (readonly Fit[])[] {
  const byFigure = figures.map((figure) =>
    Map.groupBy(
      fitsOf(figure, model, index),
      ({ candidate }) => JSON.stringify([candidate.network, candidate.part]),
    )
  );
  const places = [...byFigure[0]?.keys() ?? []];
  const sets = places.flatMap((place) =>
    combinations(byFigure.map((fits) => fits.get(place) ?? []))
  );
  const least = Math.min(...sets.map(departuresOf));
  return sets.filter((fits) => departuresOf(fits) <= least + MORE_DEPARTURES);
}

/** The candidates that print a figure, those of one place with equal counts as one. */
function fitsOf(figure: CountedFigure, model: string, index: CandidateIndex): readonly Fit[] {
  const candidates = candidatesFor(index, model, figure.metric);
  const alike = Map.groupBy(
    candidates.values(),
    ({ network, part, count }) => JSON.stringify([network, part, count]),
  );
  return [...alike.values()].flatMap((group) => {
    const [candidate, ...others] = group.toSorted((a, b) => a.ruleDepartures - b.ruleDepartures);
    if (candidate === undefined) return [];
    const isVariant = (rule: string) =>
      group.some(({ rule: base }) => base !== "" && rule.startsWith(`${base}-`));
    const sameRules = candidate.rule === ""
      ? []
      : others.map(({ rule }) => rule).filter((rule) => !isVariant(rule));
    return printingsOf(candidate.count, figure)
      .map((printing) => ({ figure, candidate, printing, sameRules }));
  });
}

/** Ways in which a count prints as the figure; where it does by rounding, no other is needed. */
function printingsOf(count: number, figure: CountedFigure): readonly Printing[] {
  const ways = PRINTINGS.filter(({ prints }) => prints(count, figure));
  return ways.includes(ROUNDED) ? [ROUNDED] : ways;
}

/** One of each: `[[a, b], [c]]` -> `[[a, c], [b, c]]` */
function combinations<Item>(choices: readonly (readonly Item[])[]): readonly (readonly Item[])[] {
  return choices.reduce<readonly (readonly Item[])[]>(
    (sets, items) => sets.flatMap((set) => items.map((item) => [...set, item])),
    [[]],
  );
}

/** Network and part are shared by all fits and depart once, rule and printing for each figure. */
function departuresOf(fits: readonly Fit[]): number {
  const ofPlace = fits[0]?.candidate.placeDepartures ?? 0;
  return fits.reduce((sum, { candidate, printing }) => {
    return sum + candidate.ruleDepartures + (printing === ROUNDED ? 0 : 1);
  }, ofPlace);
}

/** Where a cause holds, by the metrics on which it departs from ours; the others do not test it. */
function heldAgainst(
  siblings: readonly PublishedRow[],
  fits: readonly Fit[],
  index: CandidateIndex,
): Cause {
  const departing = fits.filter((fit) => departuresOf([fit]) > 0);
  const holds = new Map<string, boolean>();
  for (const { modelId, figures } of siblings) {
    for (const figure of figures) {
      const fit = departing.find((candidate) => candidate.figure.metric === figure.metric);
      if (fit === undefined) continue;
      holds.set(modelId, (holds.get(modelId) ?? true) && printsToo(fit, figure, modelId, index));
    }
  }
  const models = (isHeld: boolean) =>
    [...holds].filter(([, held]) => held === isHeld).map(([model]) => model);
  return {
    fits,
    departures: departuresOf(fits),
    holdsFor: models(true),
    failsFor: models(false),
  };
}

/** Whether the same departures, taken for another model, print its figure. */
function printsToo(
  { candidate, printing }: Fit,
  figure: CountedFigure,
  model: string,
  index: CandidateIndex,
): boolean {
  const twin = candidatesFor(index, model, figure.metric).get(departureKey(candidate));
  return twin !== undefined && printing.prints(twin.count, figure);
}
