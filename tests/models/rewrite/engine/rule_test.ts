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

/** Puts `make` in the place of a node. */
function replacing(make: (g: Scope, x: Value) => Value): Rule {
  return (node, site) => {
    const x = input(site, node, 0);
    return x && make(site.g, x);
  };
}

/** Leaves a node out: who read it reads what it read. */
const LEFT_OUT = replacing((_, x) => x);

const THREE = graphOf(
  ["N", 4],
  (g, x) => gelu(g, sigmoid(g.at("middle").inStream("mlp"), relu(g, x))),
);

Deno.test("rewriteBy() takes the first rule that fits, until none does", () => {
  const rewrite = rewriteBy({
    Relu: [replacing(sigmoid), replacing(gelu)],
    Sigmoid: replacing(gelu),
  });
  assertEquals(opsOf(rewrite(THREE)), ["Gelu", "Gelu", "Gelu"]);
});

Deno.test("rewriteBy() gives the very graph back where no rule fits", () => {
  assertStrictEquals(rewriteBy({ Conv: replacing(relu) })(THREE), THREE);
  assertStrictEquals(rewriteBy({})(THREE), THREE);
});

Deno.test("rewriteBy() keeps module path and stream of a replaced node", () => {
  const { nodes } = rewriteBy({ Sigmoid: replacing(relu) })(THREE);
  assertEquals(nodes.map(({ name, scope, stream }) => ({ name, scope, stream })), [
    { name: "/Relu", scope: "", stream: undefined },
    { name: "middle/Relu", scope: "middle", stream: "mlp" },
    { name: "/Gelu", scope: "", stream: undefined },
  ]);
});

Deno.test("rewriteBy() gives new nodes names that nothing has", () => {
  const graph = graphOf(["N", 4], (g, x) => relu(g, gelu(g, sigmoid(g, relu(g, x)))));
  const { nodes } = rewriteBy({ Sigmoid: replacing(relu), Gelu: replacing(relu) })(graph);
  assertEquals(nodes.map(({ name }) => name), ["/Relu", "/Relu_3", "/Relu_4", "/Relu_2"]);
  assertEquals(nodes.map(({ inputs }) => inputs[0]), ["x", "/Relu", "/Relu_3", "/Relu_4"]);
});

Deno.test("rewriteBy() refuses a rule that changes a shape", () => {
  assertThrows(
    () => rewriteBy({ Relu: replacing((g, x) => reshape(g, x, ["N", 2, 2])) })(THREE),
    RangeError,
    'Cannot replace "/Relu" as its shapes must stay: got [N, 2, 2] for [N, 4]',
  );
});

Deno.test("rewriteBy() refuses rules that undo each other", () => {
  const endless = rewriteBy({ Relu: replacing(sigmoid), Sigmoid: replacing(relu) });
  assertThrows(() => endless(THREE), RangeError, 'Cannot rewrite "test" as its rules find no end');
});

Deno.test("rewriteBy() lets rules derive parameters, not learn them", () => {
  const learning = replacing((g, x) => add(g, x, g.at("new").parameter("bias", [4])));
  assertThrows(
    () => rewriteBy({ Relu: learning })(THREE),
    RangeError,
    'Cannot learn "new.bias": derive it from what is known',
  );
});

Deno.test("rewriteBy() leaves a replaced value to nobody, however many are left out in a row", () => {
  const { nodes, outputs } = rewriteBy({ Relu: LEFT_OUT, Sigmoid: LEFT_OUT })(THREE);
  assertEquals(nodes.map(({ op, inputs, outputs }) => [op, inputs, outputs]), [
    ["Gelu", ["x"], ["y"]],
  ]);
  assertEquals(outputs.map(({ name }) => name), ["y"]);
});

Deno.test("rewriteBy() drops what nobody has read from the beginning, in a row of nodes too", () => {
  const graph = graphOf(["N", 4], (g, x) => {
    relu(g, add(g, x, g.parameter("unread", [4])));
    return gelu(g, sigmoid(g, x));
  });
  const { nodes, parameters, values } = rewriteBy({ Sigmoid: LEFT_OUT })(graph);
  assertEquals(nodes.map(({ op }) => op), ["Gelu"]);
  assertEquals([parameters, [...values.keys()]], [[], ["x", "y"]]);
});

Deno.test("rewriteBy() drops a row of nodes and their parameter in a later version, too", () => {
  const graph = graphOf(["N", 4], (g, x) => relu(g, gelu(g, add(g, x, g.parameter("bias", [4])))));
  const ofInput: Rule = ({ outputs }, site) => {
    const [name = ""] = outputs;
    const node = { inputs: [site.value("x")], outputs: [site.value(name).shape] };
    return single(site.g.node("Neg", node));
  };
  const { nodes, parameters } = rewriteBy({ Relu: replacing(sigmoid), Sigmoid: ofInput })(graph);
  assertEquals([nodes.map(({ op }) => op), parameters], [["Neg"], []]);
});

Deno.test("rewriteBy() drops a parameter that a new node would read, if nobody reads the node", () => {
  const graph = graphOf(["N", 4], (g, x) => relu(g, add(g, x, g.parameter("bias", [4]))));
  const rule: Rule = (node, site) => {
    const [x, bias] = [input(site, node, 0), site.parameter(input(site, node, 1))];
    if (x === undefined || bias === undefined) return undefined;
    sigmoid(site.g, add(site.g, x, site.g.use(bias)));
    return x;
  };
  const { nodes, parameters, values } = rewriteBy({ Add: rule })(graph);
  assertEquals(nodes.map(({ op }) => op), ["Relu"]);
  assertEquals([parameters, [...values.keys()]], [[], ["x", "y"]]);
});

Deno.test("rewriteBy() keeps outputs that would be another value of the graph", () => {
  const graph = graphOf(["N", 4], (g, x) => relu(g, sigmoid(g, x)));
  const { nodes, outputs } = rewriteBy({ Gelu: replacing(relu), Sigmoid: LEFT_OUT })(graph);
  assertEquals(nodes.map(({ op, inputs, outputs }) => [op, inputs, outputs]), [
    ["Relu", ["x"], ["y"]],
  ]);
  assertEquals(outputs, graph.outputs);
  assertEquals(opsOf(rewriteBy({ Relu: LEFT_OUT })(graph)), ["Sigmoid", "Relu"]);
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
  const { nodes, outputs } = rewriteBy({ Relu: replacing(gelu) })(twoOutputs());
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
  const rewritten = rewriteBy({ Split: bySplit })(graph);
  assertEquals(opsOf(rewritten), ["Slice", "Slice", "Add"]);
  assertEquals(rewritten.nodes.at(-1)?.inputs, ["/Slice", "/Slice_2"]);
  assertEquals(rewritten.parameters, []);
  assertEquals([...rewritten.values.keys()].sort(), ["/Slice", "/Slice_2", "x", "y"]);
});
