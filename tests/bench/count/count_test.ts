import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { countGraph, countGraphExactly } from "../../../bench/count/count.ts";
import { coverageRemarks, unknownText } from "../../../bench/count/coverage.ts";
import { GROUPINGS, groupMacs } from "../../../bench/count/groupings.ts";
import { buildGraph } from "../../../models/graph/builder.ts";
import { type Scope, single } from "../../../models/graph/scope.ts";
import { CATALOG, findModel } from "../../../models/catalog.ts";
import type { Shape, Value } from "../../../models/graph/graph.ts";
import { conv2d, linear } from "../../../models/layers/layers.ts";
import { conv } from "../../../models/operators/convolution.ts";
import { add } from "../../../models/operators/elementwise.ts";
import { mean, transpose } from "../../../models/operators/layout.ts";
import { matMul } from "../../../models/operators/product.ts";

function graphOf(shape: Shape, body: (g: Scope, x: Value) => Value) {
  return buildGraph("test", { input: { name: "x", shape }, outputName: "y", body });
}

/** Parameters, buffers and multiply-adds at 224 x 224 and 1000 classes. */
const CATALOG_COUNTS = {
  "resnet18": [11_689_512, 9_620, 1_814_073_344],
  "resnet34": [21_797_672, 17_060, 3_663_761_408],
  "resnet50": [25_557_032, 53_173, 4_089_184_256],
  "resnet101": [44_549_160, 105_448, 7_801_405_440],
  "resnet152": [60_192_808, 151_579, 11_513_626_624],
  "regnety-4gf": [20_646_656, 62_343, 3_973_288_448],
  "regnety-8gf": [39_180_068, 85_800, 7_963_057_312],
  "regnety-16gf": [83_590_140, 122_875, 15_911_510_272],
  "vit-b16": [86_567_656, 0, 17_563_828_224],
  "deit-t": [5_717_416, 0, 1_253_683_200],
  "deit-s": [22_050_664, 0, 4_598_882_304],
  "deit-b": [86_567_656, 0, 17_563_828_224],
  "deit-t-distilled": [5_910_800, 0, distilledMacs(192)],
  "deit-s-distilled": [22_436_432, 0, distilledMacs(384)],
  "deit-b-distilled": [87_338_192, 0, distilledMacs(768)],
  "pvt-tiny": [13_229_288, 0, 1_932_911_616],
  "pvt-small": [24_485_864, 0, 3_815_701_504],
  "pvt-medium": [44_208_104, 0, 6_659_175_424],
  "pvt-large": [61_369_320, 0, 9_813_765_632],
  "swin-t": [28_288_354, 0, 4_490_566_656],
  "swin-s": [49_606_258, 0, 8_740_875_264],
  "swin-b": [87_768_224, 0, 15_430_946_816],
  "dsnet-t": [9_095_848, 11_932, 1_579_348_352],
  "dsnet-t-aligned": [10_534_312, 14_117, 1_832_336_768],
  "dsnet-s": [19_608_840, 25_079, 3_057_771_456],
  "dsnet-s-aligned": [23_004_552, 29_897, 3_546_689_472],
  "dsnet-b": [41_813_640, 57_139, 7_179_416_256],
  "dsnet-b-aligned": [49_343_752, 68_377, 8_293_025_472],
} as const;

/**
 * A distilled DeiT by hand: 196 patches and 2 tokens. Patch embedding 196 x 768 x D; in each of 12
 * blocks qkv, proj, fc1 and fc2 cost 12 D^2 a token and the two attention products 2 x 198^2 x D;
 * two heads of 1000 D.
 */
function distilledMacs(width: number): number {
  const tokens = 14 * 14 + 2;
  const block = 12 * tokens * width ** 2 + 2 * tokens ** 2 * width;
  return 196 * (3 * 16 * 16) * width + 12 * block + 2 * 1000 * width;
}

Deno.test("countGraph() gives the integers of the whole catalog", () => {
  const counts = CATALOG.map(({ id, build }) => {
    const { params, buffers, macs } = countGraph(build());
    return [id, [params, buffers, macs]];
  });
  assertEquals(Object.fromEntries(counts), CATALOG_COUNTS);
});

