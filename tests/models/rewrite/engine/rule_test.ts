// How rules are tried, and what a graph written anew keeps.

import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { buildManyOutputs } from "../../../../models/graph/builder.ts";
import { type Scope, single } from "../../../../models/graph/scope.ts";
import type { Graph, Value } from "../../../../models/graph/graph.ts";
import { add, gelu, relu, sigmoid } from "../../../../models/operators/elementwise.ts";
import { reshape, split } from "../../../../models/operators/layout.ts";
import { input } from "../../../../models/rewrite/engine/patterns.ts";
import { rewriteBy, type Rule } from "../../../../models/rewrite/engine/rule.ts";
import { graphOf, opsOf } from "../equal_outputs.ts";

/** Puts `make` in the place of each `op`. */
function replacing(op: string, make: (g: Scope, x: Value) => Value): Rule {
  return (node, site) => {
    const x = node.op === op ? input(site, node, 0) : undefined;
    return x && make(site.g, x);
  };
}

/** Leaves each `op` out: who read it reads what it read. */
function leavingOut(op: string): Rule {
  return replacing(op, (_, x) => x);
}

const THREE = graphOf(
  ["N", 4],
  (g, x) => gelu(g, sigmoid(g.at("middle").inStream("mlp"), relu(g, x))),
);

Deno.test("rewriteBy() takes the first rule that fits, until none does", () => {
  const rewrite = rewriteBy(
    replacing("Relu", sigmoid),
    replacing("Relu", gelu),
    replacing("Sigmoid", gelu),
  );
  assertEquals(opsOf(rewrite(THREE)), ["Gelu", "Gelu", "Gelu"]);
});

Deno.test("rewriteBy() gives the very graph back where no rule fits", () => {
  assertStrictEquals(rewriteBy(replacing("Conv", relu))(THREE), THREE);
  assertStrictEquals(rewriteBy()(THREE), THREE);
});

Deno.test("rewriteBy() keeps module path and stream of a replaced node", () => {
  const { nodes } = rewriteBy(replacing("Sigmoid", relu))(THREE);
  assertEquals(nodes.map(({ name, scope, stream }) => ({ name, scope, stream })), [
    { name: "/Relu", scope: "", stream: undefined },
    { name: "middle/Relu", scope: "middle", stream: "mlp" },
    { name: "/Gelu", scope: "", stream: undefined },
  ]);
});

Deno.test("rewriteBy() gives new nodes names that nothing has", () => {
  const graph = graphOf(["N", 4], (g, x) => relu(g, gelu(g, sigmoid(g, relu(g, x)))));
  const { nodes } = rewriteBy(replacing("Sigmoid", relu), replacing("Gelu", relu))(graph);
  assertEquals(nodes.map(({ name }) => name), ["/Relu", "/Relu_3", "/Relu_4", "/Relu_2"]);
  assertEquals(nodes.map(({ inputs }) => inputs[0]), ["x", "/Relu", "/Relu_3", "/Relu_4"]);
});

Deno.test("rewriteBy() refuses a rule that changes a shape", () => {
  assertThrows(
    () => rewriteBy(replacing("Relu", (g, x) => reshape(g, x, ["N", 2, 2])))(THREE),
    RangeError,
    'Cannot replace "/Relu" as its shapes must stay: got [N, 2, 2] for [N, 4]',
  );
});

Deno.test("rewriteBy() refuses rules that undo each other", () => {
  const endless = rewriteBy(replacing("Relu", sigmoid), replacing("Sigmoid", relu));
  assertThrows(() => endless(THREE), RangeError, 'Cannot rewrite "test" as its rules find no end');
});

Deno.test("rewriteBy() lets rules derive parameters, not learn them", () => {
  const learning = replacing("Relu", (g, x) => add(g, x, g.at("new").parameter("bias", [4])));
  assertThrows(
    () => rewriteBy(learning)(THREE),
    RangeError,
    'Cannot learn "new.bias": derive it from what is known',
  );
});

Deno.test("rewriteBy() leaves a replaced value to nobody, however many are left out in a row", () => {
  const { nodes, outputs } = rewriteBy(leavingOut("Relu"), leavingOut("Sigmoid"))(THREE);
  assertEquals(nodes.map(({ op, inputs, outputs }) => [op, inputs, outputs]), [
    ["Gelu", ["x"], ["y"]],
  ]);
  assertEquals(outputs.map(({ name }) => name), ["y"]);
});

Deno.test("rewriteBy() keeps outputs that would be another value of the graph", () => {
  const graph = graphOf(["N", 4], (g, x) => relu(g, sigmoid(g, x)));
  const { nodes, outputs } = rewriteBy(replacing("Gelu", relu), leavingOut("Sigmoid"))(graph);
  assertEquals(nodes.map(({ op, inputs, outputs }) => [op, inputs, outputs]), [
    ["Relu", ["x"], ["y"]],
  ]);
  assertEquals(outputs, graph.outputs);
  assertEquals(opsOf(rewriteBy(leavingOut("Relu"))(graph)), ["Sigmoid", "Relu"]);
});

/** Two outputs, one of which the other reads. */
function twoOutputs(): Graph {
  return buildManyOutputs("test", {
    input: { name: "x", shape: ["N", 4] },
    body(g, x) {
      const first = relu(g, x);
      return { first, second: sigmoid(g, first) };
    },
  });
}

Deno.test("rewriteBy() keeps the name of an output that is replaced, for its readers too", () => {
  const { nodes, outputs } = rewriteBy(replacing("Relu", gelu))(twoOutputs());
  assertEquals(outputs.map(({ name }) => name), ["first", "second"]);
  assertEquals(nodes.map(({ op, inputs, outputs }) => [op, inputs[0], outputs[0]]), [
    ["Gelu", "x", "first"],
    ["Sigmoid", "first", "second"],
  ]);
});

Deno.test("rewriteBy() replaces every output of a node, and drops what nobody reads any more", () => {
  const graph = graphOf(["N", 4], (g, x) => {
    const [a, b] = split(g, gelu(g, add(g, x, g.parameter("bias", [4]))), 1, [2, 2]) as [
      Value,
      Value,
    ];
    return add(g, a, b);
  });
  const bySplit: Rule = (node, site) =>
    node.op === "Split"
      ? node.outputs.map((name) =>
        single(site.g.node("Slice", {
          inputs: [site.value("x")],
          outputs: [site.value(name).shape],
        }))
      )
      : undefined;
  const rewritten = rewriteBy(bySplit)(graph);
  assertEquals(opsOf(rewritten), ["Slice", "Slice", "Add"]);
  assertEquals(rewritten.nodes.at(-1)?.inputs, ["/Slice", "/Slice_2"]);
  assertEquals(rewritten.parameters, []);
  assertEquals([...rewritten.values.keys()].sort(), ["/Slice", "/Slice_2", "x", "y"]);
});
