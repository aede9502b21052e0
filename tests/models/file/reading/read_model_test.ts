// models/file/reading/read_model.ts: what a file says, with known answers.

import { assertEquals, assertThrows } from "@std/assert";
import { TensorProto_DataLocation as Location } from "onnx-buf";
import { FileError } from "../../../../models/file/file_error.ts";
import { readModel } from "../../../../models/file/reading/read_model.ts";
import { bytesInMemory } from "../../../../models/file/wire/byte_source.ts";
import { readFile } from "../../../support/read_file.ts";
import { int64s, node, onnxFile, subgraph, value, weight } from "../../../support/onnx_file.ts";

const CONV = {
  nodes: [node("Conv", ["x", "w", ""], ["y"], { kernel_shape: [3, 3] }, { name: "conv" })],
  inputs: [value("x", ["N", 3, null, 32])],
  outputs: [value("y")],
  initializers: [weight("w", [8, 3, 3, 3])],
};

Deno.test("readModel() reads inputs, nodes, weights and versions", () => {
  const model = readFile({ ...CONV, model: { producerName: "pytorch", producerVersion: "2.9" } });
  assertEquals([model.irVersion, model.producer], [10, "pytorch 2.9"]);
  assertEquals(model.versions, new Map([["", 21]]));
  assertEquals(model.graph.inputs, [{ name: "x", dtype: "float32", shape: ["N", 3, null, 32] }]);
  assertEquals(model.graph.outputs, [{ name: "y", dtype: "float32", shape: null }]);
  assertEquals(model.graph.nodes, [{
    name: "conv",
    op: "Conv",
    domain: "",
    version: 21,
    inputs: ["x", "w", ""],
    outputs: ["y"],
    attributes: new Map([["kernel_shape", { kind: "ints", value: [3n, 3n] } as const]]),
    scope: "",
  }]);
  assertEquals(model.graph.initializers.map(({ name, shape }) => [name, shape]), [
    ["w", [8, 3, 3, 3]],
  ]);
  assertEquals(model.notices, []);
});

Deno.test("readModel() says where numbers beside the model would end", () => {
  const shape = {
    name: "s",
    dims: [2n],
    dataType: 7,
    dataLocation: Location.EXTERNAL,
    externalData: [{ key: "location", value: "s.bin" }],
  };
  const file = onnxFile({
    nodes: [node("Reshape", ["x", "s"], ["y"])],
    inputs: [value("x", [4])],
    outputs: [value("y")],
    initializers: [shape],
  });
  const read = (byteLength: number) =>
    readModel(bytesInMemory(file), {
      openExternal: () => bytesInMemory(new Uint8Array(byteLength)),
    });
  assertEquals(read(16).graph.initializers[0]?.place, { kind: "numbers", numbers: [0, 0] });
  assertThrows(
    () => read(15),
    FileError,
    'tensor "s" would end at byte 16 of "s.bin", which has 15 bytes',
  );
});

Deno.test("readModel() has alike attributes and equal names once, and 40,000 convolutions", () => {
  const count = 40_000;
  const sizes = { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1] };
  const { graph: { nodes } } = readFile({
    ...CONV,
    nodes: Array.from(
      { length: count },
      (_, index) =>
        node("Conv", [index === 0 ? "x" : `y${index - 1}`, "w"], [`y${index}`], {
          ...sizes,
          group: index === 7 ? 2 : 1,
        }),
    ),
    outputs: [value(`y${count - 1}`)],
  });
  const [first, second] = nodes;
  assertEquals([nodes.length, first?.attributes === second?.attributes], [count, true]);
  assertEquals(
    [6, 7, 8].map((place) => nodes[place]?.attributes.get("group")),
    [1n, 2n, 1n].map((value) => ({ kind: "int" as const, value })),
  );
});

