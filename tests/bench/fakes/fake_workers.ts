// Workers and a clock that do nothing but tell a script: a run takes the time it says.

import { isReference } from "../../../bench/job/agreement.ts";
import {
  DEFAULT_USE,
  type Job,
  type Loaded,
  type ProbedDevice,
  type TraceSummary,
} from "../../../bench/job/protocol.ts";
import type { DifferenceWith, StartWorker } from "../../../bench/run/worker_process.ts";

/** What a fake model does. */
export interface FakeModel {
  /** Time of every run, given the runs before it and the clock. */
  readonly runMs: (runIndex: number, nowMs: number) => number;
  /** Throws at this run, counted from 0. */
  readonly diesAtRun?: number;
  /** Runs that its engine made by itself after the first one. @default none */
  readonly warmUpMs?: readonly number[];
  readonly failsToLoad?: string;
  readonly finite?: boolean;
  readonly referenceDifference?: number;
  /** Rewrites with which a trial disagrees. */
  readonly badRewrites?: readonly string[];
  /** Processor time that it uses before each slice. */
  readonly idleCpuMs?: number;
  /** Time of a trial. */
  readonly trialMs?: number;
}

/** What a probe says of a processor. */
export const FAKE_DEVICE: ProbedDevice = {
  deviceName: null,
  isSoftware: false,
  arithmetic: "fp32",
};

/** A trace of one kernel. */
export const FAKE_TRACE: TraceSummary = {
  runCount: 3,
  modelRunMs: 99,
  kernelMsByNode: { "conv1/Conv": 98 },
  opByNode: { "conv1/Conv": "Conv" },
  fallbackNodes: [],
  fallbackShare: 0,
};

/** What a worker without problems says when it is loaded. */
export function fakeLoaded(outputSha256: string): Loaded {
  return {
    buildMs: 1,
    loadMs: 2,
    firstRunMs: 3,
    profiledRunMs: 100,
    outputSha256,
    warmUpMs: [],
    finite: true,
    referenceDifference: null,
    versions: {},
    deviceName: null,
    arithmetic: null,
    runsInFlight: 1,
    notes: [],
    built: { graphHash: "hash", params: 1, buffers: 2, macs: 3, executedMacs: 3 },
    trace: FAKE_TRACE,
  };
}

/** A clock that only fake runs move, and what happened. */
export interface FakeMachine {
  readonly startWorker: StartWorker;
  readonly differenceWith: DifferenceWith;
  readonly now: () => number;
  /** Models in the order of their slices. */
  readonly slices: string[];
  /** Models in the order in which their memory was looked at. */
  readonly memoryLooks: string[];
  readonly closed: string[];
  /** Models whose rewrites were tried, trial by trial. */
  readonly tried: string[];
}

/** A job of a fake model. */
export function fakeJob(model: string, batch = 1): Job {
  return {
    model,
    batch,
    height: 224,
    width: 224,
    threads: 1,
    seed: 1,
    graph: "plain",
    device: "cpu",
    precision: "fp32",
    input: "copied",
    ...DEFAULT_USE,
  };
}

/** Ceilings are there without being named; the smallest product takes a quarter of the others' time. */
const CEILING: FakeModel = { runMs: () => 1 };
const SMALLEST_CEILING: FakeModel = { runMs: () => 0.25 };

/** A machine that has these models: `resnet18 fast` is the rewritten graph of one, by any engine. */
export function fakeMachine(models: Readonly<Record<string, FakeModel>>): FakeMachine {
  let nowMs = 0;
  const slices: string[] = [];
  const memoryLooks: string[] = [];
  const closed: string[] = [];
  const tried: string[] = [];
  return {
    slices,
    memoryLooks,
    closed,
    tried,
    now: () => nowMs,
    differenceWith({ model, graph }, rewrites) {
      const { badRewrites = [], trialMs = 0 } = models[`${model} ${graph}`] ?? models[model] ??
        CEILING;
      nowMs += trialMs;
      tried.push(model);
      return Promise.resolve(badRewrites.some((name) => rewrites.includes(name)) ? 1 : 0);
    },
    startWorker(job) {
      const { model, graph, engine } = job;
      const fake = models[`${model} ${graph} ${engine}`] ?? models[`${model} ${graph}`] ??
        models[model] ?? (model === "ceiling/matrix-512" ? SMALLEST_CEILING : CEILING);
      if (fake.failsToLoad !== undefined) return Promise.reject(new Error(fake.failsToLoad));
      let runIndex = 0;
      return Promise.resolve({
        loaded: {
          ...fakeLoaded(`output of ${model}`),
          warmUpMs: fake.warmUpMs ?? [],
          finite: fake.finite ?? true,
          referenceDifference: fake.referenceDifference ?? (isReference(job) ? null : 0),
        },
        runSlice(sliceMs) {
          const { idleCpuMs = 0 } = fake;
          slices.push(model);
          const samplesMs: number[] = [];
          const start = nowMs;
          do {
            if (runIndex === fake.diesAtRun) return Promise.reject(new Error("worker died"));
            const runMs = fake.runMs(runIndex++, nowMs);
            nowMs += runMs;
            samplesMs.push(runMs);
          } while (nowMs - start < sliceMs);
          return Promise.resolve({ samplesMs, idleCpuMs });
        },
        peakMemoryBytes() {
          memoryLooks.push(model);
          return Promise.resolve(1000 + runIndex);
        },
        close() {
          closed.push(model);
          return Promise.resolve();
        },
      });
    },
  };
}
