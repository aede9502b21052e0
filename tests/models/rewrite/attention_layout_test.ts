// The rewrites that together bring an attention between pixels and tokens into the layout of the
// pixels: projectParts(), convolveTokens(), fuseProducts(), projectFewerTokens().

import { assert, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { countGraph } from "../../../bench/count/count.ts";
import {
  attend,
  byHead,
  type Heads,
  imageOf,
  partsByHead,
  splitHeads,
  tokensOf,
} from "../../../models/layers/attention.ts";
import type { Graph } from "../../../models/graph/graph.ts";
import { conv2d, linear } from "../../../models/layers/layers.ts";
import { concat, mean, reshape, resizeBilinear } from "../../../models/operators/layout.ts";
import { relu } from "../../../models/operators/elementwise.ts";
import { convolveTokens } from "../../../models/rewrite/rules/convolve_tokens.ts";
import { projectFewerTokens } from "../../../models/rewrite/rules/project_fewer_tokens.ts";
import { fuseProducts } from "../../../models/rewrite/rules/fuse_products.ts";
import { projectParts } from "../../../models/rewrite/rules/project_parts.ts";
import { storeWeightsTransposed } from "../../../models/rewrite/rules/store_weights_transposed.ts";
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

const STEPS = { projectParts, convolveTokens, fuseProducts, projectFewerTokens };

/** Everything before projectFewerTokens(). */
function laidOut(graph: Graph): Graph {
  return Object.values(STEPS).slice(0, -1).reduce((before, rewrite) => rewrite(before), graph);
}

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

Deno.test("layout rewrites cut no projection and scale no product by itself", () => {
  const ops = opsOf(laidOut(coAttention([6, 6], [2, 2], 2, 4)));
  assert(!ops.includes("Gather"));
  assert(!ops.includes("Mul"));
});

function macsOf(graph: Graph): number {
  return countGraph(graph).macs;
}

Deno.test("projectFewerTokens() projects tokens only, where there is one head", () => {
  const rewritten = projectFewerTokens(laidOut(coAttention([6, 6], [2, 2], 1, 8)));
  assert(!opsOf(rewritten).includes("Conv"));
});

Deno.test("projectFewerTokens() projects tokens where hT is less than c + T, and only there", () => {
  // 2 heads of 8 channels: c = 16. 4 tokens: 8 < 20. 16 tokens: 32 = 32.
  const few = laidOut(coAttention([12, 12], [2, 2], 2, 8));
  const rewritten = projectFewerTokens(few);
  assert(!opsOf(rewritten).includes("Conv"));
  assert(macsOf(rewritten) < macsOf(few));

  const many = laidOut(coAttention([12, 12], [4, 4], 2, 8));
  assertStrictEquals(projectFewerTokens(many), many);
});

Deno.test("projectFewerTokens() never adds multiply-adds", () => {
  fc.assert(fc.property(CASE, ({ size, grid, heads, headWidth }) => {
    const graph = laidOut(coAttention(size, grid, heads, headWidth));
    const after = projectFewerTokens(graph);
    assert(macsOf(after) <= macsOf(graph));
  }));
});

/** Pixels as tokens `[N, P, c]` that ask fewer of them, as PVT's do. */
function reducedAttention(
  [height, width]: readonly [number, number],
  grid: readonly [number, number],
  heads: number,
  headWidth: number,
  { queryHeads = heads, keyHeads = heads, out = heads * headWidth } = {},
): Graph {
  return graphOf(["N", heads * headWidth, height, width], (g, input) => {
    const image = relu(g, input);
    const tokens = tokensOf(g, resizeBilinear(g, image, grid));
    const queries = linear(g, "q", tokensOf(g, image), queryHeads * headWidth);
    const query = byHead(g, queries, queryHeads);
    const keysAndValues = linear(g, "kv", tokens, 2 * keyHeads * headWidth);
    const [key, value] = partsByHead(g, keysAndValues, { heads: keyHeads, parts: 2 });
    const attended = attend(g, { query, key, value } as Heads);
    return mean(g, relu(g, linear(g, "proj", attended, out)), [1]);
  });
}

Deno.test("projectFewerTokens() keeps the outputs of pixels in token order, with fewer multiply-adds", async () => {
  for (const heads of [1, 2, 3]) {
    const plain = reducedAttention([7, 5], [2, 1], heads, 8);
    const rewritten = projectFewerTokens(laidOut(plain));
    assert(macsOf(rewritten) < macsOf(plain), `${heads} heads`);
    await assertEqualOutputs(plain, rewritten, { seed: heads });
  }
});

Deno.test("layout rewrites keep the outputs of heads that share their queries or their keys", async () => {
  for (const shared of [{ queryHeads: 1 }, { keyHeads: 1 }]) {
    const plain = reducedAttention([7, 5], [2, 1], 3, 8, shared);
    await assertEqualOutputs(plain, projectFewerTokens(laidOut(plain)));
  }
});

Deno.test("projectFewerTokens() weighs both projections of an attention", () => {
  // 2 heads, d = 4, c = 8, T = 6. Before: hT = 12 < 14 = c + T. After, to 64: Tk = 384 > 280 = d(k + T).
  const wide = laidOut(reducedAttention([7, 5], [3, 2], 2, 4, { out: 64 }));
  assertStrictEquals(projectFewerTokens(wide), wide);
  const narrow = laidOut(reducedAttention([7, 5], [3, 2], 2, 4));
  assert(macsOf(projectFewerTokens(narrow)) < macsOf(narrow));
});

Deno.test("projectFewerTokens() leaves projections alone where tokens are not fewer", () => {
  const graph = laidOut(coAttention([3, 3], [3, 3], 1, 8));
  assertStrictEquals(projectFewerTokens(graph), graph);
});
