// The three answers to why a figure differs: one hypothesis stands out, several are left, or none.

import { log2Sum } from "./log_sums.ts";
import { type HypothesisClass, isDeparture, type Weighing } from "./weighing.ts";

/** What the evidence says about a figure that differs from ours. */
export type Answer = "explained" | "consistent with several" | "unexplained";

/** How many times as likely as all else together what explains a figure must be. */
export const LEAST_ODDS = 20;
const LEAST_BITS = Math.log2(LEAST_ODDS);

/** More than these tell nobody anything. */
const MOST_LISTED = 5;
/** Of what prints the figure, the listed ones are so much of the likelihood, if so many will do. */
const LISTED_SHARE = 0.95;

/** An answer, and what it rests on. */
export interface Finding {
  readonly answer: Answer;
  /** What prints the figure, the likeliest first: one, several, or of none the nearest. */
  readonly causes: readonly HypothesisClass[];
  /** How many more print it. */
  readonly otherCount: number;
  /** log2 of the odds of the answer's causes against all else; of the nearest where none explains. */
  readonly oddsBits: number;
}

/** Nothing prints a figure. */
export const NO_FINDING: Finding = {
  answer: "unexplained",
  causes: [],
  otherCount: 0,
  oddsBits: -Infinity,
};

/** The answer for one of the figures that were weighed. */
export function findingOf(weighing: Weighing, place: number): Finding {
  const { classes, unknownBits } = weighing;
  const causes = causesOf(weighing, place);
  const others = classes.filter((candidate) => !isCause(candidate, place));
  const elseBits = [unknownBits, ...others.map(({ bits }) => bits)];

  const [first, ...rivals] = causes;
  if (first === undefined) return NO_FINDING;
  const firstBits = first.bits - log2Sum([...elseBits, ...rivals.map(({ bits }) => bits)]);
  if (firstBits >= LEAST_BITS) {
    return { answer: "explained", causes: [first], otherCount: rivals.length, oddsBits: firstBits };
  }
  const togetherBits = log2Sum(causes.map(({ bits }) => bits)) - log2Sum(elseBits);
  if (togetherBits >= LEAST_BITS) {
    const listed = causes.slice(0, listedCount(causes));
    return {
      answer: "consistent with several",
      causes: listed,
      otherCount: causes.length - listed.length,
      oddsBits: togetherBits,
    };
  }
  return { answer: "unexplained", causes: [first], otherCount: rivals.length, oddsBits: firstBits };
}

function isCause(candidate: HypothesisClass, place: number): boolean {
  return isDeparture(candidate) && candidate.hits[place] === true;
}

/**
 * What prints a figure, the likeliest first. What gives this figure the same integer is one cause,
 * named by what departs least: an ingredient that does not change it is none of its causes.
 */
function causesOf({ classes }: Weighing, place: number): readonly HypothesisClass[] {
  const printing = classes.filter((candidate) => isCause(candidate, place));
  return [...Map.groupBy(printing, ({ counts }) => counts[place]).values()]
    .flatMap((alike) => {
      const [least] = alike.toSorted((a, b) => ingredients(a) - ingredients(b) || b.bits - a.bits);
      return least === undefined
        ? []
        : [{ ...least, bits: log2Sum(alike.map(({ bits }) => bits)) }];
    })
    .toSorted((a, b) => b.bits - a.bits);
}

function ingredients({ network, part, rule }: HypothesisClass): number {
  return [network, part, rule].filter((id) => id !== "").length;
}

function listedCount(causes: readonly HypothesisClass[]): number {
  const total = log2Sum(causes.map(({ bits }) => bits));
  const enough = causes.findIndex((_, i) =>
    log2Sum(causes.slice(0, i + 1).map(({ bits }) => bits)) - total >= Math.log2(LISTED_SHARE)
  );
  return Math.min(enough + 1, MOST_LISTED);
}
