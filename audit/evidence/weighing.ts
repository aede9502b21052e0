// Every hypothesis about some figures, weighed: its prior times how likely it prints them, as log2, over
// that of a count of unknown origin. docs/evidence.md derives the score.
//
// A network and a part are shared by parameters and FLOPs; rules belong to a metric. Hypotheses that
// give the very same integers are one class, as no figure can tell them apart.

import {
  COUNTED_METRICS,
  type CountedMetric,
  type Printing,
  ROUNDED,
} from "../../reports/published/printing.ts";
import {
  type CandidateIndex,
  candidatesFor,
  type CountedFigure,
  departureKey,
  ourCount,
} from "../candidates/counted_candidates.ts";
import { type Place, placesOf, type RulePriors } from "./hypotheses.ts";
import { informationBits } from "./printed_information.ts";
import { log2Choose, log2Sum } from "./log_sums.ts";

/** What is believed before the figures are looked at. */
export interface Beliefs {
  readonly printings: Readonly<Record<CountedMetric, Printing>>;
  readonly rules: Readonly<Record<CountedMetric, RulePriors>>;
  /** Whether another way of printing than the usual one has its price already. @default false */
  readonly isPrintingPaid?: boolean;
  /** Bits that any departure costs on top, e.g. for saying that it is about this row only. @default 0 */
  readonly priceBits?: number;
}

/** Hypotheses about the figures of one metric that give the same integers. */
export interface HypothesisClass {
  readonly metric: CountedMetric;
  /** The likeliest of them before the figures were looked at. */
  readonly network: string;
  readonly part: string;
  readonly rule: string;
  /** Other rules that give the very same integers. */
  readonly sameRules: readonly string[];
  readonly printing: Printing;
  /** Of each figure, in order; `undefined` where it has none. */
  readonly counts: readonly (number | undefined)[];
  /** Whether each figure is printed. */
  readonly hits: readonly boolean[];
  /** log2 of prior times likelihood. */
  readonly bits: number;
}

/** What the figures of one metric say. */
export interface Weighing {
  readonly figures: readonly CountedFigure[];
  readonly classes: readonly HypothesisClass[];
  /** log2 of the likelihood that the figures have an origin which is none of them. */
  readonly unknownBits: number;
  /** log2 of the likelihood of each rule over that of an unknown origin, prior aside. */
  readonly ruleBits: ReadonlyMap<string, number>;
}

/** A rule at a place, held against the figures. */
interface Trial {
  readonly place: Place;
  readonly rule: string;
  readonly counts: readonly (number | undefined)[];
  readonly hits: readonly boolean[];
  readonly likelihoodBits: number;
  readonly priorBits: number;
}

/** Weighs the figures of a source and family, or of a row. */
export function weigh(
  figures: readonly CountedFigure[],
  index: CandidateIndex,
  beliefs: Beliefs,
): ReadonlyMap<CountedMetric, Weighing> {
  const places = placesOf(figures, index);
  const columns = COUNTED_METRICS.map((metric): Column => {
    const own = figures.filter((figure) => figure.metric === metric);
    const trials = trialsOf(own, places, { index, beliefs, metric });
    const byPlace = Map.groupBy(trials, ({ place }) => place);
    const bitsAt = (place: Place) => log2Sum([0, ...(byPlace.get(place) ?? []).map(weightOf)]);
    return { metric, figures: own, trials, bitsAt };
  }).filter((column) => column.figures.length > 0);

  return new Map(columns.map((column) => {
    const others = columns.filter((other) => other !== column);
    const placeBits = new Map(places.map((place) => [
      place,
      others.reduce((sum, { bitsAt }) => sum + bitsAt(place), place.priorBits),
    ]));
    return [column.metric, weighing(column, placeBits, beliefs.printings[column.metric])];
  }));
}

/** The figures of one metric, and all that may have been counted for them. */
interface Column {
  readonly metric: CountedMetric;
  readonly figures: readonly CountedFigure[];
  readonly trials: readonly Trial[];
  /** log2 of how likely they are at a place, whatever their rule. */
  readonly bitsAt: (place: Place) => number;
}

/** @param bitsOf log2 of the prior of each place times the likelihood of the other metrics there. */
function weighing(
  { metric, figures, trials }: Column,
  bitsOf: ReadonlyMap<Place, number>,
  printing: Printing,
): Weighing {
  const unknownBits = log2Sum([...bitsOf.values()]);
  const placed = trials.map((trial) => ({ trial, placeBits: bitsOf.get(trial.place) ?? 0 }));
  const groups = Map.groupBy(placed, ({ trial: { counts } }) => counts.join());
  const byRule = Map.groupBy(placed, ({ trial: { rule } }) => rule);
  const ruleBits = [...byRule].map(([rule, of]) => {
    const bits = log2Sum(of.map(({ trial, placeBits }) => trial.likelihoodBits + placeBits));
    return [rule, bits - unknownBits] as const;
  });
  return {
    figures,
    classes: [...groups.values()].map((group) => classOf(group, { metric, printing })),
    unknownBits,
    ruleBits: new Map(ruleBits),
  };
}

