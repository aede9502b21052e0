// How many of how many, with what may be said of pictures like these.

/** So many of so many. */
export interface Share {
  readonly count: number;
  readonly total: number;
}

/** Bounds in percent. */
export interface PercentBounds {
  readonly low: number;
  readonly high: number;
}

/** Of the normal distribution, for 95 %. */
const Z = 1.959963984540054;
const PERCENT = 100;

/** In percent; NaN of none. */
export function percent({ count, total }: Share): number {
  return PERCENT * count / total;
}

/**
 * The 95 % interval of Wilson (1927, Probable inference, the law of succession, and statistical
 * inference): holds near 0 and 100 % and for few pictures, too.
 */
export function wilsonBounds({ count, total }: Share): PercentBounds {
  const share = count / total;
  const scale = 1 + Z * Z / total;
  const centre = share + Z * Z / (2 * total);
  const reach = Z * Math.sqrt(share * (1 - share) / total + (Z / (2 * total)) ** 2);
  return {
    low: count === 0 ? 0 : PERCENT * (centre - reach) / scale,
    high: count === total ? PERCENT : PERCENT * (centre + reach) / scale,
  };
}
