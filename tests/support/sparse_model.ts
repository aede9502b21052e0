// A model of any size that takes no room on a disk: its one weight is a hole at the end of the file.
// The graph is the last field of the model, the weight that of the graph, its data that of the weight.

import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { GraphProtoSchema, ModelProtoSchema, TensorProtoSchema } from "onnx-buf";
import { node, onnxFile, value, weight } from "./onnx_file.ts";

const FLOAT32_BYTES = 4;

/** A number as a varint. */
function varint(number: number): readonly number[] {
  return number < 0x80 ? [number] : [number % 0x80 + 0x80, ...varint(Math.floor(number / 0x80))];
}

/** Tag and length of a field of bytes. */
function lead(fieldNumber: number, byteLength: number): readonly number[] {
  return [...varint(8 * fieldNumber + 2), ...varint(byteLength)];
}

/** What stands before the hole of a model `y = x w`, with `w` of `[count, 1]`. */
function sparseHead(elementCount: number): Uint8Array<ArrayBuffer> {
  const bytes = onnxFile({
    nodes: [node("MatMul", ["x", "w"], ["y"])],
    inputs: [value("x", [1, elementCount])],
    outputs: [value("y", [1, 1])],
  });
  const { graph, ...model } = fromBinary(ModelProtoSchema, bytes);
  const tensor = create(TensorProtoSchema, { ...weight("w", []), rawData: new Uint8Array() });
  const tensorHead = toBinary(TensorProtoSchema, {
    ...tensor,
    dims: [BigInt(elementCount), 1n],
    rawData: new Uint8Array(),
  }).slice(0, -2);
  const holeBytes = FLOAT32_BYTES * elementCount;
  const data = [...tensorHead, ...lead(9, holeBytes)];
  const initializer = [...lead(5, data.length + holeBytes), ...data];
  const graphHead = toBinary(GraphProtoSchema, graph ?? create(GraphProtoSchema));
  const graphBytes = graphHead.length + initializer.length + holeBytes;
  return Uint8Array.from([
    ...toBinary(ModelProtoSchema, create(ModelProtoSchema, model)),
    ...lead(7, graphBytes),
    ...graphHead,
    ...initializer,
  ]);
}

/** Writes the model; it takes a few hundred bytes on a disk whose files may have holes. */
export async function writeSparseModel(path: string, elementCount: number): Promise<void> {
  const head = sparseHead(elementCount);
  await Deno.writeFile(path, head);
  await Deno.truncate(path, head.length + FLOAT32_BYTES * elementCount);
}
