// Seeded randomness for orders: the counter-based hash of models/graph/weights.ts.

import { fmix32, keyOf } from "../../models/graph/weights.ts";

/** A source of numbers in [0, 1), the same for the same seed and purpose. */
export function seededRandom(seed: number, purpose: string): () => number {
  const key = keyOf(seed, purpose);
  let counter = 0;
  return function nextRandom() {
    return fmix32(Math.imul(counter++, 0x9e3779b9) ^ key) / 2 ** 32;
  };
}

/** A random order of the items (Fisher and Yates); the items stay untouched. */
export function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as Item, order[i] as Item];
  }
  return order;
}
