import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import type { Dimension, Graph, Value } from "../../../../models/graph/graph.ts";
import type { Scope } from "../../../../models/graph/scope.ts";
import { relu } from "../../../../models/operators/elementwise.ts";
import { reshape, transpose } from "../../../../models/operators/layout.ts";
import { shortenLayouts } from "../../../../models/rewrite/rules/shorten_layouts.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";

/** Reshapes and transposes, a random number each. */
type Step = readonly ["cut" | "join" | "move", number];

const STEP: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom("cut" as const, "join" as const, "move" as const),
  fc.nat(1000),
);

/** Cuts an axis in two, joins two axes, or moves an axis; the batch stays first. */
function take(g: Scope, x: Value, [kind, choice]: Step): Value {
  const { shape } = x;
  const axis = 1 + choice % (shape.length - 1);
  const size = Number(shape[axis]);
  if (kind === "move") {
    const others = shape.map((_, i) => i).filter((i) => i !== axis);
    const place = 1 + choice % (shape.length - 1);
    return transpose(g, x, others.toSpliced((place + choice) % others.length || 1, 0, axis));
  }
  if (kind === "join" && axis + 1 < shape.length) {
    const joined = size * Number(shape[axis + 1]);
    return reshape(g, x, shape.toSpliced(axis, 2, joined));
  }
  const divisors = [1, 2, 3, 4, 6].filter((divisor) => size % divisor === 0);
  const divisor = divisors[choice % divisors.length] ?? 1;
  return reshape(g, x, shape.toSpliced(axis, 1, divisor, size / divisor));
}

/** A Transpose weighs more than any number of Reshapes here. */
function effort(graph: Graph): number {
  return graph.nodes.length + 10 * transposeCount(graph);
}

function transposeCount(graph: Graph): number {
  return opsOf(graph).filter((op) => op === "Transpose").length;
}

Deno.test("shortenLayouts() keeps the outputs of any chain and makes none longer", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 7 }), async (steps) => {
      const graph = graphOf(
        ["N", 12, 3, 4],
        (g, x) => relu(g, steps.reduce((value, step) => take(g, value, step), x)),
      );
      const shortened = shortenLayouts(graph);
      assert(transposeCount(shortened) <= transposeCount(graph));
      assert(shortened === graph || effort(shortened) < effort(graph));
      await assertEqualOutputs(graph, shortened);
    }),
    { numRuns: 60 },
  );
});

function shortenedOps(body: (g: Scope, x: Value) => Value, shape: readonly Dimension[]) {
  return opsOf(shortenLayouts(graphOf(shape, (g, x) => relu(g, body(g, x)))));
}

Deno.test("shortenLayouts() leaves nothing where nothing changes", () => {
  const thereAndBack = (g: Scope, x: Value) => transpose(g, transpose(g, x, [0, 2, 1]), [0, 2, 1]);
  assertEquals(shortenedOps(thereAndBack, ["N", 4, 6]), ["Relu"]);
  const same = (g: Scope, x: Value) => reshape(g, reshape(g, x, ["N", 24]), ["N", 4, 6]);
  assertEquals(shortenedOps(same, ["N", 4, 6]), ["Relu"]);
});

Deno.test("shortenLayouts() makes a Reshape of a Transpose that moves axes of one element", () => {
  const move = (g: Scope, x: Value) => transpose(g, x, [0, 2, 1, 3]);
  assertEquals(shortenedOps(move, ["N", 5, 1, 6]), ["Reshape", "Relu"]);
});

Deno.test("shortenLayouts() leaves the shortest chains alone, the graph too", () => {
  const graph = graphOf(
    ["N", 4, 6],
    (g, x) => relu(g, reshape(g, transpose(g, x, [0, 2, 1]), ["N", 24])),
  );
  assertStrictEquals(shortenLayouts(graph), graph);
});

Deno.test("shortenLayouts() leaves a chain alone that puts an axis of one element before the batch", async () => {
  const graph = graphOf(["N", 3, 4], (g, x) => {
    const moved = transpose(g, reshape(g, relu(g, x), ["N", 3, 1, 4]), [2, 0, 1, 3]);
    const back = transpose(g, relu(g, moved), [1, 0, 2, 3]);
    return relu(g, back);
  });
  await assertEqualOutputs(graph, shortenLayouts(graph));
});
