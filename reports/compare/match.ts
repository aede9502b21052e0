// Which measurement of BASE belongs to which of NEW: models by id, renamed ones by the hash of their
// graph, measurements by their conditions.

import type { CountRecord } from "../../bench/record/record.ts";
import { type Timed, unlikeConditions } from "./conditions.ts";
import { engineKey, timedEngine } from "../records/engine_use.ts";
import type { ModelSide, Side } from "./side.ts";

/** A model on both sides, or on one. */
export interface ModelPair {
  /** Id in NEW; in BASE if NEW does not have it. */
  readonly model: string;
  /** Id in BASE where it is another. */
  readonly renamedFrom?: string;
  readonly base?: ModelSide;
  readonly next?: ModelSide;
}

/** Pairs of things that can be compared, pairs that cannot, and what has no partner. */
export interface Pairing<Item> {
  readonly alike: readonly (readonly [base: Item, next: Item])[];
  readonly unlike: readonly (readonly [base: Item, next: Item])[];
  readonly onlyBase: readonly Item[];
  readonly onlyNext: readonly Item[];
  /** History: of runs that take no part in the comparison. */
  readonly leftOut: { readonly base: readonly Item[]; readonly next: readonly Item[] };
}

/** Every model of either side, those of NEW first. */
export function pairModels(base: Side, next: Side): readonly ModelPair[] {
  const gone = [...base.models.values()].filter(({ model }) => !next.models.has(model));
  const pairs: ModelPair[] = [];
  for (const side of next.models.values()) {
    const { model } = side;
    const before = base.models.get(model);
    if (before !== undefined) {
      pairs.push({ model, base: before, next: side });
      continue;
    }
    const index = gone.findIndex((candidate) => isSameGraph(candidate, side));
    const [renamed] = index === -1 ? [] : gone.splice(index, 1);
    pairs.push(
      renamed === undefined
        ? { model, next: side }
        : { model, renamedFrom: renamed.model, base: renamed, next: side },
    );
  }
  return [...pairs, ...gone.map((side) => ({ model: side.model, base: side }))];
}

function isSameGraph(base: ModelSide, next: ModelSide): boolean {
  const hashes = graphHashes(base);
  return [...graphHashes(next)].some((hash) => hashes.has(hash));
}

/** Hash with size, for the graph is built for a size. */
function graphHashes({ counts, timed }: ModelSide): ReadonlySet<string> {
  const records = [...counts, ...timed.map(({ timing }) => timing)];
  return new Set(records.map(({ size, graphHash }) => `${size} ${graphHash}`));
}

/** Pairs the timings of a model. */
export function pairTimings({ base, next }: ModelPair): Pairing<Timed> {
  return pairUp(base?.timed ?? [], next?.timed ?? [], {
    differences: unlikeConditions,
    runIdOf: ({ timing }) => timing.runId,
    planOf: ({ timing }) => {
      const { size, batch, threads, graph } = timing;
      return JSON.stringify([size, batch, threads, graph, engineKey(timedEngine(timing))]);
    },
  });
}

/** Pairs the counts of a model. */
export function pairCounts({ base, next }: ModelPair): Pairing<CountRecord> {
  return pairUp(base?.counts ?? [], next?.counts ?? [], {
    differences: unlikeSizes,
    runIdOf: ({ runId }) => runId,
    planOf: ({ size }) => size,
  });
}

/** `["size 224 against 160"]`: a count depends on nothing else. */
export function unlikeSizes(base: CountRecord, next: CountRecord): readonly string[] {
  return base.size === next.size ? [] : [`size ${base.size} against ${next.size}`];
}

interface PairOptions<Item> {
  /** In what two items differ; nothing: they are alike. */
  readonly differences: (base: Item, next: Item) => readonly string[];
  readonly runIdOf: (item: Item) => string;
  /** What was asked for, which the same plan has on both sides whatever the machine. */
  readonly planOf: (item: Item) => string;
}

/**
 * Pairs what is alike, then what is left with what resembles it most. Where anything is alike, items
 * of other runs are history and no part of the comparison, unless what they were asked for is left
 * on the other side too: then it is there on both, under conditions that must not be compared.
 */
function pairUp<Item>(
  base: readonly Item[],
  next: readonly Item[],
  { differences, runIdOf, planOf }: PairOptions<Item>,
): Pairing<Item> {
  const left = { base: [...base], next: [...next] };
  const countOf = (base: Item, next: Item) => differences(base, next).length;
  const alike = takePairs(left, countOf, 0);
  const runIds = new Set(alike.flat().map(runIdOf));
  const plans = { base: new Set(left.base.map(planOf)), next: new Set(left.next.map(planOf)) };
  const takesPart = (item: Item) =>
    alike.length === 0 || runIds.has(runIdOf(item)) ||
    (plans.base.has(planOf(item)) && plans.next.has(planOf(item)));
  const history = {
    base: left.base.filter((item) => !takesPart(item)),
    next: left.next.filter((item) => !takesPart(item)),
  };
  left.base = left.base.filter(takesPart);
  left.next = left.next.filter(takesPart);

  const unlike = takePairs(left, countOf, Infinity);
  const paired = new Set([...alike, ...unlike].flat().map(runIdOf));
  const isOfThese = (item: Item) => paired.size === 0 || paired.has(runIdOf(item));
  const isOfOthers = (item: Item) => !isOfThese(item);
  return {
    alike,
    unlike,
    onlyBase: left.base.filter(isOfThese),
    onlyNext: left.next.filter(isOfThese),
    leftOut: {
      base: [...history.base, ...left.base.filter(isOfOthers)],
      next: [...history.next, ...left.next.filter(isOfOthers)],
    },
  };
}

/** Takes pairs out of what is left, each with the partner that it differs least from. */
function takePairs<Item>(
  left: { readonly base: Item[]; readonly next: Item[] },
  countOf: (base: Item, next: Item) => number,
  mostDifferences: number,
): readonly (readonly [Item, Item])[] {
  const pairs: (readonly [Item, Item])[] = [];
  for (const item of [...left.next]) {
    const counts = left.base.map((candidate) => countOf(candidate, item));
    const fewest = Math.min(...counts);
    if (counts.length === 0 || fewest > mostDifferences) continue;
    const [partner] = left.base.splice(counts.lastIndexOf(fewest), 1) as [Item];
    left.next.splice(left.next.indexOf(item), 1);
    pairs.push([partner, item]);
  }
  return pairs;
}
