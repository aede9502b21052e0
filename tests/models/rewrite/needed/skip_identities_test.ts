import { assertEquals } from "@std/assert";
import type { Graph, Value } from "../../../../models/graph/graph.ts";
import { type Scope, single } from "../../../../models/graph/scope.ts";
import { linear } from "../../../../models/layers/layers.ts";
import { relu } from "../../../../models/operators/elementwise.ts";
import { skipIdentities } from "../../../../models/rewrite/needed/skip_identities.ts";
import { assertEqualOutputs, graphOf, opsOf } from "../equal_outputs.ts";
import { assertLeftAlone } from "../left_alone.ts";

function identity(g: Scope, x: Value, domain?: string): Value {
  const named = domain === undefined ? {} : { domain };
  return single(g.node("Identity", { inputs: [x], outputs: [x.shape], ...named }));
}

/** A linear layer whose input, weight and output are given on. */
function given(): Graph {
  return graphOf(["N", 4, 3], (g, x) => {
    const layer = linear(g, "fc", identity(g, identity(g, relu(g, x))), 5);
    return identity(g, layer);
  });
}

Deno.test("skipIdentities() reads values where they come from, and keeps the outputs", async () => {
  const plain = given();
  const skipped = skipIdentities(plain);
  // What the graph puts out keeps its name.
  assertEquals(opsOf(skipped), ["Relu", "Transpose", "MatMul", "Add", "Identity"]);
  assertEquals(skipped.outputs, plain.outputs);
  await assertEqualOutputs(plain, skipped);
});

Deno.test("skipIdentities() leaves an output alone that the input or a weight is, and other domains", () => {
  assertLeftAlone(skipIdentities, {
    "the input": graphOf(["N", 3], identity),
    "a weight": graphOf(["N", 3], (g) => identity(g, g.parameter("w", [2]))),
    "another domain": graphOf(["N", 3], (g, x) => relu(g, identity(g, x, "com.example"))),
  });
});
