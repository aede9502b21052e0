// Weights as the operators want them, so that nothing is transposed when a session is loaded.
//
//   Transpose(W) = W^T, known beforehand

import { transposed } from "./derived.ts";
import { input } from "./patterns.ts";
import { rewriteBy, type Rule } from "./rule.ts";

const storeTransposed: Rule = (node, site) => {
  const x = node.op === "Transpose" ? input(site, node, 0) : undefined;
  const weight = x && site.parameter(x);
  return weight?.shape.length === 2 && weight.role !== "constant"
    ? site.g.use(transposed(weight))
    : undefined;
};

/** `Transpose(W)` of a weight becomes a weight that is stored transposed. */
export const storeWeightsTransposed = rewriteBy(storeTransposed);
