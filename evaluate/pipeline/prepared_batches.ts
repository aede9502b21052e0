// Pictures in order, batch by batch, prepared by workers while the network computes. Each batch is a
// file that the network's process reads: no value is copied here.

import { cropPlace } from "../images/crop_place.ts";
import type { Preset } from "../images/preset.ts";
import {
  ENDED,
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
  /**
   * File of a full batch of values, `3 * crop * crop` a picture. Where a picture has an error, or the
   * last batch ends early, they say nothing. It is written again once the batch after next is asked for.
   */
  readonly file: string;
  readonly pictures: readonly BatchPicture[];
}

/** How pictures are prepared. */
export interface PipelineOptions {
  /** Pictures a batch; the last one has what is left. */
  readonly batch: number;
  /** Most threads that decode; as many start as the network turns out to need. */
  readonly workers: number;
  /** For the files of batches. */
  readonly folder: string;
}

/** Batches that may lie ready while one is computed: the thread that asks for them is busy then. */
const BATCHES_AHEAD = 2;

/** Pictures a worker that may lie ready, however small batches are. */
const PICTURES_AHEAD = 4;

/** Batches that are in use while others are prepared: one is computed, one is asked for. */
const BATCHES_IN_USE = 2;

const WORKER = new URL("./picture_worker.ts", import.meta.url).href;

/**
 * All pictures once, in the order of their paths; one that cannot be read is an error in its place.
 *
 * Workers start with the first batches that are asked for, and end with the last or with the loop.
 *
 * @throws {RangeError} If batch or workers are no positive integers, or the preset's crop is wrong.
 * @throws {Error} If a file of the folder cannot be written.
 */
export async function* preparedBatches(
  paths: readonly string[],
  preset: Preset,
  { batch, workers, folder }: PipelineOptions,
): AsyncGenerator<PreparedBatch, void, void> {
  mustBePositive("batch", batch);
  mustBePositive("workers", workers);
  cropPlace({ width: 1, height: 1 }, preset);
  if (paths.length === 0) return;
  const most = Math.min(workers, paths.length);
  const batchesAhead = Math.max(BATCHES_AHEAD, Math.ceil(PICTURES_AHEAD * most / batch));
  const files = Array.from(
    { length: batchesAhead + BATCHES_IN_USE },
    (_, i) => `${folder}/pictures-${i}.bin`,
  );
  const batchBytes = Float32Array.BYTES_PER_ELEMENT * batch * 3 * preset.crop ** 2;
  for (const file of files) makeFile(file, batchBytes);
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const pool = newPool(most, { paths, preset, batch, files, shared });
  try {
    for (let first = 0; first < paths.length; first += batch) {
      const count = Math.min(batch, paths.length - first);
      setLimit(shared, first + batch * (1 + batchesAhead));
      const pictures = await pool.take(first, count);
      yield { first, file: files[first / batch % files.length] ?? "", pictures };
    }
  } finally {
    // A worker that sleeps would not hear that it is to end.
    setLimit(shared, ENDED);
    pool.end();
  }
}

function setLimit(shared: Int32Array, limit: number): void {
  Atomics.store(shared, LIMIT, limit);
  Atomics.notify(shared, LIMIT);
}

function mustBePositive(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new RangeError(
    `Cannot prepare pictures as ${name} must be a positive integer: got ${value}`,
  );
}

function makeFile(path: string, sizeBytes: number): void {
  using file = Deno.createSync(path);
  file.truncateSync(sizeBytes);
}

/** Workers, and what they have prepared. */
interface Pool {
  /** Pictures from an index on, as soon as all of them are there. */
  readonly take: (first: number, count: number) => Promise<readonly BatchPicture[]>;
  readonly end: () => void;
}

/** One worker, and another one whenever a batch that is asked for is not ready. */
function newPool(most: number, task: PictureTask): Pool {
  const ready = new Map<number, PreparedPicture>();
  let arrived = Promise.withResolvers<void>();
  let failure: Error | undefined;
  const workers: Worker[] = [];

  function fail(reason: string): void {
    failure ??= new Error(`a worker failed that prepares pictures: ${reason}`);
    arrived.resolve();
  }

  function start(): void {
    if (workers.length === most) return;
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
    workers.push(worker);
  }

  const isReady = (first: number, count: number) =>
    Array.from({ length: count }).every((_, i) => ready.has(first + i));

  start();
  return {
    async take(first, count) {
      if (!isReady(first, count)) start();
      const taken: BatchPicture[] = [];
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
