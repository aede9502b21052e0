// models/file/reading/lower_graph.ts: model-local functions in the place of their calls.

import { assertEquals, assertThrows } from "@std/assert";
import { AttributeProto_AttributeType as Type } from "onnx-buf";
import { FileError } from "../../../../models/file/file_error.ts";
import { attribute, int64s, node, subgraph, value, weight } from "../../../support/onnx_file.ts";
import { readFile } from "../../../support/read_file.ts";

const VERSIONS = { "": 21, "my": 1 };
const CALL = { domain: "my" };
const SMALL = { versions: VERSIONS, inputs: [value("x", [2])], outputs: [value("y")] };

/** A function of domain `my`. */
function fn(
  name: string,
  input: readonly string[],
  output: readonly string[],
  nodes: readonly ReturnType<typeof node>[],
  more: object = {},
) {
  return {
    name,
    domain: "my",
    input: [...input],
    output: [...output],
    node: [...nodes],
    opsetImport: [{ domain: "", version: 18n }, { domain: "my", version: 1n }],
    ...more,
  };
}

/** Nodes as `op(inputs) -> outputs`. */
function written(
  nodes: readonly { op: string; inputs: readonly string[]; outputs: readonly string[] }[],
) {
  return nodes.map(({ op, inputs, outputs }) => `${op}(${inputs}) -> ${outputs}`);
}

Deno.test("a function's nodes stand in the place of each call, with names of their own", () => {
  const { graph } = readFile({
    nodes: [
      node("F", ["x"], ["a"], {}, CALL),
      node("F", ["a"], ["y"], {}, { ...CALL, name: "f2" }),
    ],
    functions: [
      fn("F", ["in"], ["out"], [node("Neg", ["in"], ["t"]), node("Relu", ["t"], ["out"])]),
    ],
    ...SMALL,
  });
  assertEquals(written(graph.nodes), [
    "Neg(x) -> F_0::t",
    "Relu(F_0::t) -> a",
    "Neg(a) -> f2::t",
    "Relu(f2::t) -> y",
  ]);
  assertEquals(graph.nodes.map(({ name }) => name), [
    "F_0/Neg_0",
    "F_0/Relu_1",
    "f2/Neg_0",
    "f2/Relu_1",
  ]);
  assertEquals(graph.nodes.map(({ scope }) => scope), ["F_0", "F_0", "f2", "f2"]);
  assertEquals(graph.nodes[0]?.version, 18);
});

Deno.test("attributes reach through nested calls; where a call sets none, the default holds", () => {
  const reference = { axis: { reference: "a", type: Type.INT } };
  const functions = [
    fn("Inner", ["i"], ["o"], [node("Softmax", ["i"], ["o"], reference)], { attribute: ["a"] }),
    fn("Outer", ["i"], ["o"], [
      node("Inner", ["i"], ["t"], { a: { reference: "b", type: Type.INT } }, CALL),
      node("Inner", ["t"], ["o"], {}, CALL),
    ], { attributeProto: [attribute("b", 5)] }),
  ];
  const axes = (attributes: Parameters<typeof node>[3]) =>
    readFile({ nodes: [node("Outer", ["x"], ["y"], attributes, CALL)], functions, ...SMALL })
      .graph.nodes.map((softmax) => softmax.attributes.get("axis"));
  assertEquals(axes({ b: 2 }), [{ kind: "int", value: 2n }, undefined]);
  assertEquals(axes({}), [{ kind: "int", value: 5n }, undefined]);
});

Deno.test("functions are told apart by overload, and left out inputs stay left out", () => {
  const { graph } = readFile({
    nodes: [node("F", ["x"], ["y"], {}, { ...CALL, overload: "two" })],
    functions: [
      fn("F", ["i", "min"], ["o"], [node("Neg", ["i"], ["o"])], { overload: "one" }),
      fn("F", ["i", "min"], ["o"], [node("Clip", ["i", "min"], ["o"])], { overload: "two" }),
    ],
    ...SMALL,
  });
  assertEquals(written(graph.nodes), ["Clip(x,) -> y"]);
});

Deno.test("a tensor inside a function is there once, however often the function is called", () => {
  const body = [
    node("Constant", [], ["w"], { value: { tensor: weight("", [100]) } }),
    node("Mul", ["i", "w"], ["o"]),
  ];
  const { graph } = readFile({
    nodes: [node("F", ["x"], ["a"], {}, CALL), node("F", ["a"], ["y"], {}, CALL)],
    functions: [fn("F", ["i"], ["o"], body)],
    ...SMALL,
  });
  assertEquals(graph.initializers.map(({ name, shape }) => [name, shape]), [["my::F::w", [100]]]);
  assertEquals(written(graph.nodes), ["Mul(x,my::F::w) -> a", "Mul(a,my::F::w) -> y"]);
});

Deno.test("a constant that the call sets is each call's own", () => {
  const body = [
    node("Constant", [], ["s"], { value_ints: { reference: "shape", type: Type.INTS } }),
    node("Reshape", ["i", "s"], ["o"]),
  ];
  const { graph } = readFile({
    nodes: [
      node("F", ["x"], ["a"], { shape: [1, 2] }, CALL),
      node("F", ["a"], ["y"], { shape: [2] }, CALL),
    ],
    functions: [fn("F", ["i"], ["o"], body, { attribute: ["shape"] })],
    ...SMALL,
  });
  assertEquals(graph.initializers.map(({ name, shape }) => [name, shape]), [
    ["F_0::s", [2]],
    ["F_1::s", [1]],
  ]);
});

