import { assertEquals, assertThrows } from "@std/assert";
import { graphJson } from "../../../models/graph/graph_json.ts";
import { encodeOnnx } from "../../../models/graph/onnx.ts";
import { seededValues } from "../../../models/graph/parameter_values.ts";
import { literalGraph } from "../../support/literal_graph.ts";

/** What the text says of the nodes of a graph. */
function nodesOf(graph: Parameters<typeof graphJson>[0]) {
  return JSON.parse(graphJson(graph, encodeOnnx(graph, seededValues(1))).json).nodes;
}

const SOFTMAX = { op: "Softmax", inputs: ["x"], outputs: ["y"] };

Deno.test("graphJson() says the version of a node's operator set where it is another one", () => {
  const graph = literalGraph({ inputs: { x: [2] }, values: { y: [2] }, nodes: [SOFTMAX] });
  const older = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, version: 11 })) };
  assertEquals(nodesOf(graph)[0].version, undefined);
  assertEquals(nodesOf(older)[0].version, 11);
});

Deno.test("graphJson() writes numbers that JSON lacks as texts", () => {
  const attributes = { alpha: { float: -Infinity }, betas: { floats: [0.5, NaN] } };
  const graph = literalGraph({
    inputs: { x: [2] },
    values: { y: [2] },
    nodes: [{ ...SOFTMAX, attributes }],
  });
  assertEquals(nodesOf(graph)[0].attributes, {
    alpha: { float: "-Infinity" },
    betas: { floats: [0.5, "NaN"] },
  });
});

Deno.test("graphJson() refuses graphs within nodes", () => {
  const inner = literalGraph({ inputs: { x: [2] }, values: { y: [2] }, nodes: [SOFTMAX] });
  const graph = literalGraph({
    inputs: { x: [2] },
    values: { y: [2] },
    nodes: [{ op: "If", inputs: ["x"], outputs: ["y"], subgraphs: { then_branch: inner } }],
  });
  assertThrows(() => nodesOf(graph), RangeError, 'its node "If" has graphs inside');
});