Deno.test("countGraph() knows every operator of the catalog", () => {
  for (const { id, build } of CATALOG) {
    const graph = build();
    const { coverage } = countGraph(graph);
    assertEquals(coverage.unknownOps, {}, id);
    assertEquals(coverage.countedNodes + coverage.freeNodes, graph.nodes.length, id);
  }
});

Deno.test("countGraph() counts a convolution without its bias", () => {
  const graph = graphOf(
    ["N", 3, 640, 640],
    (g, x) => conv2d(g, "conv", x, { out: 16, kernel: 3, stride: 2, pad: 1 }),
  );
  const { params, macs, flops } = countGraph(graph);
  assertEquals({ params, macs, flops }, { params: 448, macs: 44_236_800, flops: 88_473_600 });
});

Deno.test("countGraph() counts a grouped convolution by its group's channels", () => {
  const graph = graphOf(
    ["N", 8, 14, 14],
    (g, x) => conv2d(g, "conv", x, { out: 12, kernel: 3, stride: 2, pad: 1, groups: 4 }),
  );
  assertEquals(countGraph(graph).macs, 10_584);
});

Deno.test("countGraph() counts a shared parameter once and its work at each use", () => {
  const graph = graphOf(["N", 1, 16, 16], (g, x) => {
    const layer = g.at("conv");
    const weight = layer.parameter("weight", [1, 1, 3, 3]);
    const bias = layer.parameter("bias", [1]);
    return conv(g, conv(g, x, weight, bias, { pad: 1 }), weight, bias, { pad: 1 });
  });
  const { params, macs } = countGraph(graph);
  assertEquals({ params, macs }, { params: 10, macs: 2 * 16 * 16 * 9 });
});

Deno.test("countGraph() counts attention products from their shapes", () => {
  const graph = graphOf(["N", 12, 64, 64], (g, x) => matMul(g, matMul(g, x, x), x));
  assertEquals(countGraph(graph).macs, 6_291_456);
});

Deno.test("countGraph() counts the attention of ViT-Tiny among the rest, at 2 classes too", () => {
  // github.com/pytorch/pytorch/issues/195460 and MrYxJ/calculate-flops.pytorch/issues/48
  const { macs, nodes } = countGraph(findModel("deit-t").build({ classes: 2 }));
  const attention = nodes.filter(({ op, scope }) => op === "MatMul" && /attn$/.test(scope));
  assertEquals(macs, 1_253_491_584);
  assertEquals(attention.reduce((sum, node) => sum + node.macs, 0), 178_831_872);
});

Deno.test("countGraph() tells a depthwise layer from two grouped halves", () => {
  // github.com/ThanatosShinji/onnx-tool/issues/35
  const costs = (body: (g: Scope, x: Value) => Value) => {
    const graph = graphOf(
      ["N", 3, 32, 32],
      (g, x) => body(g, conv2d(g, "first", x, { out: 24, kernel: 3, bias: false })),
    );
    const { params, macs } = countGraph(graph);
    return [macs, params];
  };
  const grouped = { kernel: 3, bias: false } as const;
  assertEquals(
    costs((g, x) => conv2d(g, "depthwise", x, { ...grouped, out: 24, groups: 24 })),
    [752_544, 864],
  );
  assertEquals(
    costs((g, x) => {
      const half = (name: string) => conv2d(g, name, x, { ...grouped, out: 12, groups: 12 });
      return add(g, half("a"), half("b"));
    }),
    [921_888, 1080],
  );
});

Deno.test("countGraph() counts six linear layers of 4 to 4", () => {
  const graph = graphOf(
    ["N", 4],
    (g, x) => ["a", "b", "c", "d", "e", "f"].reduce((y, name) => linear(g, name, y, 4), x),
  );
  assertEquals(countGraph(graph).params, 120);
});

