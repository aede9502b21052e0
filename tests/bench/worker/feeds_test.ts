import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { feedsOf } from "../../../bench/worker/feeds.ts";
import { seededImages } from "../../../models/graph/weights.ts";
import { literalGraph } from "../../support/literal_graph.ts";

const GRAPH = literalGraph({
  inputs: {
    image: ["N", 3],
    ids: { shape: ["N", 5], dtype: "int64" },
    mask: { shape: ["N", 2], dtype: "bool" },
    half: { shape: [2], dtype: "float16" },
  },
  parameters: { words: { shape: [10, 4] } },
  values: { word: ["N", 5, 4] },
  nodes: [{ op: "Gather", inputs: ["words", "ids"], outputs: ["word"] }],
});

Deno.test("feedsOf() fills every input by its type, the same for a larger batch", () => {
  const { image, ids, mask, half } = feedsOf(GRAPH, { batch: 2, seed: 7 });
  assertEquals(image?.data, seededImages(7, 6));
  assertEquals([image?.dims, ids?.dims, mask?.dims, half?.dims], [[2, 3], [2, 5], [2, 2], [2]]);
  assertEquals([image?.type, ids?.type, mask?.type, half?.type], [
    "float32",
    "int64",
    "bool",
    "float16",
  ]);
  assertEquals(mask?.data, new Uint8Array([1, 1, 1, 1]));
  const indices = ids?.data as BigInt64Array;
  assertEquals(indices.every((index) => index >= 0n && index < 10n), true);
  assertNotEquals(new Set(indices).size, 1);
  const one = feedsOf(GRAPH, { batch: 1, seed: 7 });
  assertEquals(one["ids"]?.data, indices.subarray(0, 5));
  assertNotEquals(feedsOf(GRAPH, { batch: 2, seed: 8 })["ids"]?.data, indices);
});

Deno.test("feedsOf() names the input whose type cannot be made up", () => {
  const graph = literalGraph({
    inputs: { text: { shape: [1], dtype: "string" } },
    values: { y: { shape: [1], dtype: "string" } },
    nodes: [{ op: "Identity", inputs: ["text"], outputs: ["y"] }],
  });
  assertThrows(() => feedsOf(graph, { batch: 1, seed: 0 }), RangeError, 'Cannot feed input "text"');
});

Deno.test("feedsOf() takes what is given, and says what would fit", () => {
  const ids = {
    dtype: "int64",
    shape: [1, 5],
    bytes: new Uint8Array(BigInt64Array.from([1n, 2n, 3n, 4n, 5n]).buffer),
  } as const;
  const arrays = new Map([["ids", ids]]);
  const feeds = feedsOf(GRAPH, { batch: 1, seed: 7, arrays });
  assertEquals(feeds["ids"]?.data, BigInt64Array.from([1n, 2n, 3n, 4n, 5n]));
  assertEquals(feeds["image"]?.data, seededImages(7, 3));
  assertThrows(
    () => feedsOf(GRAPH, { batch: 2, seed: 7, arrays }),
    RangeError,
    'Cannot feed input "ids" as it must be int64 [2, 5]: got int64 [1, 5]',
  );
});
