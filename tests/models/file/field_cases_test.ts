// Files that people had trouble with in public, from their bytes to their figures. The values follow
// from closed formulas: a product of [a, b] and [b, c] takes a x b x c multiply-adds.

import { assertEquals, assertThrows } from "@std/assert";
import { TensorProto_DataLocation as Location } from "onnx-buf";
import { type Count, countGraphExactly } from "../../../bench/count/count.ts";
import type { DimensionBindings } from "../../../models/file/import/bound_inputs.ts";
import { graphOfFile } from "../../../models/file/import/graph_of_file.ts";
import {
  int64s,
  node,
  type OnnxFile,
  subgraph,
  tensor,
  value,
  weight,
} from "../../support/onnx_file.ts";
import { readFile } from "../../support/read_file.ts";

function counted(
  file: OnnxFile,
  { dims = {}, batch = 1 }: {
    readonly dims?: Readonly<Record<string, number>>;
    readonly batch?: number;
  } = {},
): Count<bigint> & { readonly notices: readonly string[] } {
  const bindings: DimensionBindings = new Map(Object.entries(dims));
  const { graph, notices } = graphOfFile(readFile(file), { dims: bindings });
  return { ...countGraphExactly(graph, { batch }), notices };
}

const figures = ({ macs, params }: Count<bigint>) => [macs, params];

const LOOP_BODY = subgraph({
  nodes: [node("Identity", ["c"], ["c_out"]), node("MatMul", ["v", "w"], ["v_out"])],
  inputs: [value("i", [], "int64"), value("c", [], "bool"), value("v", [1, 8])],
  outputs: [value("c_out", [], "bool"), value("v_out", [1, 8])],
  initializers: [weight("w", [8, 8])],
});
const TRUE = tensor("yes", [], { dataType: 9, rawData: Uint8Array.of(1) });

Deno.test("a Loop of a known trip count costs its body as often, its weights once", () => {
  const loop = {
    nodes: [node("Loop", ["trips", "yes", "x"], ["y"], { body: { graph: LOOP_BODY } })],
    inputs: [value("x", [1, 8])],
    outputs: [value("y")],
    initializers: [TRUE],
  };
  const known = { ...loop, initializers: [TRUE, int64s("trips", [5], [])] };
  assertEquals(figures(counted(known)), [320n, 64n]);
  const open = counted({ ...loop, inputs: [...loop.inputs, value("trips", [], "int64")] });
  assertEquals(figures(open), [0n, 64n]);
  assertEquals(open.coverage.perIteration.map(({ macs }) => macs), [64n]);
});

Deno.test("a Scan costs its body as often as it has slices", () => {
  const body = subgraph({
    nodes: [node("MatMul", ["slice", "w"], ["r"])],
    inputs: [value("slice", [1, 8])],
    outputs: [value("r", [1, 8])],
    initializers: [weight("w", [8, 8])],
  });
  const scan = counted({
    nodes: [node("Scan", ["x"], ["y"], { body: { graph: body }, num_scan_inputs: 1 })],
    inputs: [value("x", [7, 1, 8])],
    outputs: [value("y")],
  });
  assertEquals(figures(scan), [448n, 64n]);
});

const branch = (columns: number) =>
  subgraph({
    nodes: [node("MatMul", ["x", "w"], ["r"])],
    outputs: [value("r")],
    initializers: [weight("w", [16, columns])],
  });
const CHOICE = node("If", ["c"], ["y"], {
  then_branch: { graph: branch(32) },
  else_branch: { graph: branch(8) },
});

Deno.test("an If of an unknown condition is a range, its weights all count; a known one is a number", () => {
  const open = counted({
    nodes: [CHOICE],
    inputs: [value("x", [1, 16]), value("c", [], "bool")],
    outputs: [value("y")],
  });
  assertEquals([open.macs, open.macsMax, open.params], [128n, 512n, 640n]);
  const known = counted({
    nodes: [CHOICE],
    inputs: [value("x", [1, 16])],
    outputs: [value("y")],
    initializers: [{ ...TRUE, name: "c" }],
  });
  assertEquals([known.macs, known.macsMax, known.params], [512n, 512n, 640n]);
});

Deno.test("an If in a Loop is a range as often as the Loop runs", () => {
  const body = subgraph({
    nodes: [node("Identity", ["c"], ["c_out"]), { ...CHOICE, input: ["data"], output: ["r"] }],
    inputs: [value("i", [], "int64"), value("c", [], "bool")],
    outputs: [value("c_out", [], "bool"), value("r")],
  });
  const { macs, macsMax, params } = counted({
    nodes: [node("Loop", ["trips", "yes"], ["y"], { body: { graph: body } })],
    inputs: [value("x", [1, 16]), value("data", [], "bool")],
    outputs: [value("y")],
    initializers: [int64s("trips", [3], []), TRUE],
  });
  assertEquals([macs, macsMax, params], [384n, 1536n, 640n]);
});