Deno.test("countGraph() multiplies by the batch, and only the work", () => {
  const graph = findModel("dsnet-t-aligned").build();
  const [one, eight] = [countGraph(graph), countGraph(graph, { batch: 8 })];
  assertEquals(eight.macs, 8 * one.macs);
  assertEquals([eight.params, eight.buffers], [one.params, one.buffers]);
});

Deno.test("countGraph() lists operators that no rule knows instead of calling them free", () => {
  const graph = graphOf(
    ["N", 4],
    (g, x) => add(g, x, single(g.node("Foo", { inputs: [x, x], outputs: [x.shape] }))),
  );
  const { coverage } = countGraph(graph);
  const { countedNodes, freeNodes, unknownOps } = coverage;
  assertEquals({ countedNodes, freeNodes }, { countedNodes: 0, freeNodes: 1 });
  assertEquals(unknownOps, { Foo: 1 });
  assertEquals(unknownText(coverage), "Foo x 1");
});

Deno.test("countGraph() names a node whose tensors have no known shape", () => {
  const graph = graphOf(
    ["N", 4, 2, 2],
    (g, x) => mean(g, conv2d(g, "c", x, { out: 2, kernel: 1 }), [2, 3]),
  );
  const { macs, coverage } = countGraph({ ...graph, values: new Map() });
  assertEquals([macs, coverage.unknownShapes, coverage.freeNodes], [0, ["c/Conv"], 1]);
});

Deno.test("countGraph() refuses totals beyond the exact integers", () => {
  assertThrows(
    () => countGraph(findModel("deit-b").build(), { batch: 1_000_000 }),
    RangeError,
    'Cannot count "deit-b" in plain numbers as a total exceeds 2^53: got 17563828224000000',
  );
});

Deno.test("countGraphExactly() has no largest total", () => {
  const graph = findModel("deit-b").build();
  const { params, macs, flops, nodes } = countGraphExactly(graph, { batch: 10 ** 15 });
  assertEquals([params, macs], [86_567_656n, 17_563_828_224n * 10n ** 15n]);
  assertEquals(flops, 2n * macs);
  assertEquals(nodes.reduce((sum, node) => sum + node.macs, 0n), macs);
});

Deno.test("countGraph() refuses a batch that is no whole number of images", () => {
  const graph = findModel("resnet18").build();
  for (const batch of [0, -1, 1.5, NaN, Infinity, 2 ** 53]) {
    assertThrows(
      () => countGraph(graph, { batch }),
      RangeError,
      `Cannot count "resnet18" as the batch must be a whole number of images, 1 at least: ` +
        `got ${batch}`,
    );
  }
});

/** Two layers of which the output needs the first. */
const WITH_UNUSED = graphOf(["N", 4], (g, x) => {
  const used = linear(g, "used", x, 3);
  linear(g, "unused", used, 5);
  return used;
});

Deno.test("countGraph() lists nodes that no output needs and counts no work of theirs", () => {
  const { params, macs, nodes, coverage } = countGraph(WITH_UNUSED);
  assertEquals([params, macs], [15 + 20, 12]);
  assertEquals(nodes.map(({ name }) => name), ["used/Gemm"]);
  assertEquals([coverage.countedNodes, coverage.freeNodes], [1, 0]);
  assertEquals([coverage.unusedNodes, coverage.unusedParams], [["unused/Gemm"], 20n]);
  assertEquals(coverageRemarks(coverage), [
    "nodes that no output needs are not counted: unused/Gemm; " +
    "their 20 learned parameters are among Params",
  ]);
});

Deno.test("coverageRemarks() says nothing of parameters where unused nodes have none", () => {
  const graph = graphOf(["N", 4], (g, x) => {
    matMul(g, x, g.constant(new Float32Array(8), [4, 2]));
    return linear(g, "used", x, 3);
  });
  assertEquals(coverageRemarks(countGraph(graph).coverage), [
    "nodes that no output needs are not counted: /MatMul",
  ]);
});

Deno.test("countGraph() knows an operator that no rule knows only where an output needs it", () => {
  const graph = graphOf(["N", 4], (g, x) => {
    g.node("Foo", { inputs: [x], outputs: [x.shape] });
    return linear(g, "used", x, 3);
  });
  assertEquals(countGraph(graph).coverage.unknownOps, {});
});

