import { assertEquals } from "@std/assert";
import { linear } from "../../../../models/layers/layers.ts";
import { add, relu } from "../../../../models/operators/elementwise.ts";
import { transpose } from "../../../../models/operators/layout.ts";
import { storeWeightsTransposed } from "../../../../models/rewrite/rules/store_weights_transposed.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

Deno.test("storeWeightsTransposed() leaves no weight to transpose", async () => {
  const graph = graphOf(["N", 7, 5], (g, x) => linear(g, "b", relu(g, linear(g, "a", x, 11)), 3));
  const rewritten = storeWeightsTransposed(graph);
  assertEquals(opsOf(rewritten), ["MatMul", "Add", "Relu", "MatMul", "Add"]);
  assertEquals(rewritten.parameters.find(({ role }) => role === "derived")?.name, "a.weight^T");
  await assertEqualOutputs(graph, rewritten);
});

Deno.test("storeWeightsTransposed() leaves a graph without such weights alone", () => {
  assertLeftAlone(storeWeightsTransposed, {
    "a weight that the operator turns": graphOf(["N", 5], (g, x) => linear(g, "a", x, 11)),
    "a computed matrix": graphOf(
      ["N", 2, 2],
      (g, x) => add(g, x, transpose(g, relu(g, g.parameter("weight", [2, 2])), [1, 0])),
    ),
    "a constant": graphOf(
      ["N", 2, 2],
      (g, x) => add(g, x, transpose(g, g.constant(new Float32Array([1, 2, 3, 4]), [2, 2]), [1, 0])),
    ),
    "a matrix that stays as it is": graphOf(
      ["N", 2, 2],
      (g, x) => add(g, x, transpose(g, g.parameter("weight", [2, 2]), [0, 1])),
    ),
    "more than a matrix": graphOf(
      ["N", 1, 2, 2],
      (g, x) => add(g, x, transpose(g, g.parameter("weight", [1, 2, 2]), [0, 2, 1])),
    ),
    "the image itself": graphOf(["N", 2], (g, x) => relu(g, transpose(g, x, [1, 0]))),
  });
});
