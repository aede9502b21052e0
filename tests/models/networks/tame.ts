// Whether the activations of a graph are tame: finite, and no denormals, which distort timing.

import type { Graph } from "../../../models/graph/graph.ts";
import type { Outputs } from "../../support/run_graph.ts";

/** Bits of a float32 without its sign: of infinity, above which NaN lies, and of the least normal. */
const INFINITY_BITS = 0x7f80_0000;
const SMALLEST_NORMAL_BITS = 0x0080_0000;

/** What remains of a hidden pair of tokens, at most: exp(-100) times the spread of the logits. */
const LARGEST_HIDDEN = 1e-38;

/** Whether every value is finite, and 0 or normal; by bits, as there are 100 million a network. */
export function areTame(data: Float32Array, isHidden?: (index: number) => boolean): boolean {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  if (isHidden !== undefined) {
    return bits.every((each, i) =>
      isHidden(i) ? (data[i] as number) <= LARGEST_HIDDEN : isTame(each)
    );
  }
  for (let i = 0; i < bits.length; i++) if (!isTame(bits[i] as number)) return false;
  return true;
}

function isTame(bits: number): boolean {
  const magnitude = bits & 0x7fff_ffff;
  // One comparison finds what is normal, which nearly all are.
  const aboveLeast = (magnitude - SMALLEST_NORMAL_BITS) >>> 0;
  return aboveLeast < INFINITY_BITS - SMALLEST_NORMAL_BITS || magnitude === 0;
}

/**
 * The one exception: where Swin's mask adds -100, its softmax gives about exp(-100) = 4e-44, here
 * as in the reference. They are products of the published network, not of the weights. Setting
 * denormals to 0 in the runtime leaves its logits as they are; no clear effect on its time was found.
 *
 * @returns Whether a place of this value is hidden by a mask, `[1, windows, heads, T, T]`; undefined
 * for values that no mask is added to.
 */
function hiddenPlaces(graph: Graph, name: string): ((index: number) => boolean) | undefined {
  const producerOf = (value = "") => graph.nodes.find(({ outputs }) => outputs.includes(value));
  const node = producerOf(name);
  const masked = node?.op === "Softmax" ? producerOf(node.inputs[0]) : undefined;
  const mask = graph.parameters.find((parameter) => parameter.name === masked?.inputs[1]);
  if (mask?.role !== "constant" || mask.shape.length !== 4) return undefined;
  const [, , heads = 0, tokens = 0] = graph.values.get(name)?.shape as readonly number[];
  const pairs = tokens ** 2;
  return (index) => {
    const window = Math.floor(index / (heads * pairs));
    return mask.data?.[window * pairs + index % pairs] === -100;
  };
}

/** Names of the activations of one image that are not tame. */
export function wildValues(graph: Graph, outputs: Outputs): readonly string[] {
  return Object.entries(outputs)
    .filter(([name, { data }]) => !areTame(data, hiddenPlaces(graph, name)))
    .map(([name]) => name);
}

/** Names of all activations: the values of a graph that nodes put out as float32. */
export function activationNames(graph: Graph): readonly string[] {
  return graph.nodes.flatMap(({ outputs }) => outputs)
    .filter((name) => graph.values.get(name)?.dtype === "float32");
}