Deno.test("readModel() takes the last of two fields, and passes unknown ones over", () => {
  const bytes = onnxFile(CONV);
  // ir_version 5 again at the end, after an unknown field 99 of three bytes.
  const longer = Uint8Array.of(...bytes, 0x9a, 0x06, 3, 1, 2, 3, 0x08, 5);
  assertEquals(readModel(bytesInMemory(longer)).irVersion, 5);
});

Deno.test("readModel() takes weights out of the inputs, and says so where they may be fed", () => {
  const both = { ...CONV, inputs: [...CONV.inputs, value("w", [8, 3, 3, 3])] };
  const old = readFile({ ...both, irVersion: 3, versions: { "": 7 } });
  assertEquals(old.graph.inputs.map(({ name }) => name), ["x"]);
  assertEquals(old.notices, []);
  const newer = readFile({ ...both, irVersion: 8 });
  assertEquals(newer.graph.inputs.map(({ name }) => name), ["x"]);
  assertEquals(newer.notices, [
    "1 of its weights are inputs too, so that the runtime cannot fold them: " +
    "they are counted as weights and not fed",
  ]);
});

Deno.test("readModel() reads every version of the format from 3 on, and says what it may miss", () => {
  for (let irVersion = 3; irVersion <= 13; irVersion++) {
    assertEquals(readFile({ ...CONV, irVersion }).notices, []);
  }
  assertEquals(readFile({ ...CONV, irVersion: 14 }).notices, [
    "its format is version 14, newer than 13, the newest known here: what is new in it is left out",
  ]);
  assertThrows(
    () => readFile({ ...CONV, irVersion: 2 }),
    FileError,
    "is version 2 of ONNX's, older",
  );
});

Deno.test("readModel() leaves training parts out and says so", () => {
  const training = { trainingInfo: [{ algorithm: { name: "sgd" } }] };
  assertEquals(readFile({ ...CONV, model: training }).notices, [
    "its training parts are left out: only inference is read",
  ]);
});

Deno.test("readModel() makes tensors of Constant nodes, under the name of their output", () => {
  const constants = [
    node("Constant", [], ["a"], { value: { tensor: int64s("other", [2, 3]) } }),
    node("Constant", [], ["b"], { value_int: 7 }),
    node("Constant", [], ["c"], { value_ints: [1, 2] }),
    node("Constant", [], ["d"], { value_float: { float: 0.5 } }),
    node("Constant", [], ["e"], { value_floats: { floats: [0.5, 2] } }),
    node("Constant", [], ["f"], { value_string: "text" }),
    node("Constant", [], ["g"], { value_strings: ["a", "b", "c"] }),
  ];
  const { graph } = readFile({
    nodes: [...constants, node("Concat", ["a", "c"], ["y"], { axis: 0 })],
    outputs: [value("y", undefined, "int64")],
  });
  assertEquals(graph.nodes.map(({ op }) => op), ["Concat"]);
  assertEquals(graph.initializers, [
    { name: "a", dtype: "int64", shape: [2], place: { kind: "numbers", numbers: [2, 3] } },
    { name: "b", dtype: "int64", shape: [], place: { kind: "numbers", numbers: [7] } },
    { name: "c", dtype: "int64", shape: [2], place: { kind: "numbers", numbers: [1, 2] } },
    { name: "d", dtype: "float32", shape: [], place: { kind: "numbers", numbers: [0.5] } },
    { name: "e", dtype: "float32", shape: [2], place: { kind: "numbers", numbers: [0.5, 2] } },
    { name: "f", dtype: "string", shape: [], place: { kind: "absent" } },
    { name: "g", dtype: "string", shape: [3], place: { kind: "absent" } },
  ]);
});

