// Where the values of parameters come from: learned ones and buffers from a source (a seed today, a
// checkpoint tomorrow), derived ones from the values of the parameters that they follow from.

import { elementCount, type Parameter } from "./graph.ts";
import { fillParameter } from "./weights.ts";

/** Writes the values of a parameter over `target`, which must have its element count. */
export type ValueSource = (target: Float32Array, parameter: Parameter) => void;

/** Seeded values (weights.ts), of learned parameters and buffers only. */
export function seededValues(seed: number): ValueSource {
  return (target, parameter) => fillParameter(target, seed, parameter);
}

/** Large sources that are kept: the weight and the bias of a folded layer come one after the other. */
const KEPT_COUNT = 2;
const LEAST_KEPT_ELEMENTS = 4096;

/**
 * Values of any parameter, derived ones too. The values that a derived one follows from are held
 * only while it is computed, and the last few large ones a little longer, as the next parameter
 * often follows from the same.
 */
export function anyValues(source: ValueSource): ValueSource {
  const kept = new Map<string, Float32Array>();

  function valuesOf(parameter: Parameter): Float32Array {
    const known = kept.get(parameter.name);
    if (known !== undefined) return known;
    const values = new Float32Array(elementCount(parameter.shape));
    fill(values, parameter);
    if (values.length >= LEAST_KEPT_ELEMENTS) {
      kept.set(parameter.name, values);
      const [oldest] = kept.keys();
      if (kept.size > KEPT_COUNT && oldest !== undefined) kept.delete(oldest);
    }
    return values;
  }

  function fill(target: Float32Array, parameter: Parameter): void {
    const { derivation } = parameter;
    if (derivation === undefined) source(target, parameter);
    else derivation.fill(target, derivation.from.map(valuesOf));
  }
  return fill;
}
