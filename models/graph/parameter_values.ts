// Where the values of parameters come from: learned ones and buffers from a source (a seed or a
// checkpoint), derived ones from the values of the parameters that they follow from.

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
 * while it is computed, and the last few large ones a little longer, as the next parameter often
 * follows from the same; then their memory is used again.
 */
export function anyValues(source: ValueSource): ValueSource {
  const kept = new Map<string, Float32Array>();
  const spare = new SpareMemory();

  /** Nobody else holds what is taken, so nothing overwrites it before it is given back. */
  function take(parameter: Parameter): Float32Array {
    const known = kept.get(parameter.name);
    if (known !== undefined) {
      kept.delete(parameter.name);
      return known;
    }
    const length = elementCount(parameter.shape);
    const values = length < LEAST_KEPT_ELEMENTS ? new Float32Array(length) : spare.take(length);
    fill(values, parameter);
    return values;
  }

  function giveBack({ name }: Parameter, values: Float32Array): void {
    if (values.length < LEAST_KEPT_ELEMENTS) return;
    kept.set(name, values);
    const [oldest] = kept;
    if (kept.size <= KEPT_COUNT || oldest === undefined) return;
    kept.delete(oldest[0]);
    spare.giveBack(oldest[1]);
  }

  function fill(target: Float32Array, parameter: Parameter): void {
    const { derivation } = parameter;
    if (derivation === undefined) {
      source(target, parameter);
      return;
    }
    const [first] = derivation.from;
    if (derivation.isReshaped && first !== undefined && !kept.has(first.name)) {
      fill(target, first);
      return;
    }
    const sources = derivation.from.map(take);
    derivation.fill(target, sources);
    derivation.from.forEach((from, i) => giveBack(from, sources[i] as Float32Array));
  }
  return fill;
}

/** Memory that was used and may be again: fresh pages cost more than the values written to them. */
class SpareMemory {
  readonly #buffers: ArrayBufferLike[] = [];

  /** `length` elements, whatever they hold. */
  take(length: number): Float32Array {
    const index = this.#buffers.findIndex(({ byteLength }) =>
      byteLength >= Float32Array.BYTES_PER_ELEMENT * length
    );
    const [buffer] = index < 0 ? [] : this.#buffers.splice(index, 1);
    return buffer === undefined ? new Float32Array(length) : new Float32Array(buffer, 0, length);
  }

  giveBack({ buffer }: Float32Array): void {
    this.#buffers.push(buffer);
    this.#buffers.sort((a, b) => a.byteLength - b.byteLength);
    if (this.#buffers.length > SPARE_COUNT) this.#buffers.shift();
  }
}

const SPARE_COUNT = 3;
