// What may have been counted: every way in which a source can depart from ours for some figures, with
// what it costs to say so. docs/evidence.md derives the prices.
//
// An ingredient that changes none of the counts is no hypothesis and costs nobody anything.

import {
  type CandidateIndex,
  candidatesFor,
  type CountedFigure,
  departureKey,
  OURS,
} from "../candidates/counted_candidates.ts";
import { log2Sum } from "./log_sums.ts";

/** A network and a part of it that may have been counted; `""` is the row's own, the whole. */
export interface Place {
  readonly network: string;
  readonly part: string;
  /** log2 of its prior; those of all places are 1 together. */
  readonly priorBits: number;
}

/** log2 of the prior of each rule of a metric, `""` ours; those of all are 1 together. */
export type RulePriors = ReadonlyMap<string, number>;

/** Bits of half of the belief: one half is for "as ours", the other for the departures. */
const HALF = 1;

/** Every place of some figures that changes a count, and ours. */
export function placesOf(
  figures: readonly CountedFigure[],
  index: CandidateIndex,
): readonly Place[] {
  const networks = idsOf(figures, index, "network").filter((network) =>
    changes(figures, index, { network, part: "", rule: "" })
  );
  const parts = idsOf(figures, index, "part").filter((part) =>
    changes(figures, index, { network: "", part, rule: "" })
  );
  return ["", ...networks].flatMap((network) =>
    ["", ...parts].map((part) => ({
      network,
      part,
      priorBits: axisBits(network, networks) + axisBits(part, parts),
    }))
  );
}

/** Every rule of the figures of one metric that changes a count, and ours. */
export function rulePriorsOf(
  figures: readonly CountedFigure[],
  index: CandidateIndex,
): RulePriors {
  const rules = idsOf(figures, index, "rule").filter((rule) =>
    changes(figures, index, { network: "", part: "", rule })
  );
  return new Map(["", ...rules].map((rule) => [rule, axisBits(rule, rules)]));
}

/** Two beliefs about the rule of a metric, half each. */
export function mixedPriors(a: RulePriors, b: RulePriors): RulePriors {
  const rules = new Set([...a.keys(), ...b.keys()]);
  return new Map(
    [...rules].map((rule) => [
      rule,
      log2Sum([a.get(rule) ?? -Infinity, b.get(rule) ?? -Infinity]) - HALF,
    ]),
  );
}

type Departure = Parameters<typeof departureKey>[0];

function axisBits(id: string, others: readonly string[]): number {
  if (others.length === 0) return 0;
  return -HALF - (id === "" ? 0 : Math.log2(others.length));
}

function idsOf(
  figures: readonly CountedFigure[],
  index: CandidateIndex,
  axis: keyof Departure,
): readonly string[] {
  const ids = new Set<string>();
  for (const figure of figures) {
    for (const candidate of candidatesFor(index, figure).values()) ids.add(candidate[axis]);
  }
  ids.delete("");
  return [...ids];
}

/** Whether a departure gives any of the figures another count than ours. */
function changes(
  figures: readonly CountedFigure[],
  index: CandidateIndex,
  departure: Departure,
): boolean {
  const key = departureKey(departure);
  return figures.some((figure) => {
    const candidates = candidatesFor(index, figure);
    const count = candidates.get(key)?.count;
    return count !== undefined && count !== candidates.get(OURS)?.count;
  });
}
