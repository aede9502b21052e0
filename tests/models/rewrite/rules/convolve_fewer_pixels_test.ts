import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { countGraph } from "../../../../bench/count/count.ts";
import type { Scope } from "../../../../models/graph/scope.ts";
import type { Graph, Sides, Value } from "../../../../models/graph/graph.ts";
import { conv2d } from "../../../../models/layers/layers.ts";
import { maxPool } from "../../../../models/operators/convolution.ts";
import { add, relu } from "../../../../models/operators/elementwise.ts";
import {
  concat,
  mean,
  resizeBilinear,
  resizeNearest,
  split,
} from "../../../../models/operators/layout.ts";
import { convolveFewerPixels } from "../../../../models/rewrite/rules/convolve_fewer_pixels.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

const CASE = fc.record({
  first: fc.integer({ min: 1, max: 20 }),
  second: fc.integer({ min: 1, max: 20 }),
  height: fc.integer({ min: 4, max: 9 }),
  width: fc.integer({ min: 4, max: 9 }),
  gridHeight: fc.integer({ min: 1, max: 3 }),
  gridWidth: fc.integer({ min: 1, max: 3 }),
  bias: fc.boolean(),
  seed: fc.nat(1000),
});

Deno.test("convolveFewerPixels() convolves after a down-sampling", async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ first, second, height, width, bias, seed, ...grid }) => {
      const graph = graphOf(["N", 5, height, width], (g, x) => {
        const mixed = conv2d(g, "conv", x, { out: first + second, kernel: 1, bias });
        const [a, b] = split(g, mixed, 1, [first, second]) as [Value, Value];
        const fewer = resizeBilinear(g, a, [grid.gridHeight, grid.gridWidth]);
        return concat(g, [mean(g, relu(g, fewer), [2, 3]), mean(g, relu(g, b), [2, 3])], 1);
      });
      const rewritten = convolveFewerPixels(graph);
      assert(!opsOf(rewritten).includes("Split"));
      assert(countGraph(rewritten).macs < countGraph(graph).macs);
      await assertEqualOutputs(graph, rewritten, { seed });
    }),
    { numRuns: 20 },
  );
});

Deno.test("convolveFewerPixels() convolves before an up-sampling", async () => {
  await fc.assert(
    fc.asyncProperty(CASE, async ({ first, second, height, width, bias, seed, ...grid }) => {
      const graph = graphOf(["N", first, height, width], (g, x) => {
        const fewer = resizeBilinear(g, x, [grid.gridHeight, grid.gridWidth]);
        const more = resizeBilinear(g, relu(g, fewer), [height, width]);
        return conv2d(g, "conv", concat(g, [x, more], 1), { out: second, kernel: 1, bias });
      });
      const rewritten = convolveFewerPixels(graph);
      assertEquals(opsOf(rewritten).at(-1), "Add");
      assert(!opsOf(rewritten).includes("Concat"));
      assert(countGraph(rewritten).macs < countGraph(graph).macs);
      await assertEqualOutputs(graph, rewritten, { seed });
    }),
    { numRuns: 20 },
  );
});

function pointwise(g: Scope, name: string, x: Value, out = 4): Value {
  return conv2d(g, name, x, { out, kernel: 1 });
}

Deno.test("convolveFewerPixels() leaves other orders alone, the graph too", () => {
  const image = (body: (g: Scope, x: Value) => Value) => graphOf(["N", 4, 6, 6], body);
  assertLeftAlone(convolveFewerPixels, {
    "an up-sampling after": image((g, x) => resizeBilinear(g, pointwise(g, "c", x), [12, 12])),
    "as many pixels after": image((g, x) => resizeBilinear(g, pointwise(g, "c", x), [6, 6])),
    "a down-sampling before": image((g, x) => pointwise(g, "c", resizeBilinear(g, x, [3, 3]))),
    "a 3x3 convolution": image((g, x) =>
      resizeBilinear(g, conv2d(g, "c", x, { out: 4, kernel: 3, pad: 1 }), [3, 3])
    ),
    "a convolution that is read twice": image((g, x) => {
      const y = pointwise(g, "c", x);
      return add(g, y, resizeBilinear(g, resizeBilinear(g, y, [3, 3]), [6, 6]));
    }),
    "an up-sampling that is read twice": image((g, x) => {
      const more = resizeBilinear(g, x, [12, 12]);
      return add(g, more, pointwise(g, "c", more));
    }),
    "a 3x3 convolution after an up-sampling": image((g, x) =>
      conv2d(g, "c", resizeBilinear(g, x, [12, 12]), { out: 4, kernel: 3, pad: 1 })
    ),
    "the nearest pixels": image((g, x) => resizeNearest(g, pointwise(g, "c", x), [3, 3])),
  });
});

/** A split whose first part is resampled, some of it otherwise. */
interface SplitChoices {
  readonly convolve?: (g: Scope, x: Value) => Value;
  readonly axis?: number;
  readonly sides?: Sides;
  readonly also?: (g: Scope, parts: readonly [Value, Value], mixed: Value) => Value | undefined;
}

