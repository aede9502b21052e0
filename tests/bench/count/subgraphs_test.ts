// Graphs inside of nodes: what runs once, as often as is known, or as data say. Values by hand from
// github.com/ThanatosShinji/onnx-tool/issues/106.

import { assertEquals } from "@std/assert";
import { countByConvention, findConvention } from "../../../bench/count/conventions/mod.ts";
import { countGraph } from "../../../bench/count/count.ts";
import { coverageRemarks, isLowerBound, lacks } from "../../../bench/count/coverage.ts";
import { groupMacs } from "../../../bench/count/groupings.ts";
import { frameOf } from "../../../bench/count/frames.ts";
import { runningNodes } from "../../../bench/count/running_nodes.ts";
import type { Graph, Node } from "../../../models/graph/graph.ts";
import { literalGraph, type LiteralNode } from "../../support/literal_graph.ts";

/** `[1, rows]` by a weight of its own. */
function product(name: string, rows: number, columns: number): Graph {
  return literalGraph({
    inputs: { [`${name}/x`]: [1, rows] },
    parameters: { [`${name}/w`]: [rows, columns] },
    values: { [`${name}/y`]: [1, columns] },
    nodes: [{ op: "MatMul", name, inputs: [`${name}/x`, `${name}/w`], outputs: [`${name}/y`] }],
  });
}

function around(node: Omit<LiteralNode, "inputs" | "outputs">): Graph {
  return literalGraph({
    inputs: { x: [1, 8] },
    values: { y: [1, 8] },
    nodes: [{ inputs: ["x"], outputs: ["y"], ...node }],
  });
}

const BODY = { body: product("step", 8, 8) };
const BRANCHES = { then_branch: product("then", 16, 32), else_branch: product("else", 16, 8) };

Deno.test("runningNodes() has every node of a body of any length", () => {
  const body = product("step", 8, 8);
  const [step] = body.nodes as [Node];
  const long = { body: { ...body, nodes: new Array<Node>(300_000).fill(step) } };
  const frame = frameOf(around({ op: "Loop", subgraphs: long, runs: { body: 5 } }));
  const { running, open } = runningNodes(frame);
  assertEquals([running.length, running.at(-1)?.times, open], [300_000, 5n, []]);
});

Deno.test("runningNodes() has no node of a branch that is not taken", () => {
  const runs = { then_branch: 1, else_branch: 0 };
  const frame = frameOf(around({ op: "If", subgraphs: BRANCHES, runs }));
  assertEquals(runningNodes(frame).running.map(({ node }) => node.name), ["then"]);
});

Deno.test("runningNodes() lists what no rule knows where data decide how often it runs, if it is needed", () => {
  const body = literalGraph({
    inputs: { a: [1, 8] },
    values: { b: [1, 8] },
    nodes: [{ op: "Riddle", inputs: ["a"], outputs: ["b"] }],
  });
  const loop = (runs?: { readonly body: number }) =>
    runningNodes(frameOf(around({ op: "Loop", subgraphs: { body }, ...runs && { runs } })));
  assertEquals(loop().unknownOps, ["Riddle"]);
  assertEquals(loop({ body: 3 }).unknownOps, ["Riddle"]);
  assertEquals(loop({ body: 0 }).unknownOps, []);

  const idle = literalGraph({
    inputs: { x: [1, 8] },
    nodes: [
      { op: "Loop", inputs: ["x"], outputs: ["unused"], subgraphs: { body }, runs: { body: 3 } },
    ],
    outputs: ["x"],
  });
  const { running, unknownOps } = runningNodes(frameOf(idle));
  assertEquals([running.map(({ isNeeded }) => isNeeded), unknownOps], [[false], []]);
});

Deno.test("countGraph() counts the body of a Loop as often as it runs", () => {
  const { params, macs, macsMax, nodes, coverage } = countGraph(
    around({ op: "Loop", subgraphs: BODY, runs: { body: 5 } }),
  );
  assertEquals([params, macs, macsMax], [64, 320, 320]);
  assertEquals(nodes.map(({ name, macs }) => [name, macs]), [["step", 320]]);
  assertEquals(isLowerBound(coverage), false);
});

Deno.test("countGraph() has no total for a Loop that runs as often as data say", () => {
  const { params, macs, macsMax, coverage } = countGraph(around({ op: "Loop", subgraphs: BODY }));
  assertEquals([params, macs, macsMax], [64, 0, 0]);
  assertEquals(coverage.perIteration, [{ name: "Loop", macs: 64n, macsMax: 64n }]);
  assertEquals(isLowerBound(coverage), true);
  assertEquals(lacks(coverage), [
    '"Loop" costs 64 per iteration (MACs), as often as data say',
  ]);
});

Deno.test("countGraph() takes a Loop whose body multiplies nothing for free", () => {
  const body = literalGraph({
    inputs: { a: [1, 8] },
    values: { b: [1, 8] },
    nodes: [{ op: "Relu", inputs: ["a"], outputs: ["b"] }],
  });
  const { macs, coverage } = countGraph(around({ op: "Loop", subgraphs: { body } }));
  assertEquals([macs, coverage.freeNodes, isLowerBound(coverage)], [0, 1, false]);
});

Deno.test("countGraph() counts the body of a Scan over what it scans", () => {
  assertEquals(
    countGraph(around({ op: "Scan", subgraphs: BODY, runs: { body: 7 } })).macs,
    448,
  );
});

