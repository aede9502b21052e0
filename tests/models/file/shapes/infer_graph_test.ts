import { assertEquals, assertThrows } from "@std/assert";
import type { FileNode, FileTensor } from "../../../../models/file/file_model.ts";
import {
  integers,
  type Sizes,
  sizesText,
  tensor,
} from "../../../../models/file/shapes/engine/inferred.ts";
import { inferGraph } from "../../../../models/file/shapes/infer_graph.ts";
import {
  fileGraph,
  fileNode,
  fileValue,
  floats,
  numbers,
  scalar,
  weight,
} from "../../../support/file_literals.ts";

/** Shapes of values after one or more nodes over an input `x`. */
function inferred(
  shape: Sizes,
  nodes: readonly FileNode[],
  initializers: readonly FileTensor[] = [],
): Readonly<Record<string, string>> {
  const graph = fileGraph({ inputs: [fileValue("x", null)], outputs: [], nodes, initializers });
  const { values } = inferGraph(graph, [tensor("float32", shape)]);
  return Object.fromEntries(
    nodes.flatMap(({ outputs }) => outputs).filter((name) => name !== "")
      .map((name) => [name, sizesText(values.get(name)?.shape ?? null)]),
  );
}

// Cases from the field, group N1.14: scales and sizes wandered from place to place.

const MAP = [1, 4, 5, 7];
const SCALES = numbers("scales", [1, 1, 2, 2], "float32");
const SIZES = numbers("sizes", [1, 4, 10, 14]);

Deno.test("inferGraph() reads Upsample and Resize by the version of their operator set", () => {
  const nodes = [
    fileNode("Upsample(x) -> up7", { scales: floats([1, 1, 2, 2]) }, { version: 7 }),
    fileNode("Upsample(x, scales) -> up9", {}, { version: 9 }),
    fileNode("Resize(x, scales) -> re10", {}, { version: 10 }),
    fileNode("Resize(x, , scales) -> re11", {}, { version: 11 }),
    fileNode("Resize(x, , scales) -> re13", {}, { version: 13 }),
    fileNode("Resize(x, , , sizes) -> sized13", {}, { version: 13 }),
    fileNode("Resize(x, , two) -> re18", { axes: [2, 3] }, { version: 18 }),
  ];
  const shapes = inferred(MAP, nodes, [SCALES, SIZES, numbers("two", [2, 2], "float32")]);
  assertEquals(new Set(Object.values(shapes)), new Set(["[1, 4, 10, 14]"]));
});

Deno.test("inferGraph() rounds scaled sizes down, in single precision", () => {
  const scales = numbers("scales", [1, 1, 1.5, 1.5], "float32");
  assertEquals(inferred(MAP, [fileNode("Resize(x, , scales) -> y")], [scales]), {
    y: "[1, 4, 7, 10]",
  });
  const sevenTenths = numbers("scales", [Math.fround(0.7)], "float32");
  assertEquals(inferred([10], [fileNode("Resize(x, , scales) -> y")], [sevenTenths]), { y: "[7]" });
});

Deno.test("inferGraph() reads axes as attributes or as inputs, as versions have them", () => {
  const axes = numbers("axes", [0]);
  assertEquals(
    inferred([1, 5], [
      fileNode("Squeeze(x) -> squeezed11", { axes: [0] }, { version: 11 }),
      fileNode("Squeeze(x, axes) -> squeezed13"),
      fileNode("Unsqueeze(x) -> widened11", { axes: [0] }, { version: 11 }),
      fileNode("Unsqueeze(x, axes) -> widened13"),
      fileNode("ReduceMean(x) -> mean11", { axes: [0], keepdims: 0 }, { version: 11 }),
      fileNode("ReduceMean(x, axes) -> mean18", { keepdims: 0 }),
      fileNode("Slice(x) -> sliced1", { starts: [1], ends: [3], axes: [1] }, { version: 1 }),
      fileNode("Slice(x, one, three, one) -> sliced10"),
      fileNode("Pad(x) -> padded2", { pads: [0, 1, 0, 2] }, { version: 2 }),
      fileNode("Pad(x, pads) -> padded13"),
      fileNode("Split(x) -> left11, right11", { axis: 1, split: [2, 3] }, { version: 11 }),
      fileNode("Split(x, parts) -> left13, right13", { axis: 1 }),
      fileNode("Split(x) -> left18, right18", { axis: 1, num_outputs: 2 }),
    ], [
      axes,
      numbers("one", [1]),
      numbers("three", [3]),
      numbers("pads", [0, 1, 0, 2]),
      numbers("parts", [2, 3]),
    ]),
    {
      squeezed11: "[5]",
      squeezed13: "[5]",
      widened11: "[1, 1, 5]",
      widened13: "[1, 1, 5]",
      mean11: "[5]",
      mean18: "[5]",
      sliced1: "[1, 2]",
      sliced10: "[1, 2]",
      padded2: "[1, 8]",
      padded13: "[1, 8]",
      left11: "[1, 2]",
      right11: "[1, 3]",
      left13: "[1, 2]",
      right13: "[1, 3]",
      left18: "[1, 3]",
      right18: "[1, 2]",
    },
  );
});

