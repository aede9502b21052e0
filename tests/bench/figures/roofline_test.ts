import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  ceilingFigures,
  ceilingRates,
  rooflineFigures,
} from "../../../bench/figures/ceiling_rates.ts";
import {
  groupTrafficBytes,
  isImpossible,
  nodesOfOpenTraffic,
  rooflineOf,
  trafficBytes,
} from "../../../bench/figures/roofline.ts";
import { buildGraph } from "../../../models/graph/builder.ts";
import type { DataType, Value } from "../../../models/graph/graph.ts";
import { dsnet, DSNETS } from "../../../models/networks/dsnet.ts";
import { conv2d } from "../../../models/layers/layers.ts";
import { relu } from "../../../models/operators/elementwise.ts";
import { literalGraph } from "../../support/literal_graph.ts";
import { fakeTimedJob } from "../fakes/fake_timed_job.ts";

/** `[N, 1, 4, 4]` through one 1x1 convolution to 2 channels, and a ReLU. */
const GRAPH = buildGraph("tiny", {
  input: { name: "image", shape: ["N", 1, 4, 4] },
  outputName: "logits",
  body: (g, x) => relu(g, conv2d(g, "conv", x, { out: 2, kernel: 1 })),
});

Deno.test("trafficBytes() counts parameters once and values at each write and read", () => {
  // Parameters 2 + 2; input read 16, convolution written and read 2 x 32, output written 32.
  assertEquals(trafficBytes(GRAPH, 1), 4 * (4 + 16 + 64 + 32));
  assertEquals(trafficBytes(GRAPH, 8), 4 * (4 + 8 * (16 + 64 + 32)));
});

Deno.test("trafficBytes() reads a weight of two products once", () => {
  const twice = literalGraph({
    inputs: { x: [1, 8] },
    parameters: { w: [8, 8] },
    values: { t: [1, 8], y: [1, 8] },
    nodes: [
      { op: "MatMul", name: "first", inputs: ["x", "w"], outputs: ["t"] },
      { op: "MatMul", name: "second", inputs: ["t", "w"], outputs: ["y"] },
    ],
  });
  assertEquals(trafficBytes(twice, 1), 4 * (64 + 4 * 8));
});

Deno.test("trafficBytes() has what graphs inside of nodes move, as often as they run", () => {
  const body = literalGraph({
    inputs: { s: [1, 8] },
    parameters: { w: [8, 8] },
    values: { t: [1, 8] },
    nodes: [{ op: "MatMul", inputs: ["s", "w"], outputs: ["t"] }],
  });
  const loop = (runs: Readonly<Record<string, number>> = {}) =>
    literalGraph({
      inputs: { x: [1, 8] },
      values: { y: [1, 8] },
      nodes: [{ op: "Loop", inputs: ["x"], outputs: ["y"], subgraphs: { body }, runs }],
    });
  // The weight once, what goes in and out of the product three times.
  assertEquals(trafficBytes(loop({ body: 3 }), 1), 4 * (64 + 3 * (8 + 8)));
  assertEquals(groupTrafficBytes(loop({ body: 3 }), 1, "op"), new Map([["MatMul", 448n]]));
  assertEquals(nodesOfOpenTraffic(loop({ body: 3 })), []);
  assertEquals([trafficBytes(loop(), 1), nodesOfOpenTraffic(loop())], [0, ["Loop"]]);
});

Deno.test("trafficBytes() takes 4 bytes for float32, 2 for float16 and 8 for int64", () => {
  const value = (name: string, dtype: DataType): Value => ({ name, dtype, shape: [10] });
  const bytes = (dtype: DataType) => {
    const [x, y] = [value("x", dtype), value("y", "float32")];
    const node = {
      name: "n",
      op: "Cast",
      inputs: ["x"],
      outputs: ["y"],
      attributes: {},
      scope: "",
    };
    return trafficBytes({
      name: "cast",
      inputs: [x],
      outputs: [y],
      nodes: [node],
      parameters: [],
      values: new Map([["x", x], ["y", y]]),
    }, 1);
  };
  assertEquals([bytes("float32"), bytes("float16"), bytes("int64")], [80, 60, 120]);
});

