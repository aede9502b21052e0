// Seeded values that the graphs of one network share: each tensor is computed once.

import type { ValueSource } from "../../models/graph/parameter_values.ts";
import { fillParameter } from "../../models/graph/weights.ts";

/** Values of a seed that are kept as long as the source is; parameters of one name and unlike shapes are two. */
export function keptValues(seed: number): ValueSource {
  const kept = new Map<string, Float32Array>();
  return (target, parameter) => {
    const key = `${parameter.name} ${parameter.shape}`;
    const known = kept.get(key);
    if (known !== undefined) {
      target.set(known);
      return;
    }
    fillParameter(target, seed, parameter);
    kept.set(key, target.slice());
  };
}
