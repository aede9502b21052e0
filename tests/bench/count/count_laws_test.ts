// Laws that counts obey whatever the network, and single operators with known answers.
// N batch, C channels, T tokens, D width.

import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Convention,
  CONVENTIONS,
  countByConvention,
  findConvention,
} from "../../../bench/count/conventions/mod.ts";
import { countGraph } from "../../../bench/count/count.ts";
import { GROUPINGS, groupMacs } from "../../../bench/count/groupings.ts";
import { attend, splitHeads } from "../../../models/layers/attention.ts";
import { buildGraph } from "../../../models/graph/builder.ts";
import type { Scope } from "../../../models/graph/scope.ts";
import { CATALOG, type CatalogEntry, findModel } from "../../../models/catalog.ts";
import type { Graph, Shape, Value } from "../../../models/graph/graph.ts";
import type { ImageSize } from "../../../models/graph/image_size.ts";
import { batchNorm, conv2d, layerNorm, linear } from "../../../models/layers/layers.ts";
import { maxPool } from "../../../models/operators/convolution.ts";
import { add, gelu, mul, relu, softmax } from "../../../models/operators/elementwise.ts";
import { mean, reshape, resizeBilinear } from "../../../models/operators/layout.ts";
import { matMul } from "../../../models/operators/product.ts";
import { allowedSize } from "../../support/sizes.ts";

const ANY_MODEL = fc.constantFrom(...CATALOG);
/** Sides that every network but Swin takes; DS-Net's grids divide at multiples of 64. */
const ANY_SIZE = fc.record({
  height: fc.integer({ min: 1, max: 5 }).map((k) => 64 * k),
  width: fc.integer({ min: 1, max: 5 }).map((k) => 64 * k),
});
const ANY_BATCH = fc.integer({ min: 1, max: 512 });

/** Rules that look at one image whatever the batch: DeepSpeed's interpolate and its fork's. */
const NOT_LINEAR_IN_BATCH: ReadonlySet<string> = new Set(["deepspeed-flops", "calflops-flops"]);

function graphOf(shape: Shape, body: (g: Scope, x: Value) => Value): Graph {
  return buildGraph("test", { input: { name: "x", shape }, outputName: "y", body });
}

/** Of all convolutions but those of squeeze-and-excitation, which see one pixel at any size. */
function convolutionMacs(entry: CatalogEntry, size: ImageSize): number {
  return countGraph(entry.build({ size: allowedSize(entry, size) })).nodes
    .filter(({ op, scope }) => op === "Conv" && !scope.includes(".se."))
    .reduce((sum, { macs }) => sum + macs, 0);
}

function conventionTotal(graph: Graph, convention: Convention, batch = 1): number {
  return countByConvention(graph, convention, { batch }).total;
}

Deno.test("countGraph() multiplies by the batch exactly", () => {
  fc.assert(
    fc.property(ANY_MODEL, ANY_SIZE, ANY_BATCH, (entry, size, batch) => {
      const graph = entry.build({ size: allowedSize(entry, size) });
      assertEquals(countGraph(graph, { batch }).macs, batch * countGraph(graph).macs);
    }),
    { numRuns: 50 },
  );
});

Deno.test("countByConvention() multiplies by the batch exactly, but for DeepSpeed's resizing", () => {
  const linearOnes = CONVENTIONS.filter(({ id }) => !NOT_LINEAR_IN_BATCH.has(id));
  fc.assert(
    fc.property(fc.constantFrom(...linearOnes), ANY_MODEL, ANY_BATCH, (rule, { build }, batch) => {
      const graph = build();
      assertEquals(conventionTotal(graph, rule, batch), batch * conventionTotal(graph, rule));
    }),
    { numRuns: 50 },
  );
  const graph = findModel("dsnet-t-aligned").build();
  const deepspeed = findConvention("deepspeed-flops");
  const resizedPixels = 9_074;
  assertEquals(
    conventionTotal(graph, deepspeed, 8),
    8 * conventionTotal(graph, deepspeed) - 7 * resizedPixels,
  );
});

