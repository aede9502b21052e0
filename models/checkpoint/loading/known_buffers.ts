// What checkpoints hold beside weights: tensors that our graphs compute, that training counts with, or
// that profilers left behind. They are no parameters, and their absence is no fault.

import type { NamedShape } from "./named_shape.ts";

/** The last part of their names, in the order in which they are said. */
const KNOWN_BUFFERS = [
  // Swin: which tokens must not see each other, and which row of the bias table is for which pair
  "attn_mask",
  "relative_position_index",
  // BatchNorm and averaged copies of a model: steps of training
  "num_batches_tracked",
  "n_averaged",
  // Counters that hook modules (thop) keep their sums in them
  "total_ops",
  "total_params",
] as const;

/** The kind of a known buffer; `undefined`: the name is none of theirs. */
export function knownBufferOf(name: string): string | undefined {
  const last = name.slice(name.lastIndexOf(".") + 1);
  return KNOWN_BUFFERS.find((kind) => kind === last);
}

/** Known buffers of one kind. */
export interface BufferKind {
  readonly kind: string;
  readonly tensors: number;
  /** Elements of them all. */
  readonly values: number;
}

/** The kinds that are among tensors, and how many of each. */
export function bufferKinds(
  tensors: readonly NamedShape[],
): readonly BufferKind[] {
  return KNOWN_BUFFERS.flatMap((kind) => {
    const own = tensors.filter(({ name }) => knownBufferOf(name) === kind);
    const values = own.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    return own.length === 0 ? [] : [{ kind, tensors: own.length, values }];
  });
}