/** Whether a class is something else than our own count, rounded as usual. */
export function isDeparture(
  { network, part, rule, printing }: Pick<
    HypothesisClass,
    "network" | "part" | "rule" | "printing"
  >,
): boolean {
  return [network, part, rule].some((id) => id !== "") || printing !== ROUNDED;
}

function weightOf({ likelihoodBits, priorBits }: Trial): number {
  return likelihoodBits + priorBits;
}

interface PlacedTrial {
  readonly trial: Trial;
  /** log2 of the prior of the place times the likelihood of the other metrics there. */
  readonly placeBits: number;
}

function classOf(
  group: readonly PlacedTrial[],
  { metric, printing }: Pick<HypothesisClass, "metric" | "printing">,
): HypothesisClass {
  const byPrior = group.map(({ trial }) => trial)
    .toSorted((a, b) => priorOf(b) - priorOf(a));
  const [{ place, rule, counts, hits }] = byPrior as [Trial];
  const rules = byPrior.filter((trial) => trial.place === place).map((trial) => trial.rule);
  const isVariant = (id: string) => rules.some((base) => base !== "" && id.startsWith(`${base}-`));
  return {
    metric,
    network: place.network,
    part: place.part,
    rule,
    sameRules: rule === "" ? [] : rules.filter((id) => id !== rule && !isVariant(id)),
    printing,
    counts,
    hits,
    bits: log2Sum(group.map(({ trial, placeBits }) => weightOf(trial) + placeBits)),
  };
}

function priorOf({ place, priorBits }: Trial): number {
  return place.priorBits + priorBits;
}

function trialsOf(
  figures: readonly CountedFigure[],
  places: readonly Place[],
  { index, beliefs, metric }: {
    readonly index: CandidateIndex;
    readonly beliefs: Beliefs;
    readonly metric: CountedMetric;
  },
): readonly Trial[] {
  const printing = beliefs.printings[metric];
  const { priceBits = 0, isPrintingPaid = false } = beliefs;
  const printingBits = printing === ROUNDED || isPrintingPaid ? 0 : Math.log2(printing.prior);
  const information = figures.map((figure) =>
    informationBits(figure, ourCount(index, figure) ?? NaN, printing)
  );
  const missBits = missPrices(figures.length);
  const columns = figures.map((figure) => ({
    figure,
    range: printing.countsOf(figure) ?? [Infinity, -Infinity] as const,
    candidates: candidatesFor(index, figure),
  }));
  return places.flatMap((place) =>
    [...beliefs.rules[metric]].flatMap(([rule, ruleBits]) => {
      const { network, part } = place;
      const key = departureKey({ network, part, rule });
      const counts = columns.map(({ candidates }) => candidates.get(key)?.count);
      if (counts.every((count) => count === undefined)) return [];
      const hits = columns.map((column, i) => isPrinted(counts[i], column, printing));
      const isPriced = isDeparture({ network, part, rule, printing });
      return [{
        place,
        rule,
        counts,
        hits,
        likelihoodBits: likelihoodBits(hits, information, missBits),
        priorBits: ruleBits + printingBits - (isPriced ? priceBits : 0),
      }];
    })
  );
}

/** Most counts lie far outside of the range that prints a figure, and need no closer look. */
const RANGE_TOLERANCE = 1e-9;

function isPrinted(
  count: number | undefined,
  { figure, range: [low, high] }: {
    readonly figure: CountedFigure;
    readonly range: readonly [number, number];
  },
  printing: Printing,
): boolean {
  return count !== undefined && count >= low * (1 - RANGE_TOLERANCE) &&
    count <= high * (1 + RANGE_TOLERANCE) && printing.prints(count, figure);
}

/**
 * Bits of each number of misses, from none on. How often a source departs from its own rule is unknown:
 * every share is as likely, which makes the chance of these misses 1 / ((n + 1) x (n over misses)).
 */
function missPrices(figureCount: number): readonly number[] {
  return Array.from({ length: figureCount + 1 }, (_, misses) => log2Choose(figureCount, misses));
}

/** A figure that is printed earns its information, one that is not earns none. */
function likelihoodBits(
  hits: readonly boolean[],
  information: readonly number[],
  missBits: readonly number[],
): number {
  const misses = hits.filter((hit) => !hit).length;
  const earned = hits.reduce((sum, hit, i) => sum + (hit ? information[i] ?? 0 : 0), 0);
  return earned - Math.log2(hits.length + 1) - (missBits[misses] ?? 0);
}
