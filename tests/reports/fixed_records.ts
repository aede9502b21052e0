// Records with fixed, hand-checkable numbers: what a run would have written.

import type {
  CountRecord,
  FailureRecord,
  RoundRecord,
  RunRecord,
  TimingRecord,
} from "../../bench/record.ts";

export const METHODS = [
  { id: "resnet50", method: "ResNet-50" },
  { id: "deit-s", method: "DeiT-S" },
  { id: "dsnet-s-aligned", method: "DS-Net-S*" },
  { id: "dsnet-b", method: "DS-Net-B" },
] as const;

const common = { schema: "dsnet-bench/1", runId: "run-1" } as const;

const conditions = {
  size: "224",
  batch: 8,
  precision: "fp32",
  threads: 4,
  graph: "plain",
  deviceRequested: "cpu",
} as const;

export const RUN: RunRecord = {
  ...common,
  kind: "run",
  startedAt: "2026-01-02T03:04:05Z",
  suiteVersion: "0.1.0",
  gitCommit: "0123456789abcdef",
  gitDirty: false,
  commandLine: ["bench"],
  settings: {
    models: ["dsnet-b", "deit-s", "dsnet-s-aligned"],
    anchor: "deit-s",
    graphs: ["plain"],
    size: "224",
    batch: 8,
    threads: 4,
    device: "cpu",
    precision: "fp32",
    input: "copied",
    seed: 7,
    timeMs: 1000,
    rounds: null,
    sliceMs: 100,
    precisionTarget: 0.02,
    ceilings: true,
    memoryLimitBytes: 1e9,
  },
  environment: {
    cpuModel: "Example CPU",
    ...{ machineCoreCount: 8, coreCount: 8 },
    ...{ affinity: "0-7", physicalCoreCount: 4, cgroupCores: 4 },
    ...{ memoryBytes: 1, memoryLimitBytes: null },
    operatingSystem: "linux",
    deno: "2.9.6",
    v8: "14.0",
    onnxruntime: "1.30.0",
    ...{ deviceDriver: null, deviceKinds: [], governor: null, frequencyDriver: null },
    ...{ container: false, variables: {}, unread: [] },
    state: {
      ...{ loadAverage: null, frequencyMhz: null, throttleCount: null, quotaPeriods: null },
      freeMemoryBytes: 1,
    },
  },
  machine: "0a1b2c3d4e5f6789",
};

export function count(model: string, params: number, macs: number): CountRecord {
  return {
    ...common,
    kind: "count",
    model,
    method: model,
    size: "224",
    graphHash: "00",
    params,
    buffers: 0,
    macs,
    flops: 2 * macs,
    macsByOp: {},
    macsByStage: {},
    macsByStream: {},
    ...{ unknownOps: {}, unusedNodes: [], constantWeights: [] },
  };
}

export function round(model: string): RoundRecord {
  return { ...common, ...conditions, kind: "round", model, round: 0, samplesMs: [10] };
}

/** A timing of the given images/s over 6 rounds, its interval one below and one above. */
export function timing(model: string, imagesPerSecond: number, ratio: number): TimingRecord {
  return {
    ...common,
    ...conditions,
    kind: "timing",
    model,
    deviceUsed: "cpu",
    deviceName: null,
    softwareDevice: false,
    arithmetic: "fp32",
    fallback: { nodes: [], share: 0 },
    graphHash: "00",
    executedMacs: 1_500_000_000,
    buildMs: 1,
    loadMs: 1,
    firstRunMs: 1,
    warmUpMs: [1],
    steady: true,
    unsteadiness: null,
    endedBy: "time",
    roundsMs: Array(6).fill([10]),
    imagesPerSecond: {
      median: imagesPerSecond,
      low: imagesPerSecond - 1,
      high: imagesPerSecond + 1,
    },
    latencyMs: { median: 10, low: 9, high: 11 },
    latencyPercentilesMs: { p90: 12, p99: null },
    roofline: {
      matrixShare: { median: 0.5, low: 0.4, high: 0.6 },
      copyShare: 0.1,
      bound: "compute",
      impossible: false,
    },
    kernelMs: { byOp: { Conv: 9 }, byStage: { blocks: 9 }, byStream: { shared: 9 } },
    tracedRuns: 3,
    harnessShare: 0.005,
    idleCores: 0,
    overPlain: null,
    relative: { anchor: "deit-s", ratio: { median: ratio, low: ratio - 0.25, high: ratio + 0.25 } },
    peakMemoryBytes: 1,
    outputSha256: "00",
    referenceDifference: null,
    copiesIncluded: true,
  };
}

export function failure(model: string, reason: string): FailureRecord {
  return {
    ...common,
    kind: "failure",
    model,
    method: model,
    size: "224",
    graph: "plain",
    batch: 8,
    stage: "load",
    reason,
  };
}

/** Counts and timings of the three models of {@linkcode RUN}; unaligned DS-Net-B failed. */
export const RECORDS = [
  RUN,
  count("deit-s", 22_050_664, 4_598_882_304),
  count("dsnet-s-aligned", 23_004_552, 3_546_689_472),
  count("dsnet-b", 41_813_640, 7_179_416_256),
  failure("dsnet-b", "out of memory"),
  timing("deit-s", 128, 1),
  timing("dsnet-s-aligned", 64.5, 0.5),
] as const;
