// How many classes a checkpoint was trained for: what its classifiers are as large as.

import type { CatalogEntry } from "../../catalog.ts";
import type { ImageSize } from "../../graph/image_size.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { bestMatching, type Pair } from "./matching.ts";

/**
 * The number of classes that all classifiers of a checkpoint agree on; null where they do not, or where
 * it has none. Which sizes follow from the classes is seen by building the network for one
 * class and for two.
 *
 * @throws {RangeError} If the network cannot be built.
 */
export function classesOf(
  { build }: Pick<CatalogEntry, "build">,
  checkpoint: Checkpoint,
  sized: { readonly size?: ImageSize } = {},
): number | null {
  const one = build({ ...sized, classes: 1 });
  const two = new Map(
    build({ ...sized, classes: 2 }).parameters.map(({ name, shape }) => [name, shape]),
  );
  const { pairs, unlike } = bestMatching(one, checkpoint.tensors);
  const byName = new Map([...pairs, ...unlike].map((pair) => [pair.parameter.name, pair]));
  const found = one.parameters.flatMap(({ name, shape }) => {
    const next = two.get(name) ?? [];
    const axis = shape.findIndex((size, i) => size !== next[i]);
    const pair = byName.get(name);
    return axis < 0 || pair === undefined ? [] : [classesFrom(pair, { shape, next, axis })];
  });
  const [first, ...others] = new Set(found);
  return first === undefined || others.length > 0 ? null : first;
}

/** Where a size is `each * classes + more`, the classes that a tensor has it for; null if none. */
function classesFrom(
  pair: Pair,
  { shape, next, axis }: {
    readonly shape: readonly number[];
    readonly next: readonly number[];
    readonly axis: number;
  },
): number | null {
  const isOther = (size: number, i: number) => i !== axis && size !== shape[i];
  if (pair.shape.length !== shape.length || pair.shape.some(isOther)) {
    return null;
  }
  const [forOne = 0, forTwo = 0, size = 0] = [shape[axis], next[axis], pair.shape[axis]];
  const classes = 1 + (size - forOne) / (forTwo - forOne);
  return Number.isInteger(classes) && classes >= 1 ? classes : null;
}
