import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { attend, splitHeads } from "../../../models/attention.ts";
import { linear } from "../../../models/layers.ts";
import { add } from "../../../models/operators/elementwise.ts";
import { fuseSelfAttention } from "../../../models/rewrite/self_attention.ts";
import { assertEqualOutputs, graphOf, opsOf } from "./equal_outputs.ts";

const CASE = fc.record({
  tokens: fc.integer({ min: 1, max: 50 }),
  heads: fc.integer({ min: 1, max: 4 }),
  headWidth: fc.constantFrom(4, 8, 32),
  inputWidth: fc.constantFrom(8, 24),
  seed: fc.nat(1000),
});

Deno.test("fuseSelfAttention() keeps the outputs", async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ tokens, heads, headWidth, seed }) => {
      const width = heads * headWidth;
      const graph = graphOf(
        ["N", tokens, width],
        (g, x) => add(g, x, attend(g, splitHeads(g, linear(g, "qkv", x, 3 * width), heads))),
      );
      const fused = fuseSelfAttention(graph);
      assertEquals(opsOf(fused), ["Attention", "Add"]);
      await assertEqualOutputs(graph, fused, { seed });
    }),
    { numRuns: 15 },
  );
});

Deno.test("fuseSelfAttention() leaves attention between two inputs alone, the graph too", () => {
  const graph = graphOf(["N", 5, 8], (g, x) => {
    const ours = splitHeads(g, linear(g, "a", x, 24), 2);
    const theirs = splitHeads(g, linear(g, "b", x, 24), 2);
    return attend(g, { ...theirs, query: ours.query });
  });
  assertStrictEquals(fuseSelfAttention(graph), graph);
});