Deno.test("outputs that are inputs, or the same twice, are copied", () => {
  const { graph } = readFile({
    nodes: [node("F", ["x"], ["a", "y", "b"], {}, CALL)],
    functions: [fn("F", ["i"], ["i", "o", "o"], [node("Neg", ["i"], ["o"])])],
    ...SMALL,
  });
  assertEquals(written(graph.nodes), ["Neg(x) -> y", "Identity(x) -> a", "Identity(y) -> b"]);
});

Deno.test("subgraphs of functions see the function's values, and keep their own apart", () => {
  const branch = (op: string) =>
    subgraph({ nodes: [node(op, ["t"], ["r"])], outputs: [value("r")] });
  const body = [
    node("Neg", ["i"], ["t"]),
    node("If", ["c"], ["o"], {
      then_branch: { graph: branch("Relu") },
      else_branch: { graph: branch("Abs") },
    }),
  ];
  const { graph } = readFile({
    nodes: [node("F", ["x", "cond"], ["y"], {}, { ...CALL, name: "f" })],
    functions: [fn("F", ["i", "c"], ["o"], body)],
    ...SMALL,
    inputs: [value("x", [2]), value("cond", [], "bool")],
  });
  assertEquals(written(graph.nodes), ["Neg(x) -> f::t", "If(cond) -> y"]);
  const branches = ["then_branch", "else_branch"].map((name) => {
    const found = graph.nodes[1]?.attributes.get(name);
    return found?.kind === "graph" ? found.value : undefined;
  });
  assertEquals(branches.map((found) => found?.nodes[0]?.inputs), [["f::t"], ["f::t"]]);
  const [one, other] = branches.map((found) => found?.outputs[0]?.name);
  assertEquals(one === other, false);
});

Deno.test("values that a subgraph reads are made before its node", () => {
  const branch = subgraph({ nodes: [node("Relu", ["t"], ["r"])], outputs: [value("r")] });
  const { graph } = readFile({
    nodes: [
      node("If", ["c"], ["y"], { then_branch: { graph: branch }, else_branch: { graph: branch } }),
      node("Neg", ["x"], ["t"]),
    ],
    ...SMALL,
    inputs: [value("x", [2]), value("c", [], "bool")],
  });
  assertEquals(graph.nodes.map(({ op }) => op), ["Neg", "If"]);
});

Deno.test("calls that cannot be are refused: in a circle, too many inputs, two of one name", () => {
  const refused = (functions: readonly ReturnType<typeof fn>[], reason: string) =>
    assertThrows(
      () => readFile({ nodes: [node("F", ["x"], ["y"], {}, CALL)], functions, ...SMALL }),
      FileError,
      reason,
    );
  const calls = (name: string) => [node(name, ["i"], ["o"], {}, CALL)];
  refused(
    [fn("F", ["i"], ["o"], calls("G")), fn("G", ["i"], ["o"], calls("F"))],
    'function "my::F" calls itself (my::F -> my::G -> my::F)',
  );
  refused([fn("F", [], ["o"], [])], 'has 1 inputs and 1 outputs, function "my::F" has 0 and 1');
  refused([fn("F", ["i"], ["o"], []), fn("F", ["i"], ["o"], [])], 'it has two functions "my::F"');
  assertThrows(
    () =>
      readFile({
        nodes: [node("Softmax", ["x"], ["y"], { axis: { reference: "a", type: Type.INT } })],
        ...SMALL,
      }),
    FileError,
    'attribute "axis" stands for "a" of a function, and is in none',
  );
});

Deno.test("functions that double forty times end in one line, not in memory", () => {
  const functions = Array.from({ length: 40 }, (_, index) =>
    fn(`F${index}`, ["i"], ["o"], [
      node(`F${index + 1}`, ["i"], ["t"], {}, CALL),
      node(`F${index + 1}`, ["t"], ["o"], {}, CALL),
    ]));
  const last = fn("F40", ["i"], ["o"], [node("Neg", ["i"], ["o"])]);
  assertThrows(
    () =>
      readFile({
        nodes: [node("F0", ["x"], ["y"], {}, CALL)],
        functions: [...functions, last],
        ...SMALL,
      }),
    FileError,
    "take more than 176 MiB",
  );
});

Deno.test("what graphs inside of functions state is kept once a call, and bounded", () => {
  const stated = Array.from({ length: 2000 }, (_, index) => value(`s${index}`, [1]));
  const branch = subgraph({ nodes: [node("Relu", ["i"], ["r"])], outputs: [value("r")], stated });
  const branches = { then_branch: { graph: branch }, else_branch: { graph: branch } };
  assertThrows(
    () =>
      readFile({
        nodes: Array.from({ length: 200 }, (_, index) =>
          node("F", ["x", "c"], [`y${index}`], {}, CALL)),
        functions: [fn("F", ["i", "c"], ["o"], [node("If", ["c"], ["o"], branches)])],
        inputs: [value("x", [2]), value("c", [], "bool")],
        outputs: [value("y0")],
        versions: { "": 21, my: 1 },
      }),
    FileError,
    "take more than 176 MiB",
  );
});

Deno.test("a function may be called with shape constants from the model", () => {
  const { graph } = readFile({
    nodes: [node("F", ["x", "s"], ["y"], {}, CALL)],
    functions: [fn("F", ["i", "shape"], ["o"], [node("Reshape", ["i", "shape"], ["o"])])],
    ...SMALL,
    initializers: [int64s("s", [1, 2])],
  });
  assertEquals(written(graph.nodes), ["Reshape(x,s) -> y"]);
});
