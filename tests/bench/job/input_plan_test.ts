import { assertEquals } from "@std/assert";
import {
  hasOpenBatch,
  inputPlan,
  isBatchFirst,
  plannedInputText,
} from "../../../bench/job/input_plan.ts";
import { literalGraph } from "../../support/literal_graph.ts";

const TEXT_MODEL = literalGraph({
  inputs: {
    ids: { shape: ["N", 7], dtype: "int64" },
    types: { shape: ["N", 7], dtype: "int32" },
    mask: { shape: ["N", 7], dtype: "int64" },
    pixels: ["N", 3],
  },
  values: { wide: { shape: ["N", 7], dtype: "int64" }, word: ["N", 7, 4] },
  parameters: { words: { shape: [100, 4] }, kinds: { shape: [4, 2] } },
  nodes: [
    { op: "Gather", inputs: ["words", "ids"], outputs: ["word"] },
    { op: "Cast", inputs: ["types"], outputs: ["wide"] },
    { op: "Gather", inputs: ["kinds", "wide"], outputs: ["kind"], attributes: { axis: 1 } },
  ],
});

Deno.test("inputPlan() keeps whole numbers within the table that they index, through a Cast too", () => {
  assertEquals(inputPlan(TEXT_MODEL).map((input) => plannedInputText(input)), [
    "ids int64 [N, 7], indices below 100",
    "types int32 [N, 7], indices below 2",
    "mask int64 [N, 7], ones",
    "pixels float32 [N, 3], seeded",
  ]);
});

Deno.test("inputPlan() gives no index that its type cannot hold", () => {
  const graph = literalGraph({
    inputs: { ids: { shape: [1], dtype: "int8" } },
    parameters: { words: { shape: [1000, 4] } },
    values: { word: [1, 4] },
    nodes: [{ op: "Gather", inputs: ["words", "ids"], outputs: ["word"] }],
  });
  assertEquals(inputPlan(graph).map(({ fill }) => fill), [{ kind: "indices", below: 128 }]);
});

Deno.test("inputPlan() knows the tables of com.microsoft's EmbedLayerNormalization", () => {
  const graph = literalGraph({
    inputs: { ids: { shape: [1, 7], dtype: "int32" }, kinds: { shape: [1, 7], dtype: "int32" } },
    parameters: { words: { shape: [30, 4] }, places: { shape: [9, 4] }, types: { shape: [2, 4] } },
    values: { y: [1, 7, 4] },
    nodes: [{
      op: "EmbedLayerNormalization",
      domain: "com.microsoft",
      inputs: ["ids", "kinds", "words", "places", "types"],
      outputs: ["y"],
    }],
  });
  assertEquals(inputPlan(graph).map(({ fill }) => fill), [
    { kind: "indices", below: 30 },
    { kind: "indices", below: 2 },
  ]);
});

Deno.test("isBatchFirst() and hasOpenBatch() tell where the batch stands", () => {
  const of = (first: 1 | "N", second: 2 | "N") => ({
    inputs: [{ name: "x", dtype: "float32", shape: [first, second] }],
    outputs: [{ name: "y", dtype: "float32", shape: [first] }],
  } as const);
  assertEquals([isBatchFirst(of("N", 2)), hasOpenBatch(of("N", 2))], [true, true]);
  assertEquals([isBatchFirst(of(1, "N")), hasOpenBatch(of(1, "N"))], [false, true]);
  assertEquals([isBatchFirst(of(1, 2)), hasOpenBatch(of(1, 2))], [false, false]);
});
