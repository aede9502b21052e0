import { assertEquals, assertStrictEquals } from "@std/assert";
import { linear } from "../../../models/layers.ts";
import { relu } from "../../../models/operators/elementwise.ts";
import { storeWeightsTransposed } from "../../../models/rewrite/weights_in_place.ts";
import { assertEqualOutputs, graphOf, opsOf } from "./equal_outputs.ts";

Deno.test("storeWeightsTransposed() leaves no weight to transpose", async () => {
  const graph = graphOf(["N", 7, 5], (g, x) => linear(g, "b", relu(g, linear(g, "a", x, 11)), 3));
  const rewritten = storeWeightsTransposed(graph);
  assertEquals(opsOf(rewritten), ["MatMul", "Add", "Relu", "MatMul", "Add"]);
  assertEquals(rewritten.parameters.find(({ role }) => role === "derived")?.name, "a.weight^T");
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("storeWeightsTransposed() leaves a graph without such weights alone", () => {
  const graph = graphOf(["N", 5], (g, x) => linear(g, "a", x, 11));
  assertStrictEquals(storeWeightsTransposed(graph), graph);
});
