// The same tool, the same network, the code written otherwise: where a total depends on spelling,
// both numbers can be shown.

import type { Spelling } from "../../models/graph.ts";
import type { Convention } from "./convention.ts";

/** One spelling in the place of another. */
interface Rewriting {
  /** What the id of the variant ends with. */
  readonly id: string;
  readonly from: Spelling;
  readonly to: Spelling;
}

/** The ways in which reference codes of one network differ. */
const REWRITINGS: readonly Rewriting[] = [
  { id: "fused-attention", from: "@", to: "F.scaled_dot_product_attention" },
  { id: "plain-batchnorm", from: "nn.BatchNorm2d subclass", to: "nn.BatchNorm2d" },
  { id: "plain-layernorm", from: "nn.LayerNorm subclass", to: "nn.LayerNorm" },
  { id: "softmax-module", from: "Tensor.softmax", to: "nn.Softmax" },
  { id: "softmax-method", from: "nn.Softmax", to: "Tensor.softmax" },
  { id: "pool-module", from: "Tensor.mean", to: "nn.AdaptiveAvgPool2d" },
  { id: "pool-mean", from: "nn.AdaptiveAvgPool2d", to: "Tensor.mean" },
];

/**
 * What a tool would count if the code were written otherwise, e.g. `fvcore-fused-attention`.
 * Rewritings that the tool does not notice are left out.
 */
export function variantsOf(convention: Convention): readonly Convention[] {
  return REWRITINGS
    .filter(({ from, to }) => convention.rules[from] !== convention.rules[to])
    .map((rewriting) => rewritten(convention, rewriting));
}

function rewritten(convention: Convention, { id, from, to }: Rewriting): Convention {
  const { [from]: _before, ...others } = convention.rules;
  const rule = convention.rules[to];
  return {
    ...convention,
    id: `${convention.id}-${id}`,
    description: `${convention.id}, if "${from}" were written "${to}"`,
    rules: rule === undefined ? others : { ...others, [from]: rule },
  };
}