Deno.test("readModel() keeps subgraphs with the nodes that have them, however deep", () => {
  const inner = subgraph({
    nodes: [node("Mul", ["x", "v"], ["z"])],
    outputs: [value("z")],
    initializers: [weight("v", [2])],
  });
  const middle = subgraph({
    nodes: [
      node("If", ["c"], ["u"], { then_branch: { graph: inner }, else_branch: { graph: inner } }),
    ],
    outputs: [value("u")],
  });
  const { graph } = readFile({
    nodes: [
      node("If", ["c"], ["y"], { then_branch: { graph: middle }, else_branch: { graph: inner } }),
    ],
    inputs: [value("c", [], "bool"), value("x", [2])],
    outputs: [value("y")],
  });
  const branch = graph.nodes[0]?.attributes.get("then_branch");
  const nested = branch?.kind === "graph" ? branch.value.nodes[0] : undefined;
  assertEquals(nested?.name, "If_0/then_branch/If_0");
  const leaf = nested?.attributes.get("else_branch");
  assertEquals(leaf?.kind === "graph" && leaf.value.initializers.map(({ name }) => name), ["v"]);
});

/** Graphs inside of graphs, so many below the model's. */
function nested(depth: number): ReturnType<typeof subgraph> {
  const relu = subgraph({ nodes: [node("Relu", ["x"], ["r"])], outputs: [value("r")] });
  if (depth === 1) return relu;
  const branch = { graph: nested(depth - 1) };
  return subgraph({
    nodes: [node("If", ["c"], ["r"], { then_branch: branch })],
    outputs: [value("r")],
  });
}

Deno.test("readModel() takes 33 graphs inside each other, as readers of protobuf do, and no more", () => {
  const file = (depth: number) => ({
    nodes: [node("If", ["c"], ["y"], { then_branch: { graph: nested(depth) } })],
    inputs: [value("x", [1]), value("c", [], "bool")],
    outputs: [value("y")],
  });
  assertEquals(readFile(file(33)).graph.nodes.length, 1);
  assertThrows(() => readFile(file(34)), FileError, "graphs are nested more than 33 deep");
});

Deno.test("readModel() names nodes that have no name, and gives no name twice", () => {
  const { graph } = readFile({
    nodes: [
      node("Relu", ["x"], ["a"]),
      node("Relu", ["a"], ["b"], {}, { name: "act" }),
      node("Relu", ["b"], ["y"], {}, { name: "act" }),
    ],
    inputs: [value("x", [1])],
    outputs: [value("y")],
  });
  assertEquals(graph.nodes.map(({ name }) => name), ["Relu_0", "act", "act#2"]);
});

Deno.test("readModel() puts nodes in the order in which they can run", () => {
  const { graph } = readFile({
    nodes: [node("Relu", ["a"], ["y"]), node("Neg", ["x"], ["a"])],
    inputs: [value("x", [1])],
    outputs: [value("y")],
  });
  assertEquals(graph.nodes.map(({ op }) => op), ["Neg", "Relu"]);
});

const RELU = node("Relu", ["x"], ["y"], {}, { name: "relu" });
const SMALL = { inputs: [value("x", [1])], outputs: [value("y")] };

Deno.test("readModel() refuses what is no graph, naming node and value", () => {
  const refused = (nodes: Parameters<typeof readFile>[0]["nodes"], reason: string) =>
    assertThrows(() => readFile({ nodes, ...SMALL }), FileError, reason);
  refused(
    [RELU, node("Neg", ["y"], ["y"], {}, { name: "neg" })],
    'value "y" is made twice, by node "relu" and by node "neg"',
  );
  refused(
    [RELU, node("Neg", ["x"], ["y"], {}, { name: "neg" })],
    'value "y" is made twice, by node "relu" and by node "neg"',
  );
  refused([node("Relu", ["nowhere"], ["y"])], 'node "Relu_0" needs the value "nowhere"');
  refused([node("Relu", ["x"], ["z"])], 'an output of the graph needs the value "y"');
  refused([node("Add", ["x", "y"], ["y"])], 'node "Add_0" reads, through others, what it makes');
  refused([node("", ["x"], ["y"])], "has no operator");
  assertThrows(
    () => readFile({ nodes: [RELU], ...SMALL, outputs: [] }),
    FileError,
    "its graph has no outputs",
  );
  assertThrows(
    () => readFile({ nodes: [RELU], ...SMALL, versions: {} }),
    FileError,
    'it has "Relu" of ONNX\'s own operators and does not say of which version',
  );
});