Deno.test("countGraph() names fixed numbers that stand where weights do", () => {
  const graph = graphOf(["N", 4], (g, x) => {
    const fixed = g.constant(new Float32Array(12).fill(0.5), [3, 4]);
    const product = matMul(g, x, transpose(g, fixed, [1, 0]));
    return add(g, product, g.constant(new Float32Array([1]), []));
  });
  const { params, macs, coverage } = countGraph(graph);
  assertEquals([params, macs], [0, 12]);
  assertEquals(coverage.constantWeights.map((name) => name.replace(/\{.*/, "")), [
    "constant/float32[3, 4]",
  ]);
  assertStringIncludes(
    coverageRemarks(coverage).join(),
    "fixed numbers stand where weights do and are not among Params: constant/float32[3, 4]",
  );
});

Deno.test("countGraph() finds fixed numbers behind any number of ways to them", () => {
  const graph = graphOf(["N", 4], (g, x) => {
    let fixed = g.constant(new Float32Array(16).fill(0.5), [4, 4]);
    // 2^60 ways.
    for (let level = 0; level < 60; level++) fixed = add(g, fixed, fixed);
    return matMul(g, x, fixed);
  });
  assertEquals(countGraph(graph).coverage.constantWeights.length, 1);
});

Deno.test("countGraph() has nothing to remark on the papers' networks", () => {
  for (const { id, build } of CATALOG) {
    assertEquals(coverageRemarks(countGraph(build()).coverage), [], id);
  }
});

Deno.test("groupMacs() splits into parts that sum to the whole", () => {
  for (const { id, build } of CATALOG) {
    const count = countGraph(build());
    for (const by of GROUPINGS) {
      const total = [...groupMacs(count, by).values()].reduce((sum, macs) => sum + macs, 0);
      assertEquals(total, count.macs, `${id} by ${by}`);
    }
  }
});

Deno.test("groupMacs() names stages and streams of DS-Net", () => {
  const count = countGraph(findModel("dsnet-t-aligned").build());
  assertEquals([...groupMacs(count, "stage").keys()], [
    "patch_embed1",
    "blocks1",
    "patch_embed2",
    "blocks2",
    "patch_embed3",
    "blocks3",
    "patch_embed4",
    "blocks4",
    "head",
  ]);
  assertEquals([...groupMacs(count, "stream").keys()], [
    "embedding",
    "shared",
    "local",
    "global",
    "alignment",
    "mlp",
  ]);
  // 4 C^2 twice at each pixel: widths 64, 128, 320 and 512 in 2, 2, 4 and 1 blocks.
  const widths = [[64, 56, 2], [128, 28, 2], [320, 14, 4], [512, 7, 1]] as const;
  const macs = widths.reduce((sum, [c, side, depth]) => sum + depth * 8 * c ** 2 * side ** 2, 0);
  assertEquals(groupMacs(count, "stream").get("mlp"), macs);
});

Deno.test("groupMacs() names stages of Swin, RegNetY and PVT", () => {
  const stages = (id: string) => [...groupMacs(countGraph(findModel(id).build()), "stage").keys()];
  assertEquals(stages("swin-t"), [
    "patch_embed",
    "layers.0",
    "layers.1",
    "layers.2",
    "layers.3",
    "head",
  ]);
  assertEquals(stages("regnety-4gf"), ["stem", "s1", "s2", "s3", "s4", "head"]);
  assertEquals(stages("pvt-tiny"), [
    "patch_embed1",
    "block1",
    "patch_embed2",
    "block2",
    "patch_embed3",
    "block3",
    "patch_embed4",
    "block4",
    "head",
  ]);
});

Deno.test("groupMacs() gives the alignment what the aligned network costs more", () => {
  for (const size of ["t", "s", "b"]) {
    const plain = countGraph(findModel(`dsnet-${size}`).build());
    const aligned = countGraph(findModel(`dsnet-${size}-aligned`).build());
    assertEquals(groupMacs(aligned, "stream").get("alignment"), aligned.macs - plain.macs);
  }
});
