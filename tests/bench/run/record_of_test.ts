// Every field of the records of a row, from a fake measurement of a small graph.

import { assertEquals } from "@std/assert";
import type { PlannedModel, RunPlan } from "../../../bench/plan/plan.ts";
import type { Job, TraceSummary } from "../../../bench/job/protocol.ts";
import {
  countRecord,
  failureRecord,
  roundRecord,
  timingRecord,
} from "../../../bench/run/record_of.ts";
import { plannedRow } from "../../../bench/plan/planned_row.ts";
import { buildGraph } from "../../../models/graph/builder.ts";
import { graphHash } from "../../../models/graph/onnx.ts";
import { conv2d } from "../../../models/layers/layers.ts";
import { relu } from "../../../models/operators/elementwise.ts";
import { FAKE_DEVICE, FAKE_TRACE, fakeJob, fakeLoaded } from "../fakes/fake_workers.ts";

/** `[N, 1, 4, 4]` through one 1x1 convolution to 2 channels, and a ReLU. */
const GRAPH = buildGraph("tiny", {
  input: { name: "image", shape: ["N", 1, 4, 4] },
  outputName: "logits",
  body: (g, x) => relu(g, conv2d(g, "conv1", x, { out: 2, kernel: 1 })),
});
const ENTRY: PlannedModel = { id: "tiny", method: "Tiny", build: () => GRAPH };
const PLAN: RunPlan = {
  runId: "run-1",
  models: [ENTRY],
  anchor: "tiny",
  graphs: ["plain"],
  batch: 8,
  threads: 3,
  size: { height: 4, width: 4 },
  deviceRequested: "auto",
  device: "cpu",
  seed: 1,
  precision: "fp32",
  input: "copied",
  timeMs: 1000,
  rounds: null,
  sliceMs: 1,
  precisionTarget: 0,
  ceilings: false,
  memoryLimitBytes: 1e9,
};
const JOB: Job = { ...fakeJob("tiny", 8), height: 4, width: 4 };
const ROW = await plannedRow(ENTRY, JOB);
const IDENTITY = { schema: "dsnet-bench/1", runId: "run-1", model: "tiny", size: "4" } as const;
const CONDITIONS = {
  batch: 8,
  threads: 3,
  precision: "fp32",
  graph: "plain",
  deviceRequested: "auto",
  engine: "onnxruntime-node",
  instances: 1,
} as const;

/** The timing record of a measurement with this trace. */
function timed(
  trace: Partial<TraceSummary>,
  changes: Partial<RunPlan> = {},
  notes: readonly string[] = [],
) {
  const loaded = { ...fakeLoaded("digest"), notes };
  return timingRecord({ ...PLAN, ...changes }, ROW, {
    measurement: {
      job: JOB,
      warmUpMs: [120, 101],
      roundsMs: Array(6).fill([100]),
      peakMemoryBytes: 5e8,
      idleCores: 0.25,
      loaded: { ...loaded, referenceDifference: 2e-5, trace: { ...FAKE_TRACE, ...trace } },
    },
    denominators: { anchor: undefined, plain: undefined },
    ceilings: undefined,
    endedBy: "time",
    roundsId: "rounds-1",
    device: { ...FAKE_DEVICE, deviceName: "Example", arithmetic: "tf32" },
  });
}

const FALLBACK = { nodes: ["conv1/Conv"], ops: { Conv: 1 }, share: 0 };

Deno.test("timingRecord() has every field from where it was measured", async () => {
  const { imagesPerSecond, latencyMs, ...record } = timed({
    fallbackNodes: ["conv1/Conv"],
  });
  assertEquals<unknown>(record, {
    ...IDENTITY,
    ...CONDITIONS,
    kind: "timing",
    deviceUsed: "cpu",
    deviceName: "Example",
    engineVersions: {},
    engineOptions: {},
    runsInFlight: 1,
    overDefaultEngine: null,
    softwareDevice: false,
    arithmetic: "tf32",
    fallback: FALLBACK,
    graphHash: await graphHash(GRAPH),
    executedMacs: 32,
    buildMs: 1,
    loadMs: 2,
    firstRunMs: 3,
    warmUpMs: [120, 101],
    roundsId: "rounds-1",
    roundsMs: Array(6).fill([100]),
    endedBy: "time",
    steady: true,
    unsteadiness: null,
    latencyPercentilesMs: { p90: null, p99: null },
    relative: null,
    overPlain: null,
    roofline: null,
    kernelMs: { byOp: { Conv: 98 }, byStage: { conv1: 98 }, byStream: { "(single stream)": 98 } },
    tracedRuns: 3,
    harnessShare: 1 - 99 / 100,
    idleCores: 0.25,
    peakMemoryBytes: 5e8,
    outputSha256: "digest",
    referenceDifference: 2e-5,
    copiesIncluded: true,
  });
  assertEquals(imagesPerSecond, { median: 80, low: 80, high: 80 });
  assertEquals(latencyMs, { median: 100, low: 100, high: 100 });
});

