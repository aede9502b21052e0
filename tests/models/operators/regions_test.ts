// Operators that detectors add: borders, regions, transposed convolution, nearest resampling.

import { assertEquals, assertThrows } from "@std/assert";
import { countGraph } from "../../../bench/count/count.ts";
import { buildGraph } from "../../../models/graph/builder.ts";
import type { Scope } from "../../../models/graph/scope.ts";
import type { Graph, Shape, Value } from "../../../models/graph/graph.ts";
import { sharedConv2d, upConv2d } from "../../../models/layers/layers.ts";
import { cropTo, padTo } from "../../../models/operators/borders.ts";
import { add } from "../../../models/operators/elementwise.ts";
import { resizeNearest } from "../../../models/operators/layout.ts";
import { imageOfEach, regionsForBatch, roiAlign } from "../../../models/operators/regions.ts";
import { runGraph } from "../../support/run_graph.ts";

function graphOf(shape: Shape, body: (g: Scope, x: Value) => Value): Graph {
  return buildGraph("test", { input: { name: "x", shape }, outputName: "y", body });
}

/** Shape and values that come out for an input. */
async function run(graph: Graph, ...input: number[]) {
  const [outputs = {}] = await runGraph(withWeight(graph), [Float32Array.from(input)]);
  const { shape = [], data = [] } = outputs["y"] ?? {};
  return { shape, data: [...data] };
}

/** The runtime refuses a graph whose weights are an empty buffer. */
function withWeight(graph: Graph): Graph {
  const last = buildGraph("last", {
    input: { name: "y", shape: graph.outputs[0]?.shape ?? [] },
    outputName: "unused",
    body: (g, x) => add(g, x, g.parameter("unused.weight", [1])),
  });
  return {
    ...graph,
    nodes: [...graph.nodes, ...last.nodes],
    parameters: [...graph.parameters, ...last.parameters],
  };
}

function refusal(shape: Shape, body: (g: Scope, x: Value) => Value): string {
  return assertThrows(() => graphOf(shape, (g, x) => body(g.at("layer"), x)), RangeError).message;
}

Deno.test("padTo() adds zeros below and to the right, cropTo() takes them away", async () => {
  const padded = graphOf(["N", 1, 2, 1], (g, x) => padTo(g, x, { axis: 1, sides: [2, 3] }));
  assertEquals(await run(padded, 1, 2), { shape: [1, 2, 3, 1], data: [1, 2, 0, 0, 0, 0] });
  const cropped = graphOf(["N", 2, 3, 1], (g, x) => cropTo(g, x, { axis: 1, sides: [1, 2] }));
  assertEquals(await run(cropped, 1, 2, 3, 4, 5, 6), { shape: [1, 1, 2, 1], data: [1, 2] });
});

Deno.test("padTo() and cropTo() leave alone what has its size, and refuse the other direction", () => {
  const sides = [4, 4] as const;
  const both = graphOf(
    ["N", 4, 4, 8],
    (g, x) => add(g, padTo(g, x, { axis: 1, sides }), cropTo(g, x, { axis: 1, sides })),
  );
  assertEquals(both.nodes.map(({ op }) => op), ["Add"]);
  assertEquals(
    refusal(["N", 5, 4, 8], (g, x) => padTo(g, x, { axis: 1, sides })),
    'Cannot add Pad "layer" as it can only grow: got [N, 5, 4, 8] to 4x4 at axis 1',
  );
  assertEquals(
    refusal(["N", 4, 3, 8], (g, x) => cropTo(g, x, { axis: 1, sides })),
    'Cannot add Slice "layer" as it can only shrink: got [N, 4, 3, 8] to 4x4 at axis 1',
  );
});

Deno.test("resizeNearest() repeats the pixel above and left", async () => {
  const graph = graphOf(["N", 1, 1, 2], (g, x) => resizeNearest(g, x, [2, 3]));
  assertEquals(await run(graph, 1, 2), { shape: [1, 1, 2, 3], data: [1, 1, 2, 1, 1, 2] });
});

Deno.test("upConv2d() doubles the sides and counts each input pixel four times", () => {
  const graph = graphOf(["N", 3, 5, 7], (g, x) => upConv2d(g, "upsample", x, 2));
  assertEquals(graph.outputs[0]?.shape, ["N", 2, 10, 14]);
  const { params, macs } = countGraph(graph, { batch: 2 });
  assertEquals({ params, macs }, { params: 3 * 2 * 4 + 2, macs: 2 * (5 * 7) * 3 * 2 * 4 });
});

Deno.test("sharedConv2d() has one set of weights for all its inputs", () => {
  const graph = graphOf(["N", 3, 4, 4], (g, x) => {
    const convolve = sharedConv2d(g, "conv", 3, { out: 3, kernel: 1 });
    return convolve(convolve(x));
  });
  const { params, macs } = countGraph(graph);
  assertEquals({ params, macs }, { params: 12, macs: 2 * 9 * 16 });
});

/** One cell for each of two regions of every image: the first pixel's, and all four pixels'. */
function twoRegions(g: Scope, x: Value): Value {
  const corners = Float32Array.of(0, 0, 4, 4, 0, 0, 8, 8);
  const regions = regionsForBatch(g, g.constant(corners, [1, 2, 4]), x);
  return roiAlign(g, x, { regions, images: imageOfEach(g, 2, x) }, { side: 1, stride: 4 });
}

Deno.test("roiAlign() gives means over regions, image by image", async () => {
  const graph = graphOf(["N", 1, 2, 2], twoRegions);
  assertEquals(graph.outputs[0]?.shape, ["2N", 1, 1, 1]);
  assertEquals(await run(graph, 1, 2, 3, 6, 10, 20, 30, 60), {
    shape: [4, 1, 1, 1],
    data: [1, 3, 10, 30],
  });
});

Deno.test("roiAlign() and upConv2d() refuse other shapes", () => {
  assertEquals(
    refusal(["N", 2, 2], (g, x) => {
      const regions = g.parameter("regions", [3, 5]);
      return roiAlign(g, x, { regions, images: regions }, { side: 1, stride: 4 });
    }),
    'Cannot add RoiAlign "layer" as [N, C, H, W], [R, 4] and [R] must be given: ' +
      "got [N, 2, 2], [3, 5], [3, 5]",
  );
  assertEquals(
    refusal(["N", 2, 2], (g, x) => upConv2d(g, "upsample", x, 4)),
    'Cannot add ConvTranspose "layer.upsample" as input and weight must be [N, C, H, W] and ' +
      "[C, out, k, k]: got [N, 2, 2] and [2, 4, 2, 2]",
  );
});