Deno.test("countGraph() lets attention products grow with tokens squared", () => {
  const attention = (tokens: number, heads: number) =>
    countGraph(
      graphOf(["N", tokens, 3 * 32 * heads], (g, x) => attend(g, splitHeads(g, x, heads))),
    ).macs;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 9 }),
      (tokens, heads, factor) => {
        assertEquals(attention(tokens, heads), 2 * tokens ** 2 * 32 * heads);
        assertEquals(attention(factor * tokens, heads), factor ** 2 * attention(tokens, heads));
      },
    ),
  );
});

Deno.test("countByConvention() lets a network's attention grow with tokens squared", () => {
  const conventions = [findConvention("mac"), findConvention("conv-linear")] as const;
  const attention = (size: { height: number; width: number }) => {
    const graph = findModel("deit-t").build({ size });
    return conventionTotal(graph, conventions[0]) - conventionTotal(graph, conventions[1]);
  };
  fc.assert(
    fc.property(ANY_SIZE, (size) => {
      const tokens = (size.height / 16) * (size.width / 16) + 1;
      assertEquals(
        attention(size) * 197 ** 2,
        attention({ height: 224, width: 224 }) * tokens ** 2,
      );
    }),
    { numRuns: 20 },
  );
});

Deno.test("countGraph() lets convolutions grow with pixels", () => {
  fc.assert(
    fc.property(ANY_MODEL, ANY_SIZE, (entry, size) => {
      const times = (size.height / 64) * (size.width / 64);
      const smallest = convolutionMacs(entry, { height: 64, width: 64 });
      assertEquals(convolutionMacs(entry, size), times * smallest, entry.id);
    }),
    { numRuns: 50 },
  );
});

Deno.test("groupMacs() and byOp sum to the whole at any size and batch", () => {
  fc.assert(
    fc.property(ANY_MODEL, ANY_SIZE, ANY_BATCH, (entry, size, batch) => {
      const graph = entry.build({ size: allowedSize(entry, size) });
      const count = countGraph(graph, { batch });
      for (const by of GROUPINGS) {
        assertEquals(sumOf([...groupMacs(count, by).values()]), count.macs);
      }
      for (const convention of CONVENTIONS) {
        const { byOp, total } = countByConvention(graph, convention, { batch });
        assertEquals(sumOf(Object.values(byOp)), total, convention.id);
      }
    }),
    { numRuns: 20 },
  );
});

function sumOf(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, 0);
}

/** The tools, one column each below. */
const TOOLS = [
  "fvcore",
  "torch-flop-counter",
  "thop",
  "ultralytics-thop-2.1",
  "ptflops-aten",
  "torchinfo-main",
  "mmcv",
  "calflops-flops",
  "calflops-macs",
  "deepspeed-flops",
  "deepspeed-macs",
] as const;

/** 8 channels of 14 x 14; as tokens 196 of width 8. */
const IMAGE: Shape = ["N", 8, 14, 14];

function onImage(body: (g: Scope, x: Value) => Value): Graph {
  return graphOf(IMAGE, body);
}

function onTokens(body: (g: Scope, x: Value) => Value): Graph {
  return graphOf(["N", 196, 8], body);
}

