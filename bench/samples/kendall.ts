// How alike two orders of the same items are: Kendall's tau-b, and between which values it must lie
// where the rounds leave the order of some pairs open.

/** -1, 0 or 1: whether an item stands below another one, level with it, or above. */
export type Sign = -1 | 0 | 1;

/** An order of items, by their places. */
export interface Order {
  /** What the figures say of two items. */
  readonly sign: (one: number, other: number) => Sign;
  /** Whether the rounds could not have said otherwise; of a printed order, always. */
  readonly isSettled: (one: number, other: number) => boolean;
}

/** Kendall's coefficient with the ends between which it lies. */
export interface Tau {
  readonly tau: number;
  /** If every open pair spoke against the likeness of both orders. */
  readonly low: number;
  /** If every one spoke for it. */
  readonly high: number;
}

/** The order of values, the smallest lowest, all of it settled; equal ones are level. */
export function orderOf(values: readonly number[]): Order {
  const sign = (one: number, other: number) =>
    Math.sign((values[one] as number) - (values[other] as number)) as Sign;
  return { sign, isSettled: () => true };
}

/**
 * Tau-b (Kendall 1945, Biometrika 33, 239-251) of two orders of `count` items: concordant less
 * discordant pairs, over the geometric mean of the pairs that each order does not hold level. 1: the
 * same order, -1: one upside down, about 0: they say nothing of each other.
 *
 * @returns `undefined` where an order holds all items level, or there are fewer than 2.
 */
export function kendallTau(count: number, one: Order, other: Order): Tau | undefined {
  let settled = 0;
  let open = 0;
  let openSum = 0;
  let [oneUneven, otherUneven] = [0, 0];
  for (let i = 1; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [one.sign(i, j), other.sign(i, j)];
      const isOpen = !(one.isSettled(i, j) && other.isSettled(i, j));
      if (a !== 0) oneUneven++;
      if (b !== 0) otherUneven++;
      // Level in one order, a pair counts for nothing, whatever the other one is open to.
      if (isOpen && (a !== 0 || !one.isSettled(i, j)) && (b !== 0 || !other.isSettled(i, j))) {
        open++;
        openSum += a * b;
      } else settled += a * b;
    }
  }
  const scale = Math.sqrt(oneUneven * otherUneven);
  if (scale === 0) return undefined;
  return {
    tau: (settled + openSum) / scale,
    low: Math.max(-1, (settled - open) / scale),
    high: Math.min(1, (settled + open) / scale),
  };
}
