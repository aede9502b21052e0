// Runs a graph in onnxruntime-node inside the test process, with seeded weights and images.

import * as ort from "onnxruntime-node";
import { dimensionSize, elementCount, type Graph, type Node } from "../../models/graph/graph.ts";
import type { ValueSource } from "../../models/graph/parameter_values.ts";
import { seededImages } from "../../models/graph/weights.ts";
import { inMemory } from "./in_memory.ts";

/** A tensor that came out. */
export interface OutputTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Tensors that came out, by name. */
export type Outputs = Readonly<Record<string, OutputTensor>>;

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

/** A graph in a session of the runtime, which `await using` releases. */
export interface LoadedGraph extends AsyncDisposable {
  /** Runs a batch of images, flat `[N, C, H, W]`, and gives the outputs of these names. @default all */
  readonly run: (images: Float32Array, names?: readonly string[]) => Promise<Outputs>;
}

/** How a graph is loaded. */
export interface LoadOptions {
  /** Of the weights. @default that of the references */
  readonly seed?: number;
  /** Of the weights. @default seeded ones */
  readonly values?: ValueSource;
  /** Whether the runtime may put operators together, which pays from the second run on. @default true */
  readonly optimized?: boolean;
}

/** Opens a session. */
export async function loadGraph(
  graph: Graph,
  { seed = REFERENCE_SEED, values, optimized = true }: LoadOptions = {},
): Promise<LoadedGraph> {
  const [input] = graph.inputs;
  if (input === undefined) throw new RangeError("Cannot run a graph without input");
  const { model, options } = inMemory(graph, seed, values);
  const session = await ort.InferenceSession.create(model, {
    ...options,
    logSeverityLevel: 3,
    graphOptimizationLevel: optimized ? "all" : "disabled",
    // Test files run side by side: threads that wait for work would burn the cores of another file.
    intraOpNumThreads: 1,
  });
  const imageElements = elementCount(input.shape);
  return {
    async run(images, names = graph.outputs.map(({ name }) => name)) {
      const dims = input.shape.map((size) => dimensionSize(size, images.length / imageElements));
      const feeds = { [input.name]: new ort.Tensor("float32", images, dims) };
      const tensors = await session.run(feeds, names);
      return Object.fromEntries(
        Object.entries(tensors).map(([name, { dims, data }]) => [
          name,
          { shape: dims, data: data as Float32Array },
        ]),
      );
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}

/** All outputs of a graph for each batch of images in turn, flat `[N, C, H, W]`. */
export async function runGraph(
  graph: Graph,
  batches: readonly Float32Array[],
): Promise<readonly Outputs[]> {
  await using loaded = await loadGraph(graph);
  const results = [];
  for (const images of batches) results.push(await loaded.run(images));
  return results;
}

/** The first `count` seeded images of a graph's input, flat. */
export function imagesFor(graph: Graph, count: number, seed = REFERENCE_SEED): Float32Array {
  const [input] = graph.inputs;
  return seededImages(seed, elementCount(input?.shape ?? [], count));
}
