// How often the statistics of two rank tests come out when nothing differs: exact, from which
// intervals take their order statistics. Wilcoxon, Mann and Whitney's for two runs, the sign test for
// pairs and for one median: Hollander, Wolfe and Chicken 2014, "Nonparametric Statistical Methods",
// sections 4.1, 3.4 and 3.6.

/**
 * The largest number of smallest differences that may be cut off, so that the true shift is below
 * all others at most with probability `errorRate / 2`; `undefined` if not even 0 may be.
 *
 * @param counts Number or share of outcomes by the test's statistic, from 0 up.
 * @param errorRate Of the two-sided interval.
 */
function cutOf(counts: readonly number[], errorRate: number): number | undefined {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  let cut = -1;
  while (cut + 1 < counts.length) {
    below += counts[cut + 1] as number;
    if (below / all > errorRate / 2) break;
    cut++;
  }
  return cut < 0 ? undefined : cut;
}

/** Orderings of n and m samples by Mann and Whitney's U: coefficients of the Gaussian binomial. */
function unpairedCounts(n: number, m: number): readonly number[] {
  const counts = new Array<number>(n * m + 1).fill(0);
  counts[0] = 1;
  // Times (1 - q^(m + i)) / (1 - q^i) for each i, cut off beyond n * m.
  for (let i = 1; i <= n; i++) {
    for (let u = counts.length - 1; u >= m + i; u--) {
      counts[u] = (counts[u] as number) - (counts[u - m - i] as number);
    }
    for (let u = i; u < counts.length; u++) {
      counts[u] = (counts[u] as number) + (counts[u - i] as number);
    }
  }
  return counts;
}

/**
 * Signs of n differences by the number of positive ones: binomial coefficients over 2^n, formed as
 * logarithms since the coefficients themselves are too large for more than a thousand.
 */
function pairedShares(n: number): readonly number[] {
  const logs = [-n * Math.LN2];
  for (let k = 1; k <= n; k++) logs.push((logs[k - 1] as number) + Math.log((n - k + 1) / k));
  return logs.map(Math.exp);
}

/** Pairwise differences to cut off at either end, of n x m. */
export function unpairedCut(n: number, m: number, errorRate: number): number | undefined {
  return cutOf(unpairedCounts(n, m), errorRate);
}

/** Samples, or differences of pairs, to cut off at either end, of n. */
export function pairedCut(n: number, errorRate: number): number | undefined {
  return cutOf(pairedShares(n), errorRate);
}

/** Fewest rounds, on each side, that carry an interval at this error rate. */
export function leastRounds(errorRate: number, { paired }: { readonly paired: boolean }): number {
  let rounds = 1;
  const cut = (n: number) => paired ? pairedCut(n, errorRate) : unpairedCut(n, n, errorRate);
  while (cut(rounds) === undefined) rounds++;
  return rounds;
}
