// The helpers that prove rewrites: they must fail where a graph means something else.

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { linear } from "../../../models/layers/layers.ts";
import { relu, scale, sigmoid } from "../../../models/operators/elementwise.ts";
import { reshape } from "../../../models/operators/layout.ts";
import { assertEqualOutputs, graphOf, opsOf, relativeDifference } from "./equal_outputs.ts";
import { assertLeftAlone } from "./left_alone.ts";

const PLAIN = graphOf(["N", 4], (g, x) => sigmoid(g, x));

Deno.test("assertEqualOutputs() passes an equal graph, and fails another", async () => {
  await assertEqualOutputs(PLAIN, graphOf(["N", 4], (g, x) => sigmoid(g, scale(g, x, 1))));
  for (
    const other of [relu, (...[g, x]: Parameters<typeof relu>) => scale(g, sigmoid(g, x), 1.0001)]
  ) {
    await assertRejects(
      () => assertEqualOutputs(PLAIN, graphOf(["N", 4], other)),
      Error,
      "relative difference",
    );
  }
});

Deno.test("assertEqualOutputs() fails on another shape, on NaN and on zeros", async () => {
  const joined = graphOf(["N", 4], (g, x) => reshape(g, sigmoid(g, x), ["N", 2, 2]));
  const nan = graphOf(["N", 4], (g, x) => scale(g, sigmoid(g, x), NaN));
  const zeros = graphOf(["N", 4], (g, x) => scale(g, x, 0));
  await assertRejects(() => assertEqualOutputs(PLAIN, joined));
  await assertRejects(() => assertEqualOutputs(PLAIN, nan));
  await assertRejects(() => assertEqualOutputs(zeros, zeros), Error, "prove nothing");
});

Deno.test("relativeDifference() is relative to the largest magnitude, and follows batch and seed", async () => {
  const graph = graphOf(["N", 4], (g, x) => linear(g, "fc", x, 3));
  const tenth = graphOf(["N", 4], (g, x) => scale(g, linear(g, "fc", x, 3), 0.9));
  for (const options of [{}, { seed: 2 }, { batch: 5 }]) {
    const difference = await relativeDifference(graph, tenth, options);
    assert(Math.abs(difference - 0.1) < 1e-6, String(difference));
  }
});

Deno.test("assertLeftAlone() passes the very graph only, and names the other", () => {
  assertLeftAlone((graph) => graph, { "the same": PLAIN });
  assertThrows(
    () => assertLeftAlone((graph) => ({ ...graph }), { "a copy": PLAIN }),
    Error,
    "a copy",
  );
  assertEquals(opsOf(PLAIN), ["Sigmoid"]);
});
