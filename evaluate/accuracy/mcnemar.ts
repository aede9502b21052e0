// Whether two networks, engines or presets that saw the same pictures differ by more than chance.

/**
 * Two-sided p of McNemar's exact test (1947): how likely a split at least as uneven is among the pictures
 * that only one of both has right, if each is as often the one. 1 where there is none.
 */
export function mcnemarP(onlyFirst: number, onlySecond: number): number {
  const total = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  if (2 * fewer === total) return 1;
  // log of (total over k) / 2^total, from k - 1 to k; a sum from its largest term loses nothing.
  let logTerm = -total * Math.LN2;
  const logTerms = [logTerm];
  for (let k = 1; k <= fewer; k++) {
    logTerm += Math.log(total - k + 1) - Math.log(k);
    logTerms.push(logTerm);
  }
  const largest = logTerm;
  const sum = logTerms.reduce((all, one) => all + Math.exp(one - largest), 0);
  return Math.min(1, 2 * Math.exp(largest) * sum);
}