Deno.test("timingRecord() takes the device's name from a row with more than 5 % elsewhere", () => {
  const elsewhere = (percent: number) =>
    timed({ fallbackShare: percent / 100 }, { device: "cuda" }).deviceUsed;
  assertEquals(elsewhere(0), "cuda");
  assertEquals(elsewhere(4.9), "cuda");
  assertEquals(elsewhere(5.1), "cuda with fallback");
});

Deno.test("timingRecord() says what products ran in, and whether copies are in the samples", () => {
  const half = timed({}, { precision: "fp16", input: "expanded" });
  assertEquals([half.precision, half.arithmetic, half.copiesIncluded], ["fp16", "fp16", false]);
});

Deno.test("timingRecord() holds the device's time against the shorter run, as tracing takes time", () => {
  const launches = (modelRunMs: number) => timed({ modelRunMs, deviceMs: 60 }).launches;
  assertEquals(launches(140), { runMs: 100, deviceMs: 60 });
  assertEquals(launches(90), { runMs: 90, deviceMs: 60 });
  assertEquals(timed({}).launches, undefined);
});

Deno.test("timingRecord() has what the engine says of how it ran the model", () => {
  assertEquals(timed({}, {}, ["cudnn: timed"]).engineNotes, ["cudnn: timed"]);
});

Deno.test("timingRecord() takes a trace that lasts longer than its run for no harness at all", () => {
  assertEquals(timed({ modelRunMs: 101 }).harnessShare, 0);
  assertEquals(timed({ modelRunMs: 75 }).harnessShare, 0.25);
});

Deno.test("countRecord() has parts, coverage and hash of the plain graph", async () => {
  assertEquals<unknown>(countRecord(PLAN, ROW), {
    ...IDENTITY,
    kind: "count",
    method: "Tiny",
    graphHash: await graphHash(GRAPH),
    params: 4,
    buffers: 0,
    macs: 32,
    flops: 64,
    macsByOp: { Conv: 32 },
    macsByStage: { conv1: 32 },
    macsByStream: { "(single stream)": 32 },
    // Parameters 4, the image 16, what both nodes write and the second one reads 3 x 32.
    bytesByStream: { "(single stream)": 4 * (4 + 16 + 3 * 32) },
    unknownOps: {},
    unusedNodes: [],
    constantWeights: [],
  });
});

Deno.test("roundRecord() and failureRecord() have the conditions of their job", () => {
  const job: Job = { ...JOB, graph: "fast", batch: 1 };
  const place = { roundsId: "rounds", round: 4 };
  assertEquals<unknown>(roundRecord(PLAN, job, place, { samplesMs: [10, 11] }), {
    ...IDENTITY,
    ...CONDITIONS,
    graph: "fast",
    batch: 1,
    kind: "round",
    ...place,
    samplesMs: [10, 11],
  });
  assertEquals<unknown>(failureRecord(PLAN, job, "load", "why"), {
    ...IDENTITY,
    kind: "failure",
    method: "Tiny",
    graph: "fast",
    batch: 8,
    stage: "load",
    engine: "onnxruntime-node",
    instances: 1,
    reason: "why",
  });
  const use = { engine: "other", options: {}, variant: "compile", instances: 2 };
  const { engine, variant, instances } = roundRecord(PLAN, { ...JOB, ...use }, place, {
    samplesMs: [1],
  });
  assertEquals([engine, variant, instances], ["other", "compile", 2]);
  const failed = failureRecord(PLAN, { ...JOB, ...use }, "load", "why");
  assertEquals([failed.engine, failed.variant, failed.instances], ["other", "compile", 2]);
});
