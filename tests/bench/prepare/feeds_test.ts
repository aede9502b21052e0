import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import type { RawTensor } from "../../../bench/engine/raw_tensor.ts";
import { type FeedOptions, feedsOf } from "../../../bench/prepare/feeds.ts";
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

function feeds(options: FeedOptions) {
  const entries = feedsOf(GRAPH, options).map((feed) => [feed.name, feed] as const);
  const byName = new Map<string, RawTensor>(entries);
  const buffer = (name: string) => byName.get(name)?.bytes.buffer as ArrayBuffer;
  return { byName, buffer };
}

Deno.test("feedsOf() fills every input by its type, the same for a larger batch", () => {
  const { byName, buffer } = feeds({ batch: 2, seed: 7 });
  assertEquals([...byName.values()].map(({ type, shape }) => [type, shape]), [
    ["float32", [2, 3]],
    ["int64", [2, 5]],
    ["bool", [2, 2]],
    ["float16", [2]],
  ]);
  assertEquals(new Float32Array(buffer("image")), seededImages(7, 6));
  assertEquals(new Uint8Array(buffer("mask")), new Uint8Array([1, 1, 1, 1]));
  assertEquals(buffer("half").byteLength, 4);
  const indices = new BigInt64Array(buffer("ids"));
  assertEquals(indices.every((index) => index >= 0n && index < 10n), true);
  const many = new Set(new BigInt64Array(feeds({ batch: 40, seed: 7 }).buffer("ids")));
  assertEquals([...many].toSorted(), Array.from({ length: 10 }, (_, i) => BigInt(i)));
  const one = feeds({ batch: 1, seed: 7 });
  assertEquals(new BigInt64Array(one.buffer("ids")), indices.slice(0, 5));
  const other = feeds({ batch: 2, seed: 8 });
  assertNotEquals(new BigInt64Array(other.buffer("ids")), indices);
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
  const { buffer } = feeds({ batch: 1, seed: 7, arrays });
  assertEquals(new BigInt64Array(buffer("ids")), BigInt64Array.from([1n, 2n, 3n, 4n, 5n]));
  assertEquals(new Float32Array(buffer("image")), seededImages(7, 3));
  assertThrows(
    () => feedsOf(GRAPH, { batch: 2, seed: 7, arrays }),
    RangeError,
    'Cannot feed input "ids" as it must be int64 [2, 5]: got int64 [1, 5]',
  );
});
