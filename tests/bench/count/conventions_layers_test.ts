// Single layers that detectors have and the networks of counts.json have not.

import { assert, assertEquals } from "@std/assert";
import {
  type Convention,
  CONVENTIONS,
  countByConvention,
  findConvention,
} from "../../../bench/count/conventions/mod.ts";
import { spellingOf } from "../../../bench/count/conventions/spelling.ts";
import { frameOf } from "../../../bench/count/frames.ts";
import { buildGraph } from "../../../models/graph/builder.ts";
import type { Scope } from "../../../models/graph/scope.ts";
import { findModel } from "../../../models/catalog.ts";
import type { Graph, Node, Shape, Value } from "../../../models/graph/graph.ts";
import { conv2d, upConv2d } from "../../../models/layers/layers.ts";
import { maxPool } from "../../../models/operators/convolution.ts";
import { relu } from "../../../models/operators/elementwise.ts";
import { resizeNearest } from "../../../models/operators/layout.ts";
import { readFixture } from "../../support/fixtures.ts";

/** One line of layer_counts.json: what a tool said about a layer (make_layer_counts.py). */
interface LayerCount {
  readonly tool: string;
  readonly version: string;
  readonly layer: string;
  readonly unit: "mac" | "flop";
  readonly total: number;
}

const RECORDS: readonly LayerCount[] = JSON.parse(await readFixture("layer_counts.json"));

/** The layers of make_layer_counts.py. */
const LAYERS: Readonly<Record<string, (g: Scope, x: Value) => Value>> = {
  "nn.ConvTranspose2d": (g, x) => upConv2d(g, "function", x, 4),
  "F.interpolate nearest": (g, x) => resizeNearest(g, x, [448, 448]),
  "F.max_pool2d": (g, x) => maxPool(g.writtenAs("F.max_pool2d"), x, { kernel: 1, stride: 2 }),
  "F.relu": (g, x) => relu(g.writtenAs("F.relu"), x),
};

function graphOf(shape: Shape, body: (g: Scope, x: Value) => Value): Graph {
  return buildGraph("test", { input: { name: "x", shape }, outputName: "y", body });
}

/** The layer behind a 1x1 convolution of 3 channels without bias. */
function layerGraph(layer: string): Graph {
  const body = LAYERS[layer];
  assert(body !== undefined, `no layer "${layer}"`);
  return graphOf(["N", 3, 224, 224], (g, x) => {
    return body(g, conv2d(g, "conv", x, { out: 3, kernel: 1, bias: false }));
  });
}

function conventionsOf({ tool, version, unit }: LayerCount): readonly Convention[] {
  return CONVENTIONS.filter((one) =>
    one.tool === tool && one.version === version && one.unit === unit
  );
}

Deno.test("countByConvention() gives what the tools print of a detector's layers, to the unit", () => {
  for (const record of RECORDS.filter(({ tool }) => tool !== "ptflops pytorch")) {
    const [convention] = conventionsOf(record);
    assert(convention !== undefined, `no convention for ${record.tool} ${record.version}`);
    const { total } = countByConvention(layerGraph(record.layer), convention);
    assertEquals(total, record.total, `${record.tool} ${record.version} ${record.layer}`);
  }
  assertEquals(new Set(RECORDS.map(({ layer }) => layer)), new Set(Object.keys(LAYERS)));
});

/** `[1, 8, 5, 7]` -> `[1, 4, 10, 14]` with kernel 2 and bias: 4480 MACs, 560 outputs. */
const UP_CONVOLUTION = graphOf(["N", 8, 5, 7], (g, x) => upConv2d(g, "up", x, 4));

Deno.test("countByConvention() counts a transposed convolution as each tool does", () => {
  const totals = CONVENTIONS.map((one) => [one.id, countByConvention(UP_CONVOLUTION, one).total]);
  assertEquals(Object.fromEntries(totals), {
    "mac": 4480,
    "flop2": 8960,
    "conv-linear": 4480,
    "fvcore": 4480,
    "torch-flop-counter": 8960,
    // A window of 8 x 2 x 2 for each output: stride^2 times too much.
    "thop": 4 * 4480,
    "thop-legacy": 4 * 4480 + 560,
    "ultralytics-thop": 4480,
    "ultralytics-thop-2.1": 4480,
    "ptflops-aten": 4480 + 560,
    "torchinfo": 4 * 4480 + 560,
    "torchinfo-main": 4 * 4480 + 560,
    // The bias as if 5x7 shrank to 2x3.
    "calflops-flops": 8960 + 4 * 2 * 3,
    "calflops-macs": 4480,
    "deepspeed-flops": 8960 + 560,
    "deepspeed-macs": 4480,
    "mmcv": 4480 + 560,
    "paddle": 4 * 4480 + 560,
  });
});

