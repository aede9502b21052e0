// A model with its weights in memory, as onnxruntime-node takes them.

import { seededValues, type ValueSource } from "../../models/graph/parameter_values.ts";
import type * as ort from "onnxruntime-node";
import { elementCount, type Graph, usedParameters } from "../../models/graph/graph.ts";
import { encodeOnnx, WEIGHTS_PATH } from "../../models/graph/onnx.ts";

const FLOAT32_BYTES = 4;
/** Room for the alignment of each tensor. */
const SPARE_BYTES = 64;

/** The encoded model and the session option that brings its weights; the runtime refuses empty ones. */
export function inMemory(
  graph: Graph,
  seed: number,
  values: ValueSource = seededValues(seed),
): {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly weights: Uint8Array<ArrayBuffer>;
  readonly options: Pick<ort.InferenceSession.SessionOptions, "externalData">;
} {
  const { model, weightParts } = encodeOnnx(graph, values);
  // Large memory is taken once, as fresh pages cost more than the values written to them.
  const room = new Uint8Array(
    usedParameters(graph).reduce(
      (sum, { shape }) => sum + FLOAT32_BYTES * elementCount(shape) + SPARE_BYTES,
      0,
    ),
  );
  let length = 0;
  for (const part of weightParts()) {
    room.set(part, length);
    length += part.length;
  }
  const weights = room.subarray(0, length);
  return {
    model,
    weights,
    options: length === 0 ? {} : { externalData: [{ path: WEIGHTS_PATH, data: weights }] },
  };
}
