// Sums of likelihoods that are kept as logarithms, as products of many overflow.

/** log2 of a sum whose terms are given by their log2; `-Infinity` of none. */
export function log2Sum(terms: readonly number[]): number {
  const largest = Math.max(...terms);
  if (terms.length === 0 || largest === -Infinity) return -Infinity;
  return largest + Math.log2(terms.reduce((sum, term) => sum + 2 ** (term - largest), 0));
}

/** log2 of `n` over `k`. */
export function log2Choose(n: number, k: number): number {
  return Array.from({ length: k }, (_, i) => Math.log2((n - i) / (i + 1)))
    .reduce((sum, bits) => sum + bits, 0);
}