function splitAndResampled(choices: SplitChoices = {}): Graph {
  const { convolve = (g, x) => pointwise(g, "c", x), axis = 1, sides = [3, 3], also } = choices;
  return graphOf(["N", 4, 6, 6], (g, x) => {
    const mixed = convolve(g, x);
    const half = Number(mixed.shape[axis]) / 2;
    const parts = split(g, mixed, axis, [half, half]) as [Value, Value];
    const pooled = [resizeBilinear(g, parts[0], sides), parts[1]].map((y) => mean(g, y, [2, 3]));
    const more = also?.(g, parts, mixed);
    return concat(g, more ? [...pooled, mean(g, more, [2, 3])] : pooled, 1);
  });
}

Deno.test("convolveFewerPixels() leaves other splits alone, the graph too", () => {
  const splits = (graph: Graph) => opsOf(graph).filter((op) => op === "Split").length;
  assertEquals(splits(convolveFewerPixels(splitAndResampled())), 0);
  assertLeftAlone(convolveFewerPixels, {
    "by rows": splitAndResampled({ axis: 2 }),
    "of a convolution that others read": splitAndResampled({ also: (_g, _parts, mixed) => mixed }),
    "of no convolution": splitAndResampled({ convolve: relu }),
    "of a 3x3 convolution": splitAndResampled({
      convolve: (g, x) => conv2d(g, "c", x, { out: 4, kernel: 3, pad: 1 }),
    }),
    "with more pixels after": splitAndResampled({ sides: [12, 12] }),
    "with as many pixels after": splitAndResampled({ sides: [6, 6] }),
    "a join, not a split": graphOf(
      ["N", 4, 6, 6],
      (g, x) => resizeBilinear(g, concat(g, [pointwise(g, "c", x), x], 1), [3, 3]),
    ),
    "with a part that others read": splitAndResampled({ also: (_, [part]) => part }),
  });
  // The second part may be the one, too
  const second = graphOf(["N", 4, 6, 6], (g, x) => {
    const [a, b] = split(g, pointwise(g, "c", x), 1, [1, 3]) as [Value, Value];
    return concat(g, [a, resizeBilinear(g, b, [3, 3])].map((y) => mean(g, y, [2, 3])), 1);
  });
  assertEquals(splits(convolveFewerPixels(second)), 0);
});

/** A convolution of an image beside one that is made larger, some of it otherwise. */
interface JoinChoices {
  readonly axis?: number;
  readonly larger?: (g: Scope, x: Value) => Value;
  readonly join?: (g: Scope, x: Value, larger: Value) => readonly Value[];
  readonly after?: (g: Scope, joined: Value) => Value;
  readonly also?: (g: Scope, y: Value, parts: { larger: Value; joined: Value }) => Value;
}

function joinedAndConvolved(choices: JoinChoices = {}): Graph {
  const {
    axis = 1,
    larger: enlarge = (g, x) => resizeBilinear(g, relu(g, resizeBilinear(g, x, [3, 3])), [6, 6]),
    join = (_, x, larger) => [x, larger],
    after = (g, joined) => pointwise(g, "c", joined),
    also = (_, y) => y,
  } = choices;
  return graphOf(["N", 4, 6, 6], (g, x) => {
    const larger = enlarge(g, x);
    const joined = concat(g, join(g, x, larger), axis);
    return also(g, after(g, joined), { larger, joined });
  });
}

Deno.test("convolveFewerPixels() leaves other joins alone, the graph too", () => {
  const joins = (graph: Graph) => opsOf(graph).filter((op) => op === "Concat").length;
  assertEquals(joins(convolveFewerPixels(joinedAndConvolved())), 0);
  const last = joinedAndConvolved({ join: (_, x, larger) => [larger, x] });
  assertEquals(joins(convolveFewerPixels(last)), 0);
  assertLeftAlone(convolveFewerPixels, {
    "by rows": joinedAndConvolved({ axis: 2 }),
    "of three": joinedAndConvolved({ join: (_, x, larger) => [x, larger, x] }),
    "of one": joinedAndConvolved({ join: (_, _x, larger) => [larger] }),
    "read by others": joinedAndConvolved({
      also: (g, y, { joined }) => concat(g, [y, joined], 1),
    }),
    "before a 3x3 convolution": joinedAndConvolved({
      after: (g, joined) => conv2d(g, "c", joined, { out: 4, kernel: 3, pad: 1 }),
    }),
    "of a part that others read": joinedAndConvolved({
      also: (g, y, { larger }) => add(g, y, larger),
    }),
    "of nothing resampled": joinedAndConvolved({ larger: relu }),
    "of fewer pixels than before": graphOf(["N", 4, 6, 6], (g, x) => {
      const fewer = maxPool(g, x, { kernel: 2, stride: 2 });
      const smaller = resizeBilinear(g, relu(g, x), [3, 3]);
      return pointwise(g, "c", concat(g, [fewer, smaller], 1));
    }),
  });
});

Deno.test("convolveFewerPixels() keeps the bias once where it convolves each part", async () => {
  for (const bias of [true, false]) {
    const graph = joinedAndConvolved({
      after: (g, joined) => conv2d(g, "c", joined, { out: 3, kernel: 1, bias }),
    });
    const rewritten = convolveFewerPixels(graph);
    const withBias = rewritten.nodes.filter(({ op, inputs }) =>
      op === "Conv" && inputs.length === 3
    );
    assertEquals(withBias.length, bias ? 1 : 0);
    await assertEqualOutputs(graph, rewritten);
  }
});
