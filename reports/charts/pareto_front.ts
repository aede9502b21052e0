// Which networks are worth choosing: those that no other beats in both speed and accuracy.

/** What a choice weighs; more of either is better. */
export interface Choice {
  readonly imagesPerSecond: number;
  readonly top1Percent: number;
}

/** The Pareto front: what no other beats in one without losing in the other, slowest first. */
export function paretoFront<Item extends Choice>(items: readonly Item[]): readonly Item[] {
  return items
    .filter((item) => !items.some((other) => beats(other, item)))
    .toSorted((a, b) => a.imagesPerSecond - b.imagesPerSecond);
}

function beats(a: Choice, b: Choice): boolean {
  const isNoWorse = a.imagesPerSecond >= b.imagesPerSecond && a.top1Percent >= b.top1Percent;
  return isNoWorse && (a.imagesPerSecond > b.imagesPerSecond || a.top1Percent > b.top1Percent);
}
