import { assertEquals } from "@std/assert";
import { conv2d } from "../../../models/layers.ts";
import { relu } from "../../../models/operators/elementwise.ts";
import { fixBatch } from "../../../models/rewrite/known_batch.ts";
import { assertEqualOutputs, graphOf } from "./equal_outputs.ts";

Deno.test("fixBatch() fixes the batch of every value and keeps the outputs", async () => {
  const graph = graphOf(
    ["N", 3, 4, 4],
    (g, x) => relu(g, conv2d(g, "c", x, { out: 2, kernel: 3 })),
  );
  const fixed = fixBatch(5)(graph);
  assertEquals(fixed.inputs.map(({ shape }) => shape), [[5, 3, 4, 4]]);
  assertEquals(fixed.outputs.map(({ shape }) => shape), [[5, 2, 2, 2]]);
  assertEquals(fixed.values.get("c/Conv")?.shape, [5, 2, 2, 2]);
  assertEquals(fixed.nodes, graph.nodes);
  await assertEqualOutputs(graph, fixed, { batch: 5 });
});