Deno.test("a Reshape that a new batch contradicts is named, with both shapes and the likely cause", () => {
  const error = assertThrows(
    () =>
      counted({
        nodes: [node("Reshape", ["x", "target"], ["y"], {}, { name: "flatten" })],
        inputs: [value("x", [32, 16, 1, 1])],
        outputs: [value("y")],
        initializers: [int64s("target", [1, 16])],
      }),
    RangeError,
    '"flatten"',
  );
  const { message } = error;
  const parts = ["[32, 16, 1, 1]", "[1, 16]", "fixed in the graph"];
  assertEquals(parts.filter((part) => !message.includes(part)), []);
});

Deno.test("computed shapes win over stated ones, and one notice says so", () => {
  const { macs, notices } = counted({
    nodes: [node("Relu", ["x"], ["h"]), node("MatMul", ["h", "w"], ["y"])],
    inputs: [value("x", [4, 8])],
    outputs: [value("y", [1, 2])],
    stated: [value("h", [1, 8])],
    initializers: [weight("w", [8, 2])],
  });
  assertEquals([macs, notices.length], [64n, 1]);
});

Deno.test('a dimension called "1" is a name, taken as 1 with a notice unless it is bound', () => {
  const file = {
    nodes: [node("MatMul", ["x", "w"], ["y"])],
    inputs: [value("x", [1, "1", 8])],
    outputs: [value("y")],
    initializers: [weight("w", [8, 2])],
  };
  const { macs, notices } = counted(file);
  assertEquals([macs, notices.length], [16n, 1]);
  assertEquals(counted(file, { dims: { "1": 5 } }).macs, 80n);
});

Deno.test("weights that are inputs too are weights, in old files and in new ones", () => {
  const file = {
    nodes: [node("Conv", ["x", "w"], ["y"])],
    inputs: [value("x", [1, 3, 5, 5]), value("w", [8, 3, 3, 3])],
    outputs: [value("y")],
    initializers: [weight("w", [8, 3, 3, 3])],
  };
  for (const [irVersion, noticeCount] of [[3, 0], [8, 1]] as const) {
    const { macs, params, notices } = counted({ ...file, irVersion, versions: { "": 8 } });
    assertEquals([macs, params, notices.length], [1944n, 216n, noticeCount]);
  }
});

Deno.test("optional inputs that are left out are no tensors that lack", () => {
  const { macs } = counted({
    nodes: [
      node("Resize", ["x", "", "", "sizes"], ["h"], { mode: "nearest" }),
      node("Conv", ["h", "w", ""], ["y"]),
    ],
    inputs: [value("x", [1, 4, 5, 7])],
    outputs: [value("y")],
    initializers: [int64s("sizes", [1, 4, 10, 14]), weight("w", [4, 4, 1, 1])],
  });
  assertEquals(macs, 2240n);
});

Deno.test("a Conv whose weight has another rank than its input is named", () => {
  assertThrows(
    () =>
      counted({
        nodes: [node("Conv", ["x", "w"], ["y"], {}, { name: "conv1" })],
        inputs: [value("x", [1, 3, 5, 5])],
        outputs: [value("y")],
        initializers: [weight("w", [8, 3, 3])],
      }),
    RangeError,
    '"conv1"',
  );
});

Deno.test("open dimensions are named until they are bound, and the batch stays open", () => {
  const file = {
    nodes: [node("Conv", ["x", "w"], ["y"], { pads: [1, 1, 1, 1] })],
    inputs: [value("x", ["N", 3, "H", "W"])],
    outputs: [value("y")],
    initializers: [weight("w", [8, 3, 3, 3])],
  };
  assertThrows(() => counted(file), RangeError, "--dim H=224 --dim W=224");
  const dims = { H: 224, W: 224 };
  assertEquals(counted(file, { dims }).macs, 10_838_016n);
  assertEquals(counted(file, { dims, batch: 8 }).macs, 8n * 10_838_016n);
});

Deno.test("counting needs no file beside the model for its weights", () => {
  const { macs, params, notices } = counted({
    nodes: [node("MatMul", ["x", "w"], ["y"])],
    inputs: [value("x", [1, 1000])],
    outputs: [value("y")],
    initializers: [
      tensor("w", [1000, 10], {
        dataType: 1,
        dataLocation: Location.EXTERNAL,
        externalData: [{ key: "location", value: "gone.bin" }],
      }),
    ],
  });
  assertEquals([macs, params, notices], [10_000n, 10_000n, []]);
});

Deno.test("operators and attributes that are called like what every object has are unknown ones", () => {
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    const { macs, coverage } = counted({
      nodes: [node(name, ["x", "w"], ["y"], { [name]: 1, axis: 0 })],
      inputs: [value("x", [1, 4])],
      outputs: [value("y", [1, 4])],
      initializers: [weight("w", [4, 4])],
    });
    assertEquals([macs, coverage.unknownOps], [0n, Object.fromEntries([[name, 1]])]);
  }
});
