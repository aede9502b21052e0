import { assertEquals } from "@std/assert";
import { nodeRows } from "../../../bench/count/node_rows.ts";
import { literalGraph } from "../../support/literal_graph.ts";

Deno.test("nodeRows() has every node that an output needs, a shared weight at its first reader", () => {
  const graph = literalGraph({
    inputs: { x: [1, 4] },
    parameters: { w: [4, 4] },
    values: { a: [1, 4], b: [1, 4], z: [1, 4] },
    nodes: [
      { op: "MatMul", name: "first", inputs: ["x", "w"], outputs: ["a"] },
      { op: "Foo", inputs: ["a"], outputs: ["b"] },
      { op: "MatMul", name: "second", inputs: ["b", "w"], outputs: ["c"] },
      { op: "Relu", name: "unused", inputs: ["a"], outputs: ["z"] },
    ],
    outputs: ["c"],
  });
  assertEquals(
    nodeRows(graph, 1).map(({ name, params, macs, output }) => [name, params, macs, output]),
    [
      ["first", 16n, 16n, [1, 4]],
      ["Foo", 0n, undefined, [1, 4]],
      ["second", 0n, undefined, undefined],
    ],
  );
});

Deno.test("nodeRows() multiplies inner nodes by their runs, and gives one run where data decide", () => {
  const body = literalGraph({
    inputs: { h: [1, 4] },
    parameters: { w: [4, 4] },
    values: { g: [1, 4] },
    nodes: [{ op: "MatMul", inputs: ["h", "w"], outputs: ["g"] }],
  });
  const rows = (runs?: Readonly<Record<string, number>>) =>
    nodeRows(
      literalGraph({
        inputs: { x: [1, 4] },
        values: { y: [1, 4] },
        nodes: [{
          op: "Loop",
          inputs: [],
          outputs: ["y"],
          subgraphs: { body },
          ...runs === undefined ? {} : { runs },
        }],
      }),
      1,
    ).map(({ name, params, macs, runs }) => [name, params, macs, runs]);
  assertEquals(rows({ body: 3 }), [["Loop", 0n, 0n, 1n], ["MatMul", 16n, 48n, 3n]]);
  assertEquals(rows(), [["Loop", 0n, 0n, 1n], ["MatMul", 16n, 16n, undefined]]);
});
