import { fromBinary } from "@bufbuild/protobuf";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ModelProtoSchema } from "onnx-buf";
import { findModel } from "../../../models/catalog.ts";
import { buildGraph } from "../../../models/graph/builder.ts";
import { conv2d } from "../../../models/layers/layers.ts";
import { elementCount, type Node, usedParameters } from "../../../models/graph/graph.ts";
import { encodeOnnx, encodeSelfContained } from "../../../models/graph/onnx.ts";
import { relu } from "../../../models/operators/elementwise.ts";
import { seededValues } from "../../../models/graph/parameter_values.ts";
import { inMemory } from "../../support/in_memory.ts";

/** Weights of 12 and 36 bytes, which leave gaps before what follows. */
const SMALL = buildGraph("small", {
  input: { name: "image", shape: ["N", 3, 4, 4] },
  outputName: "y",
  body: (g, x) =>
    conv2d(g, "second", conv2d(g, "first", x, { out: 3, kernel: 1 }), { out: 3, kernel: 1 }),
});

Deno.test("encodeOnnx() leaves gaps so that every tensor begins at a multiple of 64 bytes", () => {
  const { model } = inMemory(SMALL, 5);
  const places = fromBinary(ModelProtoSchema, model).graph?.initializer.map(({ externalData }) =>
    externalData.filter(({ key }) => key !== "location").map(({ value }) => Number(value))
  );
  assertEquals(places, [[0, 36], [64, 12], [128, 36], [192, 12]]);
});

const GRAPH = findModel("dsnet-t").build({ size: { height: 64, width: 64 } });

Deno.test("encodeOnnx() places every tensor aligned where the model says, with its seeded values", () => {
  const { model, weights } = inMemory(GRAPH, 5);
  const tensors = fromBinary(ModelProtoSchema, model).graph?.initializer ?? [];
  const places = new Map(tensors.map(({ name, externalData }) => [
    name,
    Object.fromEntries(externalData.map(({ key, value }) => [key, value])),
  ]));
  const learned = usedParameters(GRAPH).filter(({ role }) => role !== "constant");
  for (const parameter of learned) {
    const { offset, length, location } = places.get(parameter.name) ?? {};
    const expected = new Float32Array(elementCount(parameter.shape));
    seededValues(5)(expected, parameter);
    assertEquals([location, Number(offset) % 64], ["weights.bin", 0], parameter.name);
    const bytes = weights.slice(Number(offset), Number(offset) + Number(length));
    assertEquals(new Float32Array(bytes.buffer), expected, parameter.name);
  }
  const last = places.get(learned.at(-1)?.name ?? "");
  assertEquals(weights.length, Number(last?.["offset"]) + Number(last?.["length"]));
  assert(learned.length > 100);
});

Deno.test("encodeOnnx() and encodeSelfContained() write no node without the graphs inside of it", () => {
  const branch = buildGraph("branch", {
    input: { name: "x", shape: ["N", 3] },
    outputName: "y",
    body: (g, x) => relu(g, x),
  });
  const node = { ...branch.nodes[0] as Node, name: "choice", subgraphs: { then_branch: branch } };
  const graph = { ...branch, nodes: [node] };
  for (const encode of [encodeOnnx, encodeSelfContained]) {
    assertThrows(
      () => encode(graph, seededValues(0)),
      RangeError,
      'Cannot write "branch" anew as its node "choice" has graphs inside',
    );
  }
});
