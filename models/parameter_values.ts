// Where the values of parameters come from: learned ones and buffers from a source (a seed today, a
// checkpoint tomorrow), derived ones from the values of the parameters that they follow from.

import { elementCount, type Parameter } from "./graph.ts";
import { fillParameter } from "./weights.ts";

/** Writes the values of a learned parameter or buffer over `target`. */
export type ValueSource = (target: Float32Array, parameter: Parameter) => void;

/** Seeded values (weights.ts). */
export function seededValues(seed: number): ValueSource {
  return (target, parameter) => fillParameter(target, seed, parameter);
}

/**
 * Writes the values of a parameter over `target`, which must have its element count. A derived
 * one holds the values of its sources only while it is computed.
 */
export function fillValues(target: Float32Array, parameter: Parameter, source: ValueSource): void {
  const { derivation } = parameter;
  if (derivation === undefined) return source(target, parameter);
  derivation.fill(target, derivation.from.map((origin) => valuesOf(origin, source)));
}

function valuesOf(parameter: Parameter, source: ValueSource): Float32Array {
  const values = new Float32Array(elementCount(parameter.shape));
  fillValues(values, parameter, source);
  return values;
}
