// Workers and a clock that do nothing but tell a script: a run takes the time it says.

import type { Job } from "../../bench/protocol.ts";
import type { StartWorker } from "../../bench/worker_process.ts";

/** What a fake model does. */
export interface FakeModel {
  /** Time of every run, given the runs before it and the clock. */
  readonly runMs: (runIndex: number, nowMs: number) => number;
  /** Throws at this run, counted from 0. */
  readonly diesAtRun?: number;
  readonly failsToLoad?: string;
  readonly finite?: boolean;
}

/** A clock that only fake runs move, and what happened. */
export interface FakeMachine {
  readonly startWorker: StartWorker;
  readonly now: () => number;
  /** Models in the order of their slices. */
  readonly slices: string[];
  readonly closed: string[];
}

/** A job of a fake model. */
export function fakeJob(model: string, batch = 1): Job {
  return { model, height: 224, width: 224, batch, threads: 1, seed: 1 };
}

/** A machine that has these models. */
export function fakeMachine(models: Readonly<Record<string, FakeModel>>): FakeMachine {
  let nowMs = 0;
  const slices: string[] = [];
  const closed: string[] = [];
  return {
    slices,
    closed,
    now: () => nowMs,
    startWorker({ model }) {
      const fake = models[model] as FakeModel;
      if (fake.failsToLoad !== undefined) return Promise.reject(new Error(fake.failsToLoad));
      let runIndex = 0;
      return Promise.resolve({
        loaded: {
          graphHash: `hash of ${model}`,
          buildMs: 1,
          loadMs: 2,
          firstRunMs: 3,
          outputSha256: `output of ${model}`,
          finite: fake.finite ?? true,
        },
        runSlice(sliceMs) {
          slices.push(model);
          const samplesMs: number[] = [];
          const start = nowMs;
          do {
            if (runIndex === fake.diesAtRun) return Promise.reject(new Error("worker died"));
            const runMs = fake.runMs(runIndex++, nowMs);
            nowMs += runMs;
            samplesMs.push(runMs);
          } while (nowMs - start < sliceMs);
          return Promise.resolve({ samplesMs, peakMemoryBytes: 1000 + runIndex });
        },
        close() {
          closed.push(model);
          return Promise.resolve();
        },
      });
    },
  };
}
