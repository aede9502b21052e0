// Runs a graph in onnxruntime-node inside the test process, with seeded weights and images.

import * as ort from "onnxruntime-node";
import { dimensionSize, elementCount, type Graph, type Node } from "../../models/graph/graph.ts";
import { seededImages } from "../../models/graph/weights.ts";
import { inMemory } from "./in_memory.ts";

/** A tensor that came out. */
export interface OutputTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Seed of the recorded reference outputs. */
export const REFERENCE_SEED = 1;

/** The graph with more of its values put out, by value name. */
export function withOutputs(graph: Graph, names: readonly string[]): Graph {
  const extra = names.map((name) => {
    const value = graph.values.get(name);
    if (value === undefined) throw new RangeError(`Cannot put out "${name}": no such value`);
    return value;
  });
  return { ...graph, outputs: [...graph.outputs, ...extra] };
}

/** The last node inside a module, e.g. the one that ends `layer1`. */
export function lastNodeOf(graph: Graph, modulePath: string): Node {
  const node = graph.nodes.findLast(({ scope }) =>
    scope === modulePath || scope.startsWith(`${modulePath}.`)
  );
  if (node === undefined) throw new RangeError(`Cannot find module "${modulePath}"`);
  return node;
}

/** Opens a session, hands it to `use`, and releases it. */
async function withSession<Result>(
  graph: Graph,
  use: (session: ort.InferenceSession) => Promise<Result>,
): Promise<Result> {
  const { model, options } = inMemory(graph, REFERENCE_SEED);
  const session = await ort.InferenceSession.create(model, { ...options, logSeverityLevel: 3 });
  try {
    return await use(session);
  } finally {
    await session.release();
  }
}

/** All outputs of a graph for each batch of images in turn, flat `[N, C, H, W]`. */
export function runGraph(
  graph: Graph,
  batches: readonly Float32Array[],
): Promise<readonly Readonly<Record<string, OutputTensor>>[]> {
  return withSession(graph, async (session) => {
    const [input] = graph.inputs;
    if (input === undefined) throw new RangeError("Cannot run a graph without input");
    const imageElements = elementCount(input.shape);
    const results = [];
    for (const images of batches) {
      const dims = input.shape.map((size) => dimensionSize(size, images.length / imageElements));
      const outputs = await session.run({ [input.name]: new ort.Tensor("float32", images, dims) });
      results.push(
        Object.fromEntries(
          Object.entries(outputs).map(([name, tensor]) => [
            name,
            { shape: tensor.dims, data: tensor.data as Float32Array },
          ]),
        ),
      );
    }
    return results;
  });
}

/** The first `count` seeded images of a graph's input, flat. */
export function imagesFor(graph: Graph, count: number): Float32Array {
  const [input] = graph.inputs;
  return seededImages(REFERENCE_SEED, elementCount(input?.shape ?? [], count));
}