Deno.test("inferGraph() follows sizes as numbers, each by itself", () => {
  const nodes = [
    fileNode("NonZero(x) -> found"),
    fileNode("Shape(found) -> sizes"),
    fileNode("Concat(sizes, three) -> target", { axis: 0 }),
    fileNode("Reshape(y, target) -> reshaped"),
    fileNode("Slice(target, zero, one) -> first"),
    fileNode("ConstantOfShape(first) -> zeros"),
    fileNode("ReduceProd(first) -> count", { keepdims: 0 }),
    fileNode("Range(none, count, step) -> steps"),
  ];
  const initializers = [
    numbers("three", [3]),
    numbers("zero", [0]),
    numbers("one", [1]),
    weight("y", [2, 4, 3]),
    scalar("none", 0),
    scalar("step", 1),
  ];
  assertEquals(inferred([5, 6], nodes, initializers), {
    found: "[2, ?]",
    sizes: "[2]",
    target: "[3]",
    reshaped: "[2, 4, 3]",
    first: "[1]",
    zeros: "[2]",
    count: "[]",
    steps: "[2]",
  });
});

Deno.test("inferGraph() follows the places of what is not zero, as old exporters count with them", () => {
  const nodes = [
    fileNode("Shape(x) -> shape"),
    fileNode("ConstantOfShape(shape) -> zeros"),
    fileNode("Not(zeros) -> ones"),
    fileNode("NonZero(ones) -> places"),
    fileNode("Transpose(places) -> rows"),
    fileNode("Slice(rows, last, end) -> row"),
    fileNode("Squeeze(row) -> target"),
    fileNode("ConstantOfShape(target) -> filled"),
  ];
  const shapes = inferred([2, 3], nodes, [numbers("last", [5]), numbers("end", [6])]);
  assertEquals([shapes["places"], shapes["filled"]], ["[2, 6]", "[1, 2]"]);
});

Deno.test("inferGraph() names the node whose inputs cannot belong to its operator", () => {
  assertThrows(
    () => inferred([1, 3, 8, 8], [fileNode("Conv(x, w) -> conv")], [weight("w", [8, 3, 3])]),
    RangeError,
    'Cannot infer the shape of Conv "conv" as its weight must have as many axes as its input: got ' +
      "[8, 3, 3] and [1, 3, 8, 8]",
  );
  assertThrows(
    () => inferred([1, 4, 8, 8], [fileNode("Conv(x, w) -> conv")], [weight("w", [8, 3, 3, 3])]),
    RangeError,
    "its input must have as many channels as its weight, 3 x 1 groups: got 4 of [1, 4, 8, 8] and " +
      "[8, 3, 3, 3]",
  );
  assertThrows(
    () => inferred([2, 3], [fileNode("Add(x, y) -> sum")], [weight("y", [4])]),
    RangeError,
    "its inputs must fit each other axis by axis, from the last: got [2, 3] and [4]",
  );
  assertThrows(
    () => inferred([2], [fileNode("Pad(x) -> cut", { pads: [-3, 0] })]),
    RangeError,
    'Cannot infer the shape of Pad "cut" as its sizes must be whole numbers below 2^53: got [-1]',
  );
  assertThrows(
    () => inferred([2, 3], [fileNode("Add(x, lost) -> sum")]),
    RangeError,
    'Cannot infer the shape of Add "sum" as its input "lost" must come from before it',
  );
});

Deno.test("inferGraph() gives up on graphs that repeat each other for ever", () => {
  // Each level runs its body again and again, as its state grows: the steps multiply.
  const nested = (depth: number): FileNode =>
    fileNode(`Loop(count, , s${depth}) -> y${depth}`, {
      body: fileGraph({
        inputs: [
          fileValue(`i${depth}`, null),
          fileValue(`go${depth}`, null),
          fileValue(`s${depth - 1}`, null),
        ],
        outputs: [`went${depth}`, `grown${depth}`],
        nodes: [
          fileNode(`Identity(go${depth}) -> went${depth}`),
          fileNode(`Concat(s${depth - 1}, one) -> grown${depth}`, { axis: 0 }),
          ...(depth === 1 ? [] : [nested(depth - 1)]),
        ],
      }),
    });
  const graph = fileGraph({
    inputs: [fileValue("s6", null)],
    outputs: ["y6"],
    nodes: [nested(6)],
    initializers: [scalar("count", 30), numbers("one", [1])],
  });
  assertThrows(
    () => inferGraph(graph, [integers([1])]),
    RangeError,
    "the graph takes too long: over 300000 steps",
  );
});

Deno.test("inferGraph() runs no Loop of a negative count, even if its body would stop", () => {
  const loop = fileNode("Loop(count, , x) -> y", {
    body: fileGraph({
      inputs: [fileValue("i", null), fileValue("go", null), fileValue("s", null)],
      outputs: ["stop", "next"],
      nodes: [fileNode("Identity(s) -> next")],
      initializers: [scalar("stop", 0)],
    }),
  });
  const graph = fileGraph({
    inputs: [fileValue("x", null)],
    outputs: ["y"],
    nodes: [loop],
    initializers: [scalar("count", -1)],
  });
  const { bodies } = inferGraph(graph, [tensor("float32", [2])]);
  assertEquals(bodies.get(loop)?.map(({ runs }) => runs), [0]);
});
