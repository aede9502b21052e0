// The bytes of a tensor in a file, read by range.

import { fromBinary } from "@bufbuild/protobuf";
import { TensorProtoSchema } from "onnx-buf";
import { elementBytes } from "../../graph/data_type.ts";
import { elementData } from "../../graph/element_data.ts";
import { elementCount } from "../../graph/graph.ts";
import { FileError } from "../file_error.ts";
import type { FileTensor } from "../file_model.ts";
import { wordBytes } from "../proto/element_numbers.ts";
import type { OpenExternal } from "../reading/external_numbers.ts";
import type { ByteSource } from "../wire/byte_source.ts";

/** Where a model's tensors are read from. */
export interface TensorSource {
  /** The model file. */
  readonly model: ByteSource;
  /** The files beside it. */
  readonly openExternal: OpenExternal;
}

/**
 * All elements of a tensor, little-endian.
 *
 * @throws {FileError} If they are not there, or no reader of ONNX could tell them.
 */
export function tensorBytes(tensor: FileTensor, source: TensorSource): Uint8Array<ArrayBuffer> {
  const { name, dtype, place, storedCount } = tensor;
  if (storedCount !== undefined) throw unreadable(name, "it is sparse");
  if (place.kind === "numbers") return elementData(dtype, place.numbers);
  if (place.kind === "absent") throw unreadable(name, "the file has no data for it");
  if (place.kind === "external") return externalBytes(tensor, place, source);
  const bytes = source.model.read(place.offset, place.byteLength);
  return place.isMessage === true ? messageBytes(tensor, bytes) : bytes;
}

function unreadable(name: string, reason: string): FileError {
  return new FileError({
    reason: `the values of tensor "${name}" cannot be read as ${reason}`,
    cure: "take the file as it is: bench times it with --graph plain",
  });
}

function bytesOf({ name, dtype, shape }: FileTensor): number {
  const byteLength = elementBytes(dtype, elementCount(shape));
  if (byteLength === null) throw unreadable(name, "it holds text");
  return byteLength;
}

function externalBytes(
  tensor: FileTensor,
  { location, offset }: FileTensor["place"] & { readonly kind: "external" },
  { openExternal }: TensorSource,
): Uint8Array<ArrayBuffer> {
  const source = openExternal(location);
  if (source === undefined) throw unreadable(tensor.name, `"${location}" is not beside the model`);
  const byteLength = bytesOf(tensor);
  if (offset + byteLength > source.size) {
    throw unreadable(tensor.name, `"${location}" ends at byte ${source.size}`);
  }
  return source.read(offset, byteLength);
}

/** Elements that stand as fields of their message, a TensorProto. */
function messageBytes(tensor: FileTensor, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const message = fromBinary(TensorProtoSchema, bytes);
  const { floatData, int64Data, doubleData, uint64Data, int32Data } = message;
  const numbers = [floatData, int64Data, doubleData, uint64Data].find(({ length }) => length > 0);
  const data = numbers === undefined
    ? wordBytes(tensor.dtype, int32Data)
    : elementData(tensor.dtype, numbers);
  if (data.length !== bytesOf(tensor)) throw unreadable(tensor.name, "elements are missing");
  return data;
}
