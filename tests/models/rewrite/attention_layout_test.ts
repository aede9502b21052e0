// The rewrites that together bring an attention between pixels and tokens into the layout of the
// pixels: projection_parts.ts, linear_over_image.ts, layout.ts, products.ts and one_head.ts.

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { attend, imageOf, splitHeads, tokensOf } from "../../../models/attention.ts";
import type { Graph } from "../../../models/graph.ts";
import { conv2d, linear } from "../../../models/layers.ts";
import { concat, mean, reshape, resizeBilinear } from "../../../models/operators/layout.ts";
import { relu } from "../../../models/operators/elementwise.ts";
import { shortenLayouts } from "../../../models/rewrite/layout.ts";
import { convolveTokens } from "../../../models/rewrite/linear_over_image.ts";
import { projectFewerTokens } from "../../../models/rewrite/one_head.ts";
import { fuseProducts } from "../../../models/rewrite/products.ts";
import { projectParts } from "../../../models/rewrite/projection_parts.ts";
import { storeWeightsTransposed } from "../../../models/rewrite/weights_in_place.ts";
import { assertEqualOutputs, graphOf, opsOf } from "./equal_outputs.ts";

/** Pixels ask the tokens of a grid, and the tokens ask the pixels. */
function coAttention(
  [height, width]: readonly [number, number],
  grid: readonly [number, number],
  heads: number,
  headWidth: number,
): Graph {
  const half = heads * headWidth;
  return graphOf(["N", half, height, width], (g, input) => {
    const local = relu(g, input);
    const tokens = tokensOf(g, resizeBilinear(g, relu(g, local), grid));
    const ofLocal = splitHeads(
      g,
      tokensOf(g, conv2d(g, "local", local, { out: 3 * half, kernel: 1 })),
      heads,
    );
    const ofTokens = splitHeads(g, linear(g, "tokens", tokens, 3 * half), heads);
    const fromTokens = attend(g, { ...ofTokens, query: ofLocal.query });
    const fromLocal = attend(g, { ...ofLocal, query: ofTokens.query });
    const image = imageOf(g, linear(g, "fuse", fromTokens, half), [height, width]);
    const pooled = mean(g, relu(g, linear(g, "fuse2", fromLocal, half)), [1]);
    return concat(g, [reshape(g, image, ["N", half * height * width]), pooled], 1);
  });
}

const CASE = fc.record({
  size: fc.tuple(fc.integer({ min: 3, max: 8 }), fc.integer({ min: 3, max: 8 })),
  grid: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  heads: fc.integer({ min: 1, max: 3 }),
  headWidth: fc.constantFrom(4, 5, 16),
  seed: fc.nat(1000),
});

const STEPS = { projectParts, convolveTokens, shortenLayouts, fuseProducts, projectFewerTokens };

Deno.test("layout rewrites keep the outputs of a co-attention one by one and together", async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ size, grid, heads, headWidth, seed }) => {
      const plain = coAttention(size, grid, heads, headWidth);
      let graph = plain;
      for (const rewrite of Object.values(STEPS)) {
        const next = rewrite(graph);
        if (next !== graph) await assertEqualOutputs(plain, next, { seed });
        graph = next;
      }
      await assertEqualOutputs(plain, storeWeightsTransposed(graph), { seed });
    }),
    { numRuns: 15 },
  );
});

Deno.test("layout rewrites take no detour through tokens", () => {
  const graph = Object.values(STEPS).slice(0, 4)
    .reduce((before, rewrite) => rewrite(before), coAttention([6, 6], [2, 2], 2, 4));
  assert(!opsOf(graph).includes("Gather"));
  assert(!opsOf(graph).includes("Mul"));
  const moved = graph.nodes.filter(({ op }) => op === "Transpose")
    .flatMap(({ outputs }) => graph.values.get(outputs[0] ?? "")?.shape ?? [])
    .filter((size) => size === 36);
  assertEquals(moved, []);
});

Deno.test("projectFewerTokens() projects tokens only, where there is one head", () => {
  const rewritten = Object.values(STEPS)
    .reduce((before, rewrite) => rewrite(before), coAttention([6, 6], [2, 2], 1, 8));
  assert(!opsOf(rewritten).includes("Conv"));

  const twoHeads = Object.values(STEPS).slice(0, 4)
    .reduce((before, rewrite) => rewrite(before), coAttention([6, 6], [2, 2], 2, 4));
  assertStrictEquals(projectFewerTokens(twoHeads), twoHeads);
});

Deno.test("projectFewerTokens() leaves projections alone where tokens are not fewer", () => {
  const graph = Object.values(STEPS).slice(0, 4)
    .reduce((before, rewrite) => rewrite(before), coAttention([2, 2], [4, 4], 1, 8));
  assertStrictEquals(projectFewerTokens(graph), graph);
});
