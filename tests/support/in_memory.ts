// A model with its weights in memory, as onnxruntime-node takes them.

import type * as ort from "onnxruntime-node";
import type { Graph } from "../../models/graph/graph.ts";
import { encodeOnnx, WEIGHTS_PATH } from "../../models/graph/onnx.ts";

/** The encoded model and the session option that brings its weights; the runtime refuses empty ones. */
export function inMemory(graph: Graph, seed: number): {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly weights: Uint8Array<ArrayBuffer>;
  readonly options: Pick<ort.InferenceSession.SessionOptions, "externalData">;
} {
  const { model, weightParts } = encodeOnnx(graph, seed);
  const parts = Array.from(weightParts(), (part) => part.slice());
  const weights = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    weights.set(part, offset);
    offset += part.length;
  }
  return {
    model,
    weights,
    options: weights.length === 0 ? {} : { externalData: [{ path: WEIGHTS_PATH, data: weights }] },
  };
}