Deno.test("groupTrafficBytes() gives a parameter to the first node that reads it", () => {
  assertEquals([...groupTrafficBytes(GRAPH, 1, "op")], [
    ["Conv", 4n * (2n + 2n + 16n + 32n)],
    ["Relu", 4n * (32n + 32n)],
  ]);
});

Deno.test("groupTrafficBytes() divides the bytes of every DS-Net without a remainder", () => {
  for (const [id, variant] of Object.entries(DSNETS)) {
    const graph = dsnet(id, variant, { size: { height: 224, width: 224 }, classes: 1000 });
    const parts = [...groupTrafficBytes(graph, 8, "stream").values()];
    assertEquals(Number(parts.reduce((sum, bytes) => sum + bytes)), trafficBytes(graph, 8), id);
  }
});

Deno.test("rooflineOf() gives the share of the copy ceiling and names the one that binds", () => {
  const machine = { matrixFlopsPerSecond: 100e9, copyBytesPerSecond: 10e9 };
  const computing = { macsPerImage: 1e9, trafficBytesPerImage: 100e6, imagesPerSecond: 25 };
  assertEquals(rooflineOf({ ...computing, ...machine }), {
    copyShare: 0.25,
    bound: "compute",
  });
  const copying = { macsPerImage: 1e6, trafficBytesPerImage: 100e6, imagesPerSecond: 25 };
  assertEquals(rooflineOf({ ...copying, ...machine }).bound, "memory");
  // 2 x 1e9 FLOPs take 20 ms, as 200 MB do.
  const even = { ...computing, trafficBytesPerImage: 200e6 };
  assertEquals(rooflineOf({ ...even, ...machine }).bound, "compute");
  const more = { ...computing, trafficBytesPerImage: 200.1e6 };
  assertEquals(rooflineOf({ ...more, ...machine }).bound, "memory");
});

Deno.test("isImpossible() needs an interval that lies beyond the ceiling as a whole", () => {
  assertEquals(isImpossible({ median: 1.2, low: 1.1, high: 1.3 }), true);
  assertEquals(isImpossible({ median: 1.2, low: 0.9, high: 1.3 }), false);
  assertEquals(isImpossible({ median: 1.2, low: 1, high: 1.3 }), false);
  assertEquals(isImpossible({ median: 1.2, low: 1.001, high: 1.3 }), true);
  assertEquals(isImpossible({ median: 35, low: null, high: null }), false);
});

Deno.test("ceilingRates() takes the fastest matrix product, and needs both ceilings", () => {
  // 2 x 512^3 FLOPs in 2 ms are 134 GFLOP/s; 2 x 1024^3 in 10 ms are 215 GFLOP/s.
  const small = fakeTimedJob("ceiling/matrix-512", [[2], [2]]);
  const large = fakeTimedJob("ceiling/matrix-1024", [[10], [10]]);
  const copy = fakeTimedJob("ceiling/copy", [[50], [50]]);
  assertEquals(ceilingRates([small, large]), undefined);
  const rates = ceilingRates([small, large, copy, fakeTimedJob("resnet50", [[1], [1]])]);
  assertEquals(rates, { matrix: large, arithmetic: large, copy });
  assertEquals(rates && ceilingFigures(rates), {
    matrixSide: 1024,
    matrixFlopsPerSecond: { median: 2 * 1024 ** 3 / 0.01, low: null, high: null },
    arithmeticFlopsPerSecond: { median: 2 * 1024 ** 3 / 0.01, low: null, high: null },
    copyBytesPerSecond: { median: 512 * 2 ** 20 / 0.05, low: null, high: null },
  });
  // Numbers of half the size move half the bytes.
  const half = { ...copy, job: { ...copy.job, precision: "fp16" as const } };
  assertEquals(
    rates && ceilingFigures({ ...rates, copy: half }).copyBytesPerSecond.median,
    256 * 2 ** 20 / 0.05,
  );
  // The convolution's 1.48e10 FLOPs are the faster arithmetic below 69 ms.
  const convolution = (ms: number) => fakeTimedJob("ceiling/convolution", [[ms], [ms]]);
  const arithmetic = (ms: number) =>
    ceilingRates([small, large, copy, convolution(ms)])?.arithmetic.job.model;
  assertEquals(arithmetic(68), "ceiling/convolution");
  assertEquals(arithmetic(70), "ceiling/matrix-1024");
  assertEquals(ceilingRates([small, large, copy, convolution(68)])?.matrix, large);
});

