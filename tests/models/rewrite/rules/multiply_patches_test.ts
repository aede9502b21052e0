import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { countGraph } from "../../../../bench/count/count.ts";
import type { Graph, Sides, Value } from "../../../../models/graph/graph.ts";
import type { Scope } from "../../../../models/graph/scope.ts";
import { imageOf, tokensOf } from "../../../../models/layers/attention.ts";
import { conv2d, type Conv2dOptions } from "../../../../models/layers/layers.ts";
import { add, relu } from "../../../../models/operators/elementwise.ts";
import { reshape, transpose } from "../../../../models/operators/layout.ts";
import { multiplyPatches } from "../../../../models/rewrite/rules/multiply_patches.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

/** Tokens of a grid, convolved, as tokens again; some of it otherwise. */
interface Choices extends Partial<Conv2dOptions> {
  readonly grid?: Sides;
  readonly image?: (g: Scope, tokens: Value, grid: Sides) => Value;
  readonly tokens?: (g: Scope, image: Value) => Value;
}

function reduced(
  { grid = [4, 6], image = imageOf, tokens = tokensOf, ...options }: Choices = {},
): Graph {
  return graphOf(["N", grid[0] * grid[1], 3], (g, x) => {
    const convolved = { out: 5, kernel: 2, stride: 2, ...options };
    return relu(g, tokens(g, conv2d(g, "sr", image(g, relu(g, x), grid), convolved)));
  });
}

Deno.test("multiplyPatches() keeps the outputs and the multiply-adds of any windows", async () => {
  const sizes = fc.record({
    rows: fc.integer({ min: 1, max: 3 }),
    columns: fc.integer({ min: 1, max: 3 }),
    kernel: fc.integer({ min: 2, max: 4 }),
    bias: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ rows, columns, kernel, bias }) => {
      const grid = [rows * kernel, columns * kernel] as const;
      const plain = reduced({ grid, kernel, stride: kernel, bias });
      const product = multiplyPatches(plain);
      assertEquals(opsOf(product).includes("Conv"), false);
      assertEquals(countGraph(product).macs, countGraph(plain).macs);
      await assertEqualOutputs(plain, product);
    }),
    { numRuns: 8 },
  );
});

Deno.test("multiplyPatches() takes grids with channels last for tokens", async () => {
  const plain = graphOf(["N", 4, 6, 3], (g, x) => {
    const image = transpose(g, relu(g, x), [0, 3, 1, 2]);
    const convolved = conv2d(g, "sr", image, { out: 5, kernel: 2, stride: 2 });
    return relu(g, transpose(g, convolved, [0, 2, 3, 1]));
  });
  const product = multiplyPatches(plain);
  assertEquals(opsOf(product).includes("Conv"), false);
  await assertEqualOutputs(plain, product);
});

Deno.test("multiplyPatches() leaves other convolutions alone, the graph too", () => {
  assertLeftAlone(multiplyPatches, {
    "windows of one pixel": reduced({ kernel: 1, stride: 1 }),
    "windows that overlap": reduced({ kernel: 3, grid: [6, 6] }),
    "windows apart": reduced({ kernel: 1 }),
    "padding": reduced({ pad: 1 }),
    "groups": reduced({ groups: 3, out: 3 }),
    "rows that no window covers": reduced({ grid: [5, 6] }),
    "columns that no window covers": reduced({ grid: [4, 7] }),
    "an image, not tokens": graphOf(
      ["N", 3, 4, 6],
      (g, x) => relu(g, tokensOf(g, conv2d(g, "sr", x, { out: 5, kernel: 2, stride: 2 }))),
    ),
    "tokens column by column": reduced({
      image: (g, x, [height, width]) =>
        transpose(g, reshape(g, x, ["N", width, height, 3]), [0, 3, 2, 1]),
    }),
    "tokens put out column by column": reduced({
      tokens: (g, x) => transpose(g, x, [0, 3, 2, 1]),
    }),
    "what others read as an image": graphOf(["N", 24, 3], (g, x) => {
      const image = conv2d(g, "sr", imageOf(g, relu(g, x), [4, 6]), {
        out: 5,
        kernel: 2,
        stride: 2,
      });
      return add(g, tokensOf(g, image), tokensOf(g, relu(g, image)));
    }),
  });
});