/** What each tool, run on the one operator in PyTorch, printed (torch 2.13.0, batch 1). */
const SINGLE_OPS: Readonly<Record<string, readonly [Graph, readonly number[]]>> = {
  "nn.Conv2d(8, 12, 3, padding=1, bias=False)": [
    onImage((g, x) => conv2d(g, "c", x, { out: 12, kernel: 3, pad: 1, bias: false })),
    [169344, 338688, 169344, 169344, 169344, 169344, 169344, 338688, 169344, 338688, 169344],
  ],
  "nn.Conv2d(8, 12, 3, padding=1)": [
    onImage((g, x) => conv2d(g, "c", x, { out: 12, kernel: 3, pad: 1 })),
    [169344, 338688, 169344, 169344, 171696, 171696, 171696, 341040, 169344, 341040, 169344],
  ],
  "nn.Conv2d(8, 12, 3, stride=2, padding=1, groups=4)": [
    onImage((g, x) => conv2d(g, "c", x, { out: 12, kernel: 3, stride: 2, pad: 1, groups: 4 })),
    [10584, 21168, 10584, 10584, 11172, 11172, 11172, 21756, 10584, 21756, 10584],
  ],
  "nn.Linear(8, 5) of a vector": [
    graphOf(["N", 8], (g, x) => linear(g, "l", x, 5)),
    [40, 80, 40, 40, 45, 45, 40, 80, 40, 80, 40],
  ],
  "q @ k": [
    onImage((g, x) => matMul(g, x, x)),
    [21952, 43904, 0, 0, 21952, 0, 0, 0, 0, 43904, 21952],
  ],
  "Tensor.softmax": [onImage(softmax), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  "nn.Softmax": [
    onImage((g, x) => softmax(g.writtenAs("nn.Softmax"), x)),
    [0, 0, 4592, 4592, 0, 0, 0, 1568, 0, 1568, 0],
  ],
  "nn.LayerNorm(8)": [
    onTokens((g, x) => layerNorm(g, "n", x, { epsilon: 1e-5 })),
    [7840, 0, 6272, 6272, 0, 16, 3136, 7840, 0, 7840, 0],
  ],
  "nn.BatchNorm2d(8)": [
    onImage((g, x) => batchNorm(g, "n", x)),
    [3136, 0, 6272, 6272, 0, 16, 3136, 3136, 0, 3136, 0],
  ],
  "nn.ReLU": [onImage(relu), [0, 0, 0, 0, 0, 0, 1568, 1568, 0, 1568, 0]],
  "nn.GELU": [onImage(gelu), [0, 0, 0, 0, 0, 0, 0, 1568, 0, 1568, 0]],
  "x + x": [onImage((g, x) => add(g, x, x)), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  "x * x": [onImage((g, x) => mul(g, x, x)), [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  "F.interpolate(size=(28, 28))": [
    onImage((g, x) => resizeBilinear(g, x, [28, 28])),
    [25088, 0, 0, 0, 0, 0, 0, 784, 0, 784, 0],
  ],
  "F.interpolate(size=(7, 7))": [
    onImage((g, x) => resizeBilinear(g, x, [7, 7])),
    [1568, 0, 0, 0, 0, 0, 0, 49, 0, 49, 0],
  ],
  "nn.AdaptiveAvgPool2d(1)": [
    onImage((g, x) => mean(g.writtenAs("nn.AdaptiveAvgPool2d"), x, [2, 3])),
    [1568, 0, 1576, 1576, 0, 0, 1568, 1568, 0, 1568, 0],
  ],
  "x.mean((2, 3))": [
    onImage((g, x) => mean(g, x, [2, 3])),
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ],
  "nn.MaxPool2d(3, 2, 1)": [
    onImage((g, x) => maxPool(g, x, { kernel: 3, stride: 2, pad: 1 })),
    [0, 0, 0, 0, 0, 0, 1568, 1568, 0, 1568, 0],
  ],
  "reshape": [
    onImage((g, x) => reshape(g, x, ["N", 8, 196])),
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ],
};

Deno.test("countByConvention() counts single operators as the tools do", () => {
  for (const [name, [graph, expected]] of Object.entries(SINGLE_OPS)) {
    const totals = TOOLS.map((id) => conventionTotal(graph, findConvention(id)));
    assertEquals(totals, expected, name);
  }
});

Deno.test("countByConvention() counts single operators as thop 0.0.31 and paddle.flops 3.3.1", () => {
  const expected: Readonly<Record<string, number>> = {
    "nn.Conv2d(8, 12, 3, padding=1, bias=False)": 169_344,
    "nn.Conv2d(8, 12, 3, padding=1)": 171_696,
    "nn.Conv2d(8, 12, 3, stride=2, padding=1, groups=4)": 11_172,
    "nn.Linear(8, 5) of a vector": 40,
    "nn.LayerNorm(8)": 0,
    "nn.BatchNorm2d(8)": 3136,
    "nn.Softmax": 0,
    "nn.ReLU": 0,
    "nn.GELU": 0,
    "nn.AdaptiveAvgPool2d(1)": 1576,
    "nn.MaxPool2d(3, 2, 1)": 0,
  };
  for (const id of ["thop-legacy", "paddle"]) {
    const totals = Object.keys(expected).map((name) => {
      const [graph] = SINGLE_OPS[name] ?? [];
      return [name, graph && conventionTotal(graph, findConvention(id))];
    });
    assertEquals(Object.fromEntries(totals), expected, id);
  }
});
