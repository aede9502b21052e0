import { assertEquals } from "@std/assert";
import { executionOf, listsAsMaps, mapsAsLists } from "../../../bench/trace/executions.ts";
import { namedModel } from "../../../bench/trace/named_model.ts";
import { node, onnxFile, subgraph, value, weight } from "../../support/onnx_file.ts";

type Sizes = readonly number[];

/** A kernel's event, as ONNX Runtime writes it. */
function event(number: number, inputs: readonly Sizes[], outputs: readonly Sizes[]) {
  const shapes = (all: readonly Sizes[]) => all.map((shape) => ({ float: shape }));
  return {
    cat: "Node",
    name: `dsnet-bench-traced-${number}_kernel_time`,
    args: { input_type_shape: shapes(inputs), output_type_shape: shapes(outputs) },
  };
}

/** Node 0 is a Loop whose body is node 1, an If of nodes 2 and 4, and node 6. */
function loopWithBranches() {
  const branch = (op: string) =>
    subgraph({ nodes: [node(op, ["s", "w"], ["b"])], outputs: [value("b")] });
  const body = subgraph({
    inputs: [value("i", [], "int64"), value("go", [], "bool"), value("s")],
    nodes: [
      node("If", ["go"], ["t"], {
        then_branch: { graph: branch("MatMul") },
        else_branch: { graph: branch("Add") },
      }),
      node("Relu", ["t"], ["u"], {}, { name: "the same" }),
    ],
    outputs: [value("go", [], "bool"), value("u")],
  });
  return namedModel(onnxFile({
    nodes: [node("Loop", ["n", "", "x"], ["y"], { body: { graph: body } }, { name: "the same" })],
    inputs: [value("x"), value("n", [], "int64"), value("w")],
    outputs: [value("y")],
  }));
}

Deno.test("namedModel() tells nodes of all graphs apart, and gives their own names back", () => {
  const { graph, renamed } = loopWithBranches();
  const [loop] = graph.nodes;
  const body = loop?.graphs.get("body");
  assertEquals([loop?.number, body?.nodes.map(({ number }) => number)], [0, [1, 6]]);
  assertEquals(
    renamed("Node:'dsnet-bench-traced-6' in dsnet-bench-traced-1"),
    "Node:'the same' in If of t",
  );
});

Deno.test("executionOf() keeps apart what was unlike from one iteration to the next", () => {
  const { graph } = loopWithBranches();
  // Iterations: then, then, else; the second and third with two rows. 3, 5 and 7 mark graphs.
  const taken = (matrix: boolean, rows: number) => [
    event(matrix ? 2 : 4, [[rows, 4], [4, 4]], [[rows, 4]]),
    event(matrix ? 3 : 5, [], []),
    event(1, [[]], [[rows, 4]]),
    event(6, [[rows, 4]], [[rows, 4]]),
    event(7, [], []),
  ];
  const trace = [
    { cat: "Session", name: "model_run" },
    ...taken(true, 1),
    ...taken(true, 2),
    ...taken(false, 2),
    event(0, [[], [1, 4]], [[2, 4]]),
  ];
  const { values, inside } = executionOf(JSON.stringify(trace), graph);
  const sizes = (name: string, from = values) => from.get(name)?.shape;
  assertEquals(["x", "y", "w"].map((name) => sizes(name)), [[1, 4], [2, 4], [4, 4]]);
  const bodies = inside.get("y")?.get("body") ?? [];
  assertEquals(
    bodies.map(({ times, execution }) => [
      times,
      sizes("u", execution.values),
      ...["then_branch", "else_branch"].map((branch) =>
        execution.inside.get("t")?.get(branch)?.length
      ),
    ]),
    [[1, [1, 4], 1, 0], [1, [2, 4], 1, 0], [1, [2, 4], 0, 1]],
  );
});

Deno.test("executionOf() puts alike iterations together", () => {
  const { graph } = loopWithBranches();
  const iteration = [
    event(2, [[1, 4], [4, 4]], [[1, 4]]),
    event(3, [], []),
    event(1, [[]], [[1, 4]]),
    event(6, [[1, 4]], [[1, 4]]),
    event(7, [], []),
  ];
  const trace = [...iteration, ...iteration, ...iteration, event(0, [[], [1, 4]], [[1, 4]])];
  const execution = executionOf(JSON.stringify(trace), graph);
  assertEquals(execution.inside.get("y")?.get("body")?.map(({ times }) => times), [3]);
  assertEquals(JSON.parse(JSON.stringify(execution, mapsAsLists), listsAsMaps), execution);
});

Deno.test("executionOf() knows inputs whose weights the runtime has packed away", () => {
  const lstm = ["x", "w", "r", "b", "", "h"];
  const { graph } = namedModel(onnxFile({
    nodes: [
      node("LSTM", lstm, ["", "y"]),
      node("MatMul", ["y", "r"], ["z"]),
      // Of two inputs of one size, what is left is not the weight.
      node("MatMul", ["r", "g"], ["v"]),
    ],
    inputs: [value("x"), value("h"), value("g")],
    initializers: [weight("w", [1, 16, 4]), weight("r", [1, 16, 8]), weight("b", [1, 32])],
    outputs: [value("z")],
  }));
  const trace = [
    event(0, [[3, 2, 4], [1, 32], [1, 2, 4]], [[1, 2, 4]]),
    event(1, [[1, 2, 4]], [[1, 2, 8]]),
    event(2, [[1, 16, 8]], [[1, 16, 8]]),
  ];
  const { values } = executionOf(JSON.stringify(trace), graph);
  assertEquals([...values].map(([name, { shape }]) => [name, shape]), [
    ["y", [1, 2, 4]],
    ["x", [3, 2, 4]],
    ["b", [1, 32]],
    ["h", [1, 2, 4]],
    ["z", [1, 2, 8]],
    ["v", [1, 16, 8]],
    ["g", [1, 16, 8]],
  ]);
});

Deno.test("executionOf() leaves sizes alone where the trace lists other values than the file", () => {
  const { graph } = loopWithBranches();
  const { values } = executionOf(JSON.stringify([event(0, [[1, 4]], [[2, 4]])]), graph);
  assertEquals([...values.keys()], ["y"]);
});
