// The counts that figures are held against: ours, and those of every candidate.

import { type CountedMetric, ROUNDED } from "../../reports/published/printing.ts";
import type { PublishedFigure } from "../../reports/published/published.ts";

/** What an id of a candidate means, for the reader. */
export interface Meaning {
  readonly id: string;
  /** Short, for a cell. */
  readonly label: string;
  /** One sentence. */
  readonly text: string;
}

/** One integer that a publication may have printed (audit/candidates/candidates.ts makes them). */
export interface CandidateCount {
  readonly model: string;
  readonly quantity: "params" | "operations";
  /** Ids of what departs from ours; `""` where nothing does. */
  readonly network: string;
  readonly part: string;
  readonly rule: string;
  readonly count: number;
}

/** A published figure of a counted metric. */
export type CountedFigure = PublishedFigure & { readonly metric: CountedMetric };

/** What a count is of. */
type Counted = Pick<CountedFigure, "modelId" | "metric">;

/** Candidates by model and quantity, then by what departs. */
export type CandidateIndex = ReadonlyMap<string, ReadonlyMap<string, CandidateCount>>;

/** What departs in nothing. */
const AS_OURS = { network: "", part: "", rule: "" } as const;
/** Key of our own count. */
export const OURS: string = departureKey(AS_OURS);

const QUANTITIES = { params_m: "params", flops_g: "operations" } as const;

/** Counts that somebody else gives of a model: ours in its place, without candidates. */
export function givenCounts(
  model: string,
  counts: Readonly<Partial<Record<CandidateCount["quantity"], number | undefined>>>,
): readonly CandidateCount[] {
  return (["params", "operations"] as const).flatMap((quantity) => {
    const count = counts[quantity];
    return count === undefined ? [] : [{ model, quantity, ...AS_OURS, count }];
  });
}

/** Sorts candidates by model and quantity. */
export function candidateIndex(counts: readonly CandidateCount[]): CandidateIndex {
  const groups = Map.groupBy(counts, ({ model, quantity }) => `${model} ${quantity}`);
  return new Map(
    [...groups].map(([key, group]) => [
      key,
      new Map(group.map((candidate) => [departureKey(candidate), candidate])),
    ]),
  );
}

/** Key of what departs; no id has a space in it. */
export function departureKey(
  { network, part, rule }: Pick<CandidateCount, "network" | "part" | "rule">,
): string {
  return `${network} ${part} ${rule}`;
}

/** The candidates of a figure, by {@linkcode departureKey}. */
export function candidatesFor(
  index: CandidateIndex,
  { modelId, metric }: Counted,
): ReadonlyMap<string, CandidateCount> {
  return index.get(`${modelId} ${QUANTITIES[metric]}`) ?? new Map();
}

/** Our own count of a figure: the candidate that departs in nothing. */
export function ourCount(index: CandidateIndex, figure: Counted): number | undefined {
  return candidatesFor(index, figure).get(OURS)?.count;
}

/** Whether our own count prints as the figure. */
export function isReproduced(figure: CountedFigure, index: CandidateIndex): boolean {
  const count = ourCount(index, figure);
  return count !== undefined && ROUNDED.prints(count, figure);
}