Deno.test("countGraph() gives an If whose condition data decide a range, and never the sum", () => {
  const { params, macs, macsMax, nodes, coverage } = countGraph(
    around({ op: "If", subgraphs: BRANCHES }),
  );
  assertEquals([params, macs, macsMax], [640, 128, 512]);
  assertEquals(nodes.map(({ name, macs, macsMax }) => [name, macs, macsMax]), [["If", 128, 512]]);
  assertEquals(isLowerBound(coverage), false);
  assertEquals(coverageRemarks(coverage), [
    'data decide what "If" runs, MACs of each: then_branch 512, else_branch 128',
  ]);
});

Deno.test("countGraph() takes the branch that a constant condition takes, and all weights", () => {
  const taken = (then_branch: number) => {
    const runs = { then_branch, else_branch: 1 - then_branch };
    const { params, macs, macsMax } = countGraph(around({ op: "If", subgraphs: BRANCHES, runs }));
    return [params, macs, macsMax];
  };
  assertEquals(taken(1), [640, 512, 512]);
  assertEquals(taken(0), [640, 128, 128]);
});

Deno.test("countGraph() knows no operator of a branch that is not taken", () => {
  const foo = literalGraph({ nodes: [{ op: "Foo", inputs: ["x"], outputs: ["z"] }] });
  const subgraphs = { then_branch: product("then", 16, 32), else_branch: foo };
  const unknown = (runs?: Readonly<Record<string, number>>) =>
    countGraph(around({ op: "If", subgraphs, ...runs === undefined ? {} : { runs } })).coverage
      .unknownOps;
  assertEquals(unknown({ then_branch: 1, else_branch: 0 }), {});
  assertEquals(unknown(), { Foo: 1 });
});

Deno.test("countGraph() counts an If inside a Loop, and an If inside an If", () => {
  const choice = around({ op: "If", subgraphs: BRANCHES });
  const { params, macs, macsMax } = countGraph(
    around({ op: "Loop", subgraphs: { body: choice }, runs: { body: 3 } }),
  );
  assertEquals([params, macs, macsMax], [640, 3 * 128, 3 * 512]);
  const deep = countGraph(around({
    op: "If",
    subgraphs: { then_branch: choice, else_branch: product("other", 16, 64) },
  }));
  assertEquals([deep.params, deep.macs, deep.macsMax], [640 + 1024, 128, 1024]);
});

Deno.test("countGraph() sees values and weights of the graphs around", () => {
  const body = literalGraph({
    values: { z: [1, 4] },
    nodes: [{ op: "MatMul", inputs: ["x", "w"], outputs: ["z"] }],
  });
  const graph = literalGraph({
    inputs: { x: [1, 8] },
    parameters: { w: [8, 4], unread: [3] },
    values: { y: [1, 4] },
    nodes: [{ op: "Loop", inputs: [], outputs: ["y"], subgraphs: { body }, runs: { body: 2 } }],
  });
  const { params, macs, coverage } = countGraph(graph);
  assertEquals([params, macs, coverage.unusedParams], [35, 64, 3n]);
});

Deno.test("countGraph() takes a node for needed if a graph inside of another reads it", () => {
  const body = literalGraph({
    values: { z: [1, 8] },
    nodes: [{ op: "Relu", inputs: ["h"], outputs: ["z"] }],
  });
  const graph = literalGraph({
    inputs: { x: [1, 8] },
    parameters: { w: [8, 8] },
    values: { h: [1, 8], y: [1, 8] },
    nodes: [
      { op: "MatMul", inputs: ["x", "w"], outputs: ["h"] },
      { op: "Loop", inputs: [], outputs: ["y"], subgraphs: { body }, runs: { body: 2 } },
    ],
  });
  const { macs, coverage } = countGraph(graph);
  assertEquals([macs, coverage.unusedNodes], [64, []]);
});

Deno.test("countGraph() knows no If, Loop or Scan whose graphs are not there", () => {
  const { coverage } = countGraph(around({ op: "Loop" }));
  assertEquals(coverage.unknownOps, { Loop: 1 });
});

Deno.test("groupMacs() has a graph's inner nodes where they belong", () => {
  const count = countGraph(around({ op: "Loop", subgraphs: BODY, runs: { body: 5 } }));
  assertEquals(Object.fromEntries(groupMacs(count, "op")), { MatMul: 320 });
  assertEquals(Object.fromEntries(groupMacs(count, "node")), { step: 320 });
});

Deno.test("countByConvention() counts inner nodes as often as they run, and says what it cannot", () => {
  const fvcore = findConvention("fvcore");
  const known = around({ op: "Loop", subgraphs: BODY, runs: { body: 5 } });
  assertEquals(countByConvention(known, fvcore).total, 320);
  const open = countByConvention(around({ op: "If", subgraphs: BRANCHES }), fvcore);
  assertEquals([open.total, open.unknownOps], [0, { If: 1 }]);
});

Deno.test("countByConvention() knows no operator of a branch that runs, and none of one that does not", () => {
  const strange = literalGraph({
    inputs: { a: [1] },
    values: { b: [1] },
    nodes: [{ op: "Strange", name: "strange", inputs: ["a"], outputs: ["b"] }],
  });
  const subgraphs = { ...BRANCHES, then_branch: strange };
  const unknownOf = (runs: Readonly<Record<string, number>>) => {
    const graph = around({ op: "If", subgraphs, runs });
    const { unknownOps } = countByConvention(graph, findConvention("fvcore"));
    assertEquals(unknownOps, countGraph(graph).coverage.unknownOps);
    return unknownOps;
  };
  assertEquals(unknownOf({ then_branch: 1, else_branch: 0 }), { Strange: 1 });
  assertEquals(unknownOf({ then_branch: 0, else_branch: 1 }), {});
});
