// Names and shapes of a checkpoint held against the parameters of a graph.

import type { Graph, Parameter } from "../../graph/graph.ts";
import type { CheckpointTensor } from "../checkpoint.ts";
import { NAME_MAPS } from "../names/name_maps.ts";
import { type NameMap, type OurName, ourName } from "../names/name_map.ts";
import { averagedCopies } from "./averaged_copies.ts";
import { LoadingError } from "./loading_error.ts";
import { knownBufferOf } from "./known_buffers.ts";
import { sharedPrefixes } from "./prefixes.ts";

/** A parameter and the tensors that it takes: one, or several parts along its first axis. */
export interface Pair {
  readonly parameter: Parameter;
  readonly tensors: readonly CheckpointTensor[];
  /** Whether each of them is a matrix that lies transposed. */
  readonly isTransposed: boolean;
  /** Whether its last axis is neighbours as `nn.Unfold` has them. */
  readonly isUnfolded: boolean;
  /** Of what the tensors come to, as the parameter would have it. */
  readonly shape: readonly number[];
}

/** What became of every name. */
export interface Matching {
  /** Null: the names are ours. */
  readonly map: NameMap | null;
  /** What was taken away from before every name. */
  readonly prefix: string;
  /** Of like shapes. */
  readonly pairs: readonly Pair[];
  /** Of unlike shapes. */
  readonly unlike: readonly Pair[];
  /** Parameters that no tensor is for. */
  readonly missing: readonly Parameter[];
  /** Tensors that no parameter is for. */
  readonly unexpected: readonly CheckpointTensor[];
  /** Tensors that are no parameters here (known_buffers.ts). */
  readonly knownBuffers: readonly CheckpointTensor[];
  /** Averaged copies of others (averaged_copies.ts). */
  readonly copies: readonly CheckpointTensor[];
}

/** No network here has a tenth of these, and each costs time for every map. */
const MOST_TENSORS = 20_000;

/**
 * The matching that fits best: with the names as they are or by one of the maps, and with or without
 * what stands before all of them.
 *
 * @throws {LoadingError} If there are more tensors than any network has.
 */
export function bestMatching(graph: Graph, tensors: readonly CheckpointTensor[]): Matching {
  if (tensors.length > MOST_TENSORS) {
    const cure = "take the state dict of one network by --key";
    throw new LoadingError({
      network: graph.name,
      reason: `it has ${tensors.length} tensors, and no network here has ${MOST_TENSORS}`,
      cure,
      otherCure: cure,
    });
  }
  const copies = averagedCopies(tensors.map(({ name }) => name));
  const [others, copied] = partition(tensors, ({ name }) => !copies.has(name));
  const [own, knownBuffers] = partition(others, ({ name }) => !knownBufferOf(name));
  const left = { knownBuffers, copies: copied };
  return sharedPrefixes(own.map(({ name }) => name))
    .flatMap((prefix) => [null, ...NAME_MAPS].map((map) => ({ prefix, map })))
    .map(({ prefix, map }): Matching => ({ ...left, ...matching(graph, own, { prefix, map }) }))
    .reduce((best, next) => isBetter(next, best) ? next : best);
}

/** More that fits, then more that is known by name, then less that is left over, then our names. */
function isBetter(next: Matching, best: Matching): boolean {
  const scores = ({ pairs, unlike, unexpected, map }: Matching) => [
    pairs.length,
    unlike.length,
    -unexpected.length,
    map === null ? 1 : 0,
  ];
  const before = scores(best);
  const [index = -1] = scores(next).flatMap((score, i) => score === before[i] ? [] : [i]);
  return index >= 0 && (scores(next)[index] ?? 0) > (before[index] ?? 0);
}

/** Parameters that a checkpoint must have: all that training learns or tracks, but its counters. */
export function wantedParameters({ parameters }: Graph): readonly Parameter[] {
  return parameters.filter(({ role, name }) =>
    (role === "learned" || role === "buffer") && knownBufferOf(name) === undefined
  );
}

/** A tensor with what it is called here. */
interface Named extends OurName {
  readonly tensor: CheckpointTensor;
}

function matching(
  graph: Graph,
  tensors: readonly CheckpointTensor[],
  { prefix, map }: Pick<Matching, "prefix" | "map">,
): Omit<Matching, "knownBuffers" | "copies"> {
  const named = tensors.map((tensor): Named => {
    const name = tensor.name.slice(prefix.length);
    return { tensor, ...map === null ? { name } : ourName(map, name) };
  });
  const byName = Map.groupBy(named, ({ name }) => name);
  const wanted = wantedParameters(graph);
  const pairs = wanted.flatMap((parameter) =>
    pairOf(parameter, byName.get(parameter.name) ?? [], map) ?? []
  );
  const paired = new Set(pairs.map(({ parameter }) => parameter));
  const taken = new Set(pairs.flatMap((pair) => pair.tensors));
  const [like, unlike] = partition(pairs, isLike);
  return {
    prefix,
    map,
    pairs: like,
    unlike,
    missing: wanted.filter((parameter) => !paired.has(parameter)),
    unexpected: tensors.filter((tensor) => !taken.has(tensor)),
  };
}

/** The tensors of a parameter: the first that has its name, or all parts of it. */
function pairOf(
  parameter: Parameter,
  named: readonly Named[],
  map: NameMap | null,
): Pair | undefined {
  const isMatrix = parameter.shape.length === 2 && parameter.name.endsWith(".weight");
  const isTransposed = isMatrix && (map?.transposesMatrices ?? false);
  const isUnfolded = map?.unfolds?.test(parameter.name) ?? false;
  const shapeOf = ({ shape }: CheckpointTensor) => isTransposed ? shape.toReversed() : shape;
  const whole = named.find(({ part }) => part === undefined)?.tensor;
  if (whole !== undefined) {
    return { parameter, tensors: [whole], isTransposed, isUnfolded, shape: shapeOf(whole) };
  }
  const count = named[0]?.part?.count ?? 0;
  const tensors = Array.from(
    { length: count },
    (_, index) => named.find(({ part }) => part?.index === index)?.tensor,
  ).filter((tensor) => tensor !== undefined);
  const [first] = tensors;
  if (first === undefined || tensors.length < count) return undefined;
  const [length = 1, ...others] = shapeOf(first);
  const areAlike = tensors.every((tensor) => String(shapeOf(tensor)) === String(shapeOf(first)));
  return areAlike
    ? { parameter, tensors, isTransposed, isUnfolded, shape: [count * length, ...others] }
    : undefined;
}

function isLike({ parameter, shape }: Pair): boolean {
  return String(parameter.shape) === String(shape);
}

function partition<Item>(
  items: readonly Item[],
  isFirst: (item: Item) => boolean,
): readonly [readonly Item[], readonly Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