Deno.test("readModel() takes the later of two initializers of one name, as runtimes do", () => {
  const { graph, notices } = readFile({
    nodes: [node("Add", ["x", "w"], ["y"])],
    ...SMALL,
    initializers: [weight("w", [2]), weight("w", [3])],
  });
  assertEquals(graph.initializers.map(({ shape }) => shape), [[3]]);
  assertEquals(notices, ["1 initializers have the name of a later one"]);
});

Deno.test("readModel() takes operators of an unnamed version for version 1, but not ONNX's own", () => {
  const { graph, notices } = readFile({
    nodes: [node("Gelu", ["x"], ["y"], {}, { domain: "com.microsoft" })],
    ...SMALL,
  });
  assertEquals(graph.nodes[0]?.version, 1);
  assertEquals(notices, [
    'operators of "com.microsoft" are taken for version 1, as the file states none',
  ]);
  const named = readFile({ nodes: [RELU], ...SMALL, versions: { "ai.onnx": 17 } });
  assertEquals(named.graph.nodes[0]?.version, 17);
});

Deno.test("readModel() reads the types of sequences and optionals, and unknown sizes", () => {
  const tensorType = {
    elemType: 1,
    shape: { dim: [{}, { value: { case: "dimValue", value: -1n } }] },
  };
  const element = { value: { case: "tensorType", value: tensorType } } as const;
  const sequence = { value: { case: "sequenceType", value: { elemType: element } } } as const;
  const optional = { value: { case: "optionalType", value: { elemType: sequence } } } as const;
  const { graph } = readFile({
    nodes: [RELU],
    outputs: [value("y")],
    inputs: [
      value("x", [1]),
      { name: "s", type: sequence as never },
      { name: "o", type: optional as never },
    ],
  });
  assertEquals(graph.inputs.slice(1), [
    { name: "s", container: "sequence", dtype: "float32", shape: [null, null] },
    { name: "o", container: "optional sequence", dtype: "float32", shape: [null, null] },
  ]);
});

Deno.test("readModel() takes a name that is none for a size that is not known", () => {
  const { graph } = readFile({
    nodes: [RELU],
    ...SMALL,
    inputs: [value("x", ["?", "None", "", "1", "N"])],
  });
  assertEquals(graph.inputs[0]?.shape, [null, null, null, "1", "N"]);
});

Deno.test("readModel() tells modules from PyTorch's names and metadata", () => {
  const scopes = [{ key: "pkg.torch.onnx.name_scopes", value: "['', 'a', 'a.0', 'relu_1']" }];
  const { graph } = readFile({
    nodes: [
      node("Relu", ["x"], ["a"], {}, { name: "/layer1/layer1.0/conv1/Conv" }),
      node("Relu", ["a"], ["y"], {}, { name: "n1", metadataProps: scopes }),
    ],
    ...SMALL,
  });
  assertEquals(graph.nodes.map(({ scope }) => scope), ["layer1.0.conv1", "a.0"]);
});

Deno.test("readModel() keeps which tensors scale a value by annotation", () => {
  const quantizationAnnotation = [{
    tensorName: "x",
    quantParameterTensorNames: [
      { key: "SCALE_TENSOR", value: "s" },
      { key: "ZERO_POINT_TENSOR", value: "z" },
    ],
  }];
  const { graph } = readFile({ nodes: [RELU], ...SMALL, graph: { quantizationAnnotation } });
  assertEquals(graph.annotations, new Map([["x", ["s", "z"]]]));
});

Deno.test("readModel() keeps of a long list only how many bytes it takes", () => {
  const long = node("Relu", ["x"], ["y"], { floats: { floats: Array(65537).fill(1) } });
  assertEquals(readFile({ nodes: [long], ...SMALL }).graph.nodes[0]?.attributes.get("floats"), {
    kind: "long",
    of: "floats",
    byteLength: 4 * 65537,
  });
});
