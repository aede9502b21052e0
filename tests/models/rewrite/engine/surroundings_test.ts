// models/rewrite/engine/surroundings.ts: what goes along with a graph is what is worked out anew.

import { assertEquals, assertStrictEquals } from "@std/assert";
import { findModel } from "../../../../models/catalog.ts";
import type { Graph } from "../../../../models/graph/graph.ts";
import { gelu, relu, sigmoid } from "../../../../models/operators/elementwise.ts";
import { rewriteBy } from "../../../../models/rewrite/engine/rule.ts";
import { surroundingsOf } from "../../../../models/rewrite/engine/surroundings.ts";
import { fastGraph } from "../../../../models/rewrite/fast.ts";
import { graphOf } from "../equal_outputs.ts";

/** What the look-ups say of each value, readers by their names. */
function lookedUp(graph: Graph) {
  const around = surroundingsOf(graph);
  return [...graph.values.values()].map((value) => ({
    value: around.value(value.name),
    producer: around.producer(value),
    readers: around.readers(value).map(({ name }) => name).sort(),
    parameter: around.parameter(value),
    isOutput: around.isOutput(value),
  }));
}

Deno.test("surroundingsOf() of a rewritten graph says what it says of a copy of it", () => {
  for (const id of ["dsnet-t-aligned", "deit-t", "regnety-8gf"]) {
    const { graph, applied } = fastGraph(findModel(id).build());
    assertEquals(applied.length > 0, true, id);
    const copy = { ...graph };
    assertEquals(lookedUp(graph), lookedUp(copy), id);
    assertEquals(surroundingsOf(graph).operatorSet(), surroundingsOf(copy).operatorSet(), id);
    const names = [...graph.nodes, ...graph.values.values()].map(({ name }) => name);
    assertEquals(names.every(surroundingsOf(graph).isTaken), true, id);
    assertEquals(surroundingsOf(graph).isTaken("nothing"), false, id);
  }
});

Deno.test("surroundingsOf() a graph stays true when another version of it is made", () => {
  const graph = graphOf(["N", 4], (g, x) => relu(g, gelu(g, x)));
  const before = lookedUp(graph);
  const next = rewriteBy({ Gelu: (_, { g, value }) => sigmoid(g, value("x")) })(graph);
  assertEquals(surroundingsOf(next).isTaken("/Gelu"), false);
  assertEquals(lookedUp(graph), before);
  assertStrictEquals(surroundingsOf(graph), surroundingsOf(graph));
});
