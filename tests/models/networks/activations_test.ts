// With the seeded weights every activation of every catalog network is tame, and images of a batch
// do not influence each other.

import { assert, assertEquals } from "@std/assert";
import { CATALOG } from "../../../models/catalog.ts";
import { elementCount, type Graph } from "../../../models/graph/graph.ts";
import { imagesFor, type OutputTensor, runGraph, withOutputs } from "../../support/run_graph.ts";
import { allowedSize } from "../../support/sizes.ts";

/** Bits of a float32 without its sign: of infinity, above which NaN lies, and of the least normal. */
const INFINITY_BITS = 0x7f80_0000;
const SMALLEST_NORMAL_BITS = 0x0080_0000;

/** Float32 sums of another blocking, relative to the largest logit; the largest seen is 1.2e-6. */
const TOLERANCE = 1e-5;

/** What remains of a hidden pair of tokens, at most: exp(-100) times the spread of the logits. */
const LARGEST_HIDDEN = 1e-38;

/** Whether every value is finite, and 0 or normal; by bits, as there are 100 million a network. */
function areTame(data: Float32Array, isHidden?: (index: number) => boolean): boolean {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  for (let i = 0; i < bits.length; i++) {
    const magnitude = (bits[i] as number) & 0x7fff_ffff;
    const isTame = magnitude < INFINITY_BITS &&
      (magnitude === 0 || magnitude >= SMALLEST_NORMAL_BITS);
    if (isTame && isHidden === undefined) continue;
    if (isHidden?.(i) ? !((data[i] as number) <= LARGEST_HIDDEN) : !isTame) return false;
  }
  return true;
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

Deno.test("areTame() refuses NaN, infinities and denormals, and what is hidden but not small", () => {
  const are = (value: number, isHidden?: () => boolean) =>
    areTame(new Float32Array([1, value, -2]), isHidden && ((index) => index === 1));
  const smallest = 2 ** -126;
  assertEquals(
    [0, -0, smallest, -smallest, 3.4e38].map((value) => are(value)),
    Array(5).fill(true),
  );
  const wild = [NaN, Infinity, -Infinity, smallest / 2, -smallest / 2, 2 ** -149];
  assertEquals(wild.map((value) => are(value)), Array(6).fill(false));
  const hidden = () => true;
  assertEquals([2 ** -149, 0, 1e-37, NaN].map((value) => are(value, hidden)), [
    ...[true, true, false, false],
  ]);
});

for (const entry of CATALOG) {
  const { id, build } = entry;
  Deno.test(`catalog "${id}" build() gives no NaN, infinity or denormal anywhere`, async () => {
    const graph = build();
    const names = graph.nodes.flatMap(({ outputs }) => outputs)
      .filter((name) => graph.values.get(name)?.dtype === "float32" && name !== "logits");
    const [outputs = {}] = await runGraph(withOutputs(graph, names), [imagesFor(graph, 1)]);
    assertEquals(Object.keys(outputs).length, names.length + 1);
    const wild = Object.entries(outputs)
      .filter(([name, { data }]) => !areTame(data, hiddenPlaces(graph, name)));
    assertEquals(wild.map(([name]) => name), []);
  });

  Deno.test(`catalog "${id}" build() gives an image the same logits alone and in a batch`, async () => {
    const size = allowedSize(entry, { height: 96, width: 96 });
    const graph = build({ size });
    const images = imagesFor(graph, 4);
    const imageElements = elementCount(graph.inputs[0]?.shape ?? []);
    const alone = [0, 1, 2, 3].map((i) =>
      images.subarray(i * imageElements, (i + 1) * imageElements)
    );
    const [batch, ...singles] = (await runGraph(graph, [images, ...alone]))
      .map((outputs) => outputs["logits"] as OutputTensor);
    assertEquals(batch?.shape, [4, 1000]);
    const joined = singles.flatMap(({ shape, data }) => {
      assertEquals(shape, [1, 1000]);
      return [...data];
    });
    const largest = Math.max(...joined.map(Math.abs));
    const difference = Math.max(
      ...joined.map((value, i) => Math.abs(value - (batch?.data[i] ?? NaN))),
    );
    assert(difference / largest <= TOLERANCE, `relative difference ${difference / largest}`);
  });
}
