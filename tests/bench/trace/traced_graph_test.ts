import { assertEquals } from "@std/assert";
import { countGraph } from "../../../bench/count/count.ts";
import { isLowerBound } from "../../../bench/count/coverage.ts";
import type { Execution, TracedTensor } from "../../../bench/trace/executions.ts";
import { tracedGraph } from "../../../bench/trace/traced_graph.ts";
import type { DataType } from "../../../models/graph/data_type.ts";
import { literalGraph } from "../../support/literal_graph.ts";

function values(shapes: Readonly<Record<string, readonly number[]>>): Execution["values"] {
  return new Map(
    Object.entries(shapes).map(([name, shape]): [string, TracedTensor] => [
      name,
      { dtype: "float32", shape },
    ]),
  );
}

const NOWHERE: Execution["inside"] = new Map();

/** x [N, 4] by w [4, 8], with what the run made of it. */
const PRODUCT = literalGraph({
  inputs: { x: ["N", 4] },
  parameters: { w: [4, 8] },
  values: { y: ["N", 8] },
  nodes: [{ op: "MatMul", inputs: ["x", "w"], outputs: ["y"] }],
});

Deno.test("tracedGraph() agrees with what was inferred for the batch of the run", () => {
  const execution = { values: values({ x: [3, 4], y: [3, 8] }), inside: NOWHERE };
  const { graph, equalCount, differences, untold } = tracedGraph(PRODUCT, execution, 3);
  assertEquals([equalCount, differences, untold], [2, [], []]);
  assertEquals(countGraph(graph).macs, 3 * 4 * 8);
});

Deno.test("tracedGraph() takes float32 of a run for the half precision that was inferred, and for no other", () => {
  const dtypes: readonly DataType[] = ["float16", "bfloat16", "float64"];
  const equal = dtypes.map((dtype) => {
    const graph = literalGraph({
      inputs: { x: { dtype, shape: ["N", 4] } },
      nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }],
    });
    const execution = { values: values({ x: [3, 4] }), inside: NOWHERE };
    return tracedGraph(graph, execution, 3).equalCount;
  });
  assertEquals(equal, [1, 1, 0]);
});

Deno.test("tracedGraph() says which branch data took, and nothing of the other", () => {
  const branch = literalGraph({ inputs: {}, nodes: [] });
  const graph = literalGraph({
    inputs: { x: [1, 4] },
    nodes: [{
      op: "If",
      inputs: ["x"],
      outputs: ["y"],
      subgraphs: { then_branch: branch, else_branch: branch },
    }],
  });
  const ran = { times: 1, execution: { values: values({}), inside: NOWHERE } };
  const { decided } = tracedGraph(graph, {
    values: values({ x: [1, 4], y: [1, 4] }),
    inside: new Map([["y", new Map([["then_branch", [ran]], ["else_branch", []]])]]),
  }, 1);
  assertEquals(decided, ['"If" ran then_branch once']);
});

Deno.test("tracedGraph() names what differs, and counts what ran", () => {
  const execution = { values: values({ x: [3, 4], y: [3, 9] }), inside: NOWHERE };
  const { differences, graph } = tracedGraph(PRODUCT, execution, 3);
  assertEquals(differences, ['"y" is float32 [3, 8] as inferred and float32 [3, 9] as run']);
  assertEquals(graph.values.get("y")?.shape, [3, 9]);
});

Deno.test("tracedGraph() says which values a run does not tell", () => {
  const { untold } = tracedGraph(PRODUCT, { values: values({ x: [1, 4] }), inside: NOWHERE }, 1);
  assertEquals(untold, ["y"]);
});

Deno.test("tracedGraph() counts each kind of iteration by its own sizes, and weights once", () => {
  // Rows of the state: 1, 2, 2, so (1 + 2 + 2) x 4 x 4 multiply-adds.
  const body = literalGraph({
    inputs: { s: { dtype: "float32", shape: [1, 4] } },
    parameters: { w: [4, 4] },
    nodes: [{ op: "MatMul", inputs: ["s", "w"], outputs: ["u"] }],
  });
  const open = { ...body, values: new Map([...body.values].filter(([name]) => name !== "s")) };
  const loop = literalGraph({
    inputs: { x: [1, 4] },
    nodes: [{ op: "Loop", inputs: ["x"], outputs: ["y"], subgraphs: { body: open } }],
  });
  assertEquals(isLowerBound(countGraph(loop).coverage), true);
  const step = (times: number, rows: number) => ({
    times,
    execution: { values: values({ s: [rows, 4], u: [rows, 4] }), inside: NOWHERE },
  });
  const execution: Execution = {
    values: values({ x: [1, 4], y: [2, 4] }),
    inside: new Map([["y", new Map([["body", [step(1, 1), step(2, 2)]]])]]),
  };
  const { graph, added, decided } = tracedGraph(loop, execution, 1);
  assertEquals([added, decided], [["y", "s", "u"], ['"Loop" ran body 3 times']]);
  const { macs, params, coverage } = countGraph(graph);
  assertEquals([macs, params, isLowerBound(coverage)], [80, 16, false]);
});
