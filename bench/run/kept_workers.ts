// Workers that all parts of a run share: each is loaded once and closed when the last part is over.

import type { Job } from "../job/protocol.ts";
import { jobKey } from "../plan/plan.ts";
import type { LoadedWorker, StartWorker } from "./worker_process.ts";

/** Starts workers, some of which stay loaded until it is disposed of. */
export interface KeptWorkers extends AsyncDisposable {
  readonly startWorker: StartWorker;
}

/**
 * Keeps the workers of some jobs: asked for again, they are there, and closing them does nothing. One
 * that fails is not kept.
 */
export function keptWorkers(
  startWorker: StartWorker,
  isKept: (job: Job) => boolean,
): KeptWorkers {
  const kept = new Map<string, LoadedWorker>();

  function keptAs(key: string, worker: LoadedWorker): LoadedWorker {
    const { runSlice, close } = worker;
    return {
      ...worker,
      async runSlice(sliceMs) {
        try {
          return await runSlice(sliceMs);
        } catch (error) {
          kept.delete(key);
          await close();
          throw error;
        }
      },
      close: () => Promise.resolve(),
    };
  }

  return {
    async startWorker(job) {
      if (!isKept(job)) return await startWorker(job);
      const key = jobKey(job);
      const known = kept.get(key);
      if (known !== undefined) return { ...keptAs(key, known), isWarm: true };
      const worker = await startWorker(job);
      kept.set(key, worker);
      return keptAs(key, worker);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...kept.values()].map(({ close }) => close()));
      kept.clear();
    },
  };
}
