// Weights as the operators want them, so that nothing is transposed when a session is loaded.
//
//   Transpose(W) = W^T, known beforehand
//
// It shortens loading only (docs/measurements/rewrites.md); runs take as long.

import { transposed } from "../engine/derived.ts";
import { transposedParameter } from "../engine/patterns.ts";
import { rewriteBy, type Rule } from "../engine/rule.ts";

const storeTransposed: Rule = (node, site) => {
  const weight = transposedParameter(site, node);
  return weight && weight.role !== "constant" ? site.g.use(transposed(weight)) : undefined;
};

/** `Transpose(W)` of a weight becomes a weight that is stored transposed. */
export const storeWeightsTransposed = rewriteBy({ Transpose: storeTransposed });
