// Pictures in order, batch by batch, prepared by workers while the network computes.

import { cropPlace } from "../images/crop_place.ts";
import type { Preset } from "../images/preset.ts";
import {
  LIMIT,
  type PictureTask,
  type PreparedPicture,
  type WorkerFailure,
} from "./picture_task.ts";

/** One picture of a batch: the sum of its values, or why it has none. */
export type BatchPicture = { readonly sha256: string } | { readonly error: string };

/** Pictures side by side, as a network takes them. */
export interface PreparedBatch {
  /** Index of its first picture among all paths. */
  readonly first: number;
  /** `pictures.length * 3 * crop * crop` values; those of a picture with an error are 0. */
  readonly images: Float32Array<ArrayBuffer>;
  readonly pictures: readonly BatchPicture[];
}

/** How pictures are prepared. */
export interface PipelineOptions {
  /** Pictures a batch; the last one has what is left. */
  readonly batch: number;
  /** Threads that decode. */
  readonly workers: number;
}

/** Batches that may lie ready while one is computed: the thread that asks for them is busy then. */
const BATCHES_AHEAD = 2;

/** Pictures a worker that may lie ready, however small batches are. */
const PICTURES_AHEAD = 4;

const WORKER = new URL("./picture_worker.ts", import.meta.url).href;

/**
 * All pictures once, in the order of their paths; one that cannot be read is an error in its place.
 *
 * Workers start with the first batch that is asked for, and end with the last or with the loop.
 *
 * @throws {RangeError} If batch or workers are no positive integers, or the preset's crop is wrong.
 */
export async function* preparedBatches(
  paths: readonly string[],
  preset: Preset,
  { batch, workers }: PipelineOptions,
): AsyncGenerator<PreparedBatch, void, void> {
  mustBePositive("batch", batch);
  mustBePositive("workers", workers);
  cropPlace({ width: 1, height: 1 }, preset);
  const ahead = Math.max(BATCHES_AHEAD * batch, PICTURES_AHEAD * workers);
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const pool = startWorkers(Math.min(workers, paths.length), { paths, preset, shared });
  try {
    for (let first = 0; first < paths.length; first += batch) {
      const count = Math.min(batch, paths.length - first);
      Atomics.store(shared, LIMIT, Math.min(paths.length, first + count + ahead));
      Atomics.notify(shared, LIMIT);
      yield batchOf(first, await pool.take(first, count), 3 * preset.crop ** 2);
    }
  } finally {
    pool.end();
  }
}

function mustBePositive(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new RangeError(
    `Cannot prepare pictures as ${name} must be a positive integer: got ${value}`,
  );
}

/** Workers, and what they have prepared. */
interface Pool {
  /** Pictures from an index on, as soon as all of them are there. */
  readonly take: (first: number, count: number) => Promise<readonly PreparedPicture[]>;
  readonly end: () => void;
}

function startWorkers(count: number, task: PictureTask): Pool {
  const ready = new Map<number, PreparedPicture>();
  let arrived = Promise.withResolvers<void>();
  let failure: Error | undefined;
  function fail(reason: string): void {
    failure ??= new Error(`Cannot prepare pictures as a worker failed: ${reason}`);
    arrived.resolve();
  }
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(WORKER, { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<PreparedPicture | WorkerFailure>) => {
      if ("failure" in data) return fail(data.failure);
      ready.set(data.index, data);
      arrived.resolve();
    };
    worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message);
    };
    worker.postMessage(task);
    return worker;
  });

  return {
    take: async (first, count) => {
      const taken: PreparedPicture[] = [];
      while (taken.length < count) {
        if (failure !== undefined) throw failure;
        const index = first + taken.length;
        const picture = ready.get(index);
        if (picture === undefined) {
          await arrived.promise;
          arrived = Promise.withResolvers<void>();
        } else {
          ready.delete(index);
          taken.push(picture);
        }
      }
      return taken;
    },
    end: () => workers.forEach((worker) => worker.terminate()),
  };
}

function batchOf(
  first: number,
  prepared: readonly PreparedPicture[],
  valuesEach: number,
): PreparedBatch {
  const images = new Float32Array(prepared.length * valuesEach);
  const pictures = prepared.map((picture, i): BatchPicture => {
    if ("error" in picture) return { error: picture.error };
    images.set(picture.values, i * valuesEach);
    return { sha256: picture.sha256 };
  });
  return { first, images, pictures };
}