Deno.test("ceilingRates() takes the machine's copy where an engine has none of its own", () => {
  const matrix = fakeTimedJob("ceiling/matrix-1024", [[10], [10]]);
  const faster = fakeTimedJob("ceiling/matrix-2048", [[10], [10]]);
  const copy = fakeTimedJob("ceiling/copy", [[50], [50]]);
  const rates = ceilingRates([matrix], [copy, faster, matrix]);
  assertEquals(rates, { matrix, arithmetic: matrix, copy });
});

Deno.test("rooflineFigures() takes the share of the matrix ceiling round by round", () => {
  const drifting = [10, 20, 10, 20, 10, 20].map((sampleMs) => [sampleMs]);
  const matrix = fakeTimedJob("ceiling/matrix-1024", drifting);
  const copy = fakeTimedJob("ceiling/copy", [[50], [50]]);
  const measurement = fakeTimedJob("tiny", drifting, 2);
  const macsPerImage = 1024 ** 3 / 4;
  const row = { measurement, plain: GRAPH, macsPerImage, executedMacs: macsPerImage };
  const ceilings = { matrix, arithmetic: matrix, copy };
  const { matrixShare, copyShare, bound, impossible } = rooflineFigures(row, ceilings);
  assertEquals(matrixShare, { median: 0.5, low: 0.5, high: 0.5 });
  // 150 images/s, half of the bytes of a batch of 2 each; 512 MiB are copied in 50 ms.
  const bytesPerSecond = 0.5 * (100 + 200) * 4 * (4 + 2 * (16 + 64 + 32)) / 2;
  assertAlmostEquals(copyShare, bytesPerSecond / (512 * 2 ** 20 / 0.05), 1e-9);
  assertEquals([bound, impossible], ["compute", false]);
});

Deno.test("rooflineFigures() calls impossible what executes more than the fastest arithmetic", () => {
  const rounds = (sampleMs: number, count: number) => Array(count).fill([sampleMs]);
  const matrix = fakeTimedJob("ceiling/matrix-1024", rounds(10, 6));
  // 8 x 2 x 28 x 28 x 256 x 256 x 9 x 2 FLOPs in 40 ms are 1.7 times the product's in 10 ms.
  const arithmetic = fakeTimedJob("ceiling/convolution", rounds(40, 6));
  const copy = fakeTimedJob("ceiling/copy", [[50], [50]]);
  const of = (factor: number, roundCount = 6) => {
    const measurement = fakeTimedJob("tiny", rounds(10, roundCount));
    const macsPerImage = factor * 1024 ** 3;
    const row = { measurement, plain: GRAPH, macsPerImage, executedMacs: macsPerImage };
    return rooflineFigures(row, { matrix, arithmetic, copy });
  };
  assertEquals([of(1.5).matrixShare.low, of(1.5).impossible], [1.5, false]);
  assertEquals(of(2).impossible, true);
  assertEquals([of(2, 5).matrixShare.low, of(2, 5).impossible], [null, false]);
});

Deno.test("rooflineFigures() has the share of what a device can be sent", () => {
  const transfer = fakeTimedJob("ceiling/device-transfer", [[10]]);
  const rates = ceilingRates([
    ...["device-matrix-4096", "device-copy"].map((name) => fakeTimedJob(`ceiling/${name}`, [[10]])),
    transfer,
  ]);
  if (rates === undefined) throw new Error("Cannot go on without ceilings");
  // 64 MiB in 10 ms; an image of 16 numbers, 1000 of them a second.
  const row = {
    measurement: fakeTimedJob("tiny", [[1]]),
    plain: GRAPH,
    macsPerImage: 1,
    executedMacs: 1,
  };
  const { transferShare } = rooflineFigures(row, rates);
  assertAlmostEquals(transferShare ?? NaN, 64 * 1000 / (64 * 2 ** 20 * 100));
  assertEquals(ceilingFigures(rates).hostToDeviceBytesPerSecond?.median, 64 * 2 ** 20 * 100);
});
