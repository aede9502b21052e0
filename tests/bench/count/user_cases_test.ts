// What people complain about in public, each with its right value: totals that count containers and
// leaves, whole attention left out, images and batches mixed, sizes scaled.

import { assertEquals } from "@std/assert";
import { countGraph } from "../../../bench/count/count.ts";
import { groupMacs } from "../../../bench/count/groupings.ts";
import { findModel } from "../../../models/catalog.ts";
import { graphOfFile } from "../../../models/file/import/graph_of_file.ts";
import { readFile } from "../../support/read_file.ts";
import { int64s, node, type OnnxFile, value, weight } from "../../support/onnx_file.ts";

function countOf(
  file: OnnxFile,
  dims: Readonly<Record<string, number>> = {},
  asked = 1,
) {
  const { graph, batch } = graphOfFile(readFile(file), { dims: new Map(Object.entries(dims)) });
  return countGraph(graph, { batch: batch.size === "N" ? asked : batch.size });
}

Deno.test("a container costs what its leaves do, and nothing beside", () => {
  // github.com/TylerYep/torchinfo/issues/39: 11.71 G for ResNet-18, whose leaves have 1.81 G.
  const { macs } = countGraph(findModel("resnet18").build());
  assertEquals(macs, 1_814_073_344);
  // Two functions around a product of 8x8, called twice: 2 x 64, by node and in all.
  const call = { domain: "my" };
  const opsetImport = [{ domain: "", version: 21n }, { domain: "my", version: 1n }];
  const fn = (name: string, op: string, domain: string) => ({
    domain: "my",
    name,
    opsetImport,
    input: ["i", "w"],
    output: ["o"],
    node: [node(op, ["i", "w"], ["o"], {}, { domain, name: `${name}.${op}` })],
  });
  const count = countOf({
    nodes: [
      node("Block", ["x", "w"], ["t"], {}, { ...call, name: "one" }),
      node("Block", ["t", "w"], ["y"], {}, { ...call, name: "two" }),
    ],
    functions: [fn("Block", "Layer", "my"), fn("Layer", "MatMul", "")],
    versions: { "": 21, my: 1 },
    inputs: [value("x", [1, 8])],
    outputs: [value("y")],
    initializers: [weight("w", [8, 8])],
  });
  assertEquals([count.macs, count.params], [128, 64]);
  assertEquals([...groupMacs(count, "node").values()], [64, 64]);
});

Deno.test("ViT-B/16 has 17.56 G multiply-adds, attention and projections among them", () => {
  // github.com/TylerYep/torchinfo/issues/226: 173 M, as parameters of nn.MultiheadAttention were
  // taken for no module. DeiT-B is that network.
  const count = countGraph(findModel("deit-b").build());
  assertEquals(count.macs, 17_563_828_224);
  // 12 blocks of 12 heads: 197 x 197 scores of 64 each, and as much to weigh the values.
  const attention = count.nodes.filter(({ op, scope }) => op === "MatMul" && /attn$/.test(scope));
  assertEquals(
    attention.reduce((sum, { macs }) => sum + macs, 0),
    12 * 12 * 2 * 197 * 197 * 64,
  );
});

Deno.test("a total is for the batch that stands beside it", () => {
  // github.com/open-mmlab/mmcv/issues/2936
  const conv = (batch: number | string): OnnxFile => ({
    nodes: [node("Conv", ["x", "w"], ["y"])],
    inputs: [value("x", [batch, 3, 4, 4])],
    outputs: [value("y")],
    initializers: [weight("w", [8, 3, 1, 1])],
  });
  const one = 3 * 8 * 16;
  const costs = (batch: number | string, asked: number) => {
    const count = countOf(conv(batch), {}, asked);
    return [count.batch, count.macs, count.flops];
  };
  assertEquals(costs("N", 1), [1, one, 2 * one]);
  assertEquals(costs("N", 8), [8, 8 * one, 16 * one]);
  // What the file fixes, nobody changes.
  assertEquals(costs(4, 8), [4, 4 * one, 8 * one]);
});

Deno.test("attention is counted at the size that is asked for, as it does not grow with the area", () => {
  // github.com/ultralytics/thop/pull/157: counted at a small size and multiplied by the area.
  const file: OnnxFile = {
    nodes: [
      node("Conv", ["x", "w"], ["p"], { strides: [16, 16] }),
      node("Reshape", ["p", "tokens"], ["t"]),
      node("Transpose", ["t"], ["q"], { perm: [0, 2, 1] }),
      node("MatMul", ["q", "t"], ["s"]),
      node("Softmax", ["s"], ["a"], { axis: -1 }),
      node("MatMul", ["a", "q"], ["y"]),
    ],
    inputs: [value("x", ["N", 3, "H", "W"])],
    outputs: [value("y")],
    initializers: [weight("w", [64, 3, 16, 16]), int64s("tokens", [0, 64, -1])],
  };
  const macsAt = (side: number) => countOf(file, { H: side, W: side }).macs;
  const expected = (side: number) => {
    const tokens = (side / 16) ** 2;
    return tokens * 64 * 3 * 16 * 16 + 2 * tokens ** 2 * 64;
  };
  assertEquals([32, 224].map(macsAt), [32, 224].map(expected));
  assertEquals(macsAt(224) > macsAt(32) * 7 ** 2, true);
});
