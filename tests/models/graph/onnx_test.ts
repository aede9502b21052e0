import { fromBinary } from "@bufbuild/protobuf";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ModelProtoSchema } from "onnx-buf";
import { findModel } from "../../../models/catalog.ts";
import { buildGraph, type NetworkSpec } from "../../../models/graph/builder.ts";
import { conv2d } from "../../../models/layers/layers.ts";
import { elementCount, type Graph, usedParameters } from "../../../models/graph/graph.ts";
import { encodeOnnx, encodeSelfContained, graphHash } from "../../../models/graph/onnx.ts";
import { relu, sigmoid } from "../../../models/operators/elementwise.ts";
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

function networkOf(body: NetworkSpec["body"]): Graph {
  return buildGraph("branch", { input: { name: "x", shape: ["N", 3] }, outputName: "y", body });
}

/** A network of one node that has such a graph inside. */
function choosing(body: NetworkSpec["body"]): Graph {
  const outer = networkOf(relu);
  const subgraphs = { then_branch: networkOf(body) };
  return { ...outer, nodes: outer.nodes.map((node) => ({ ...node, name: "choice", subgraphs })) };
}

Deno.test("graphHash() tells networks apart by the graphs inside of their nodes", async () => {
  const [first, same, other] = await Promise.all(
    [relu, relu, sigmoid].map((body) => graphHash(choosing(body))),
  );
  assertEquals(first, same);
  assert(first !== other);
});

Deno.test("encodeOnnx() and encodeSelfContained() write no node without the graphs inside of it", () => {
  const graph = choosing(relu);
  for (const encode of [encodeOnnx, encodeSelfContained]) {
    assertThrows(
      () => encode(graph, seededValues(0)),
      RangeError,
      'Cannot write "branch" anew as its node "choice" has graphs inside',
    );
  }
});
