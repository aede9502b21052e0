// Small tensors that shapes may need and that lie beside the model: their numbers, read by range.

import { elementBytes } from "../../graph/data_type.ts";
import { elementCount } from "../../graph/graph.ts";
import { FileError } from "../file_error.ts";
import type { FileTensor, TensorPlace } from "../file_model.ts";
import { elementNumbers, isWorthReading, SHAPE_TYPES } from "../proto/element_numbers.ts";
import { type Budget, KEPT_BYTES } from "../wire/budget.ts";
import type { ByteSource } from "../wire/byte_source.ts";

/**
 * Opens a file beside the model; `undefined`: there is none.
 *
 * @throws {FileError} If it may not be opened.
 */
export type OpenExternal = (location: string) => ByteSource | undefined;

/** What reading external numbers needs, and what it tells. */
export interface ExternalReading {
  readonly open: OpenExternal;
  readonly budget: Budget;
  /** Files that are not there. */
  readonly missing: Set<string>;
}

/** The tensor with its numbers, if they lie elsewhere and a shape may need them. */
export function withExternalNumbers(tensor: FileTensor, reading: ExternalReading): FileTensor {
  const { name, dtype, shape, place } = tensor;
  const count = elementCount(shape);
  // Real numbers are not worth a second file: shapes are made of whole ones.
  if (place.kind !== "external" || !SHAPE_TYPES.includes(dtype) || !isWorthReading(dtype, count)) {
    return tensor;
  }
  const bytes = externalBytes(name, place, elementBytes(dtype, count) ?? 0, reading);
  if (bytes === undefined) return tensor;
  reading.budget.keep(KEPT_BYTES.number * count);
  return {
    ...tensor,
    place: { kind: "numbers", numbers: elementNumbers(dtype, count, bytes) },
  };
}

function externalBytes(
  name: string,
  { location, offset }: TensorPlace & { readonly kind: "external" },
  byteLength: number,
  { open, missing }: ExternalReading,
): Uint8Array | undefined {
  const source = open(location);
  if (source === undefined) {
    missing.add(location);
    return undefined;
  }
  const end = offset + byteLength;
  if (end <= source.size) return source.read(offset, byteLength);
  throw new FileError({
    reason: `tensor "${name}" would end at byte ${end} of "${location}", which has ` +
      `${source.size} bytes`,
    cure: "the file beside the model is cut off or of another model, fetch both again",
  });
}
