// The same tool, the same network, the code written otherwise: where a total depends on spelling,
// both numbers can be shown.

import type { Spelling } from "../../../models/graph/graph.ts";
import type { Convention } from "./tools/convention.ts";

/** One spelling in the place of another. */
interface Rewriting {
  /** What the id of the variant ends with. */
  readonly id: string;
  readonly from: Spelling;
  readonly to: Spelling;
  /** Spellings that the other code does without, as it does their work inside of `to`. */
  readonly absorbs?: readonly Spelling[];
}

/** The ways in which reference codes of one network differ. */
const REWRITINGS: readonly Rewriting[] = [
  {
    id: "fused-attention",
    from: "@",
    to: "F.scaled_dot_product_attention",
    absorbs: ["Tensor.softmax", "nn.Softmax"],
  },
  { id: "plain-batchnorm", from: "nn.BatchNorm2d subclass", to: "nn.BatchNorm2d" },
  { id: "plain-layernorm", from: "nn.LayerNorm subclass", to: "nn.LayerNorm" },
  { id: "softmax-module", from: "Tensor.softmax", to: "nn.Softmax" },
  { id: "pool-module", from: "Tensor.mean", to: "nn.AdaptiveAvgPool2d" },
  { id: "pool-mean", from: "nn.AdaptiveAvgPool2d", to: "Tensor.mean" },
];

/**
 * What a tool would count if the code were written otherwise, e.g. `fvcore-fused-attention`.
 * Rewritings that the tool does not notice are left out.
 */
export function variantsOf({ rules, ...convention }: Convention): readonly Convention[] {
  return REWRITINGS
    .filter(({ from, to, absorbs = [] }) =>
      rules[from] !== rules[to] || absorbs.some((spelling) => rules[spelling] !== undefined)
    )
    .map((rewriting) => ({
      ...convention,
      id: `${convention.id}-${rewriting.id}`,
      description: `${convention.id}, if "${rewriting.from}" were written "${rewriting.to}"`,
      rules: rewrittenRules(rules, rewriting),
    }));
}

function rewrittenRules(
  rules: Convention["rules"],
  { from, to, absorbs = [] }: Rewriting,
): Convention["rules"] {
  const gone: readonly string[] = [from, ...absorbs];
  const others = Object.entries(rules).filter(([spelling]) => !gone.includes(spelling));
  const rule = rules[to];
  return Object.fromEntries(rule === undefined ? others : [...others, [from, rule]]);
}