/** A graph of one node, whose inputs and output have these shapes. */
function nodeGraph(op: string, inputs: readonly Shape[], output: Shape, node = {}): Graph {
  const value = (name: string, shape: Shape): Value => ({ name, dtype: "float32", shape });
  const given = inputs.map((shape, i) => value(`input${i}`, shape));
  const y = value("y", output);
  return {
    name: "test",
    inputs: given,
    outputs: [y],
    parameters: [],
    nodes: [{
      name: op,
      op,
      inputs: given.map(({ name }) => name),
      outputs: ["y"],
      attributes: {},
      scope: "",
      ...node,
    }],
    values: new Map([...given, y].map((each) => [each.name, each])),
  };
}

Deno.test("countByConvention() counts fused attention as each tool does on a CPU", () => {
  const heads = [1, 2, 5, 3];
  const attention = nodeGraph("Attention", [heads, heads, heads], heads);
  const macs = 2 * (2 * 5 * 3) * 5;
  const totals = CONVENTIONS
    .map((one) => [one.id, countByConvention(attention, one).total] as const)
    .filter(([, total]) => total !== 0);
  assertEquals(Object.fromEntries(totals), {
    "mac": macs,
    "flop2": 2 * macs,
    "ultralytics-thop": macs,
    "deepspeed-flops": 2 * macs,
    "deepspeed-macs": macs,
  });
});

function spellingsIn(graph: Graph, isAsked: (node: Node) => boolean = () => true) {
  const frame = frameOf(graph);
  return graph.nodes.filter(isAsked).map((node) => spellingOf(node, frame));
}

Deno.test("spellingOf() knows how an operator is usually written", () => {
  const spelling = (op: string, node = {}) => spellingsIn(nodeGraph(op, [[1]], [1], node))[0];
  assertEquals(
    Object.fromEntries(
      [
        "Conv",
        "ConvTranspose",
        "Gemm",
        "MatMul",
        "Softmax",
        "BatchNormalization",
        "LayerNormalization",
        "Relu",
        "Gelu",
        "MaxPool",
        "ReduceMean",
        "Resize",
        "Attention",
      ].map((op) => [op, spelling(op)]),
    ),
    {
      Conv: "nn.Conv2d",
      ConvTranspose: "nn.ConvTranspose2d",
      Gemm: "nn.Linear",
      MatMul: "@",
      Softmax: "Tensor.softmax",
      BatchNormalization: "nn.BatchNorm2d",
      LayerNormalization: "nn.LayerNorm",
      Relu: "nn.ReLU",
      Gelu: "nn.GELU",
      MaxPool: "nn.MaxPool2d",
      ReduceMean: "Tensor.mean",
      Resize: "F.interpolate",
      Attention: "F.scaled_dot_product_attention",
    },
  );
  const domain = "com.microsoft";
  assertEquals(spelling("FusedConv", { domain }), "nn.Conv2d");
  assertEquals(spelling("FusedMatMul", { domain }), "@");
  assertEquals(spelling("MultiHeadAttention", { domain }), "F.scaled_dot_product_attention");
  assertEquals(spelling("Attention", { domain }), undefined, "it projects as well");
  assertEquals(spelling("Conv", { domain: "com.acme" }), undefined);
  assertEquals(spelling("Resize", { attributes: { mode: "nearest" } }), "F.interpolate nearest");
  assertEquals(spelling("Relu", { writtenAs: "F.relu" }), "F.relu");
});

Deno.test("countByConvention() scales a transposed convolution with the batch", () => {
  for (const convention of CONVENTIONS) {
    const one = countByConvention(UP_CONVOLUTION, convention).total;
    const three = countByConvention(UP_CONVOLUTION, convention, { batch: 3 }).total;
    assertEquals(three, 3 * one, convention.id);
  }
});

Deno.test("countByConvention() gives fvcore an operation for each element of a nearest resize", () => {
  const { byOp } = countByConvention(layerGraph("F.interpolate nearest"), findConvention("fvcore"));
  assertEquals(byOp["F.interpolate nearest"], 3 * 448 * 448);
});

Deno.test("spellingOf() tells a detector's functions from modules, as mmdetection writes them", () => {
  const spellings = (model: string, scope: string) =>
    new Set(spellingsIn(findModel(model).build(), ({ scope: of }) => of === scope));
  assertEquals(spellings("resnet50-mask-rcnn", "rpn_head"), new Set(["F.relu"]));
  assertEquals(
    spellings("resnet50-mask-rcnn", "neck"),
    new Set([undefined, "F.interpolate nearest", "F.max_pool2d"]),
  );
  assertEquals(spellings("resnet50-retinanet", "bbox_head.cls_convs.0"), new Set(["nn.ReLU"]));
});
