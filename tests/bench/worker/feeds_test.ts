import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { seededFeeds } from "../../../bench/worker/feeds.ts";
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

Deno.test("seededFeeds() fills every input by its type, the same for a larger batch", () => {
  const { image, ids, mask, half } = seededFeeds(GRAPH, 2, 7);
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
  const one = seededFeeds(GRAPH, 1, 7);
  assertEquals(one["ids"]?.data, indices.subarray(0, 5));
  assertNotEquals(seededFeeds(GRAPH, 2, 8)["ids"]?.data, indices);
});

Deno.test("seededFeeds() names the input whose type cannot be made up", () => {
  const graph = literalGraph({
    inputs: { text: { shape: [1], dtype: "string" } },
    values: { y: { shape: [1], dtype: "string" } },
    nodes: [{ op: "Identity", inputs: ["text"], outputs: ["y"] }],
  });
  assertThrows(() => seededFeeds(graph, 1, 0), RangeError, 'Cannot feed input "text"');
});
