// Several processes that run the same model at the same time: what each gets of threads, batch and
// processors, and how fast they are together.

import type { Job } from "../job/protocol.ts";

/** What one process of a job gets: its share of the threads and, where that divides, of the batch. */
export function shareOf(
  { batch, threads, instances }: Pick<Job, "batch" | "threads" | "instances">,
): Pick<Job, "batch" | "threads"> {
  return {
    batch: batch % instances === 0 ? batch / instances : batch,
    threads: Math.max(1, Math.floor(threads / instances)),
  };
}

/** Runs of one process, and how many images it had under way in each. */
export interface PartSamples {
  readonly samplesMs: readonly number[];
  readonly images: number;
}

/**
 * The times in which all processes together do a batch: the runs of a process that come in the same
 * place in its slice are taken to be at the same time, and their rates add up. Of one process with one
 * run at a time, these are its samples.
 */
export function togetherMs(parts: readonly PartSamples[], batch: number): readonly number[] {
  const [only, ...others] = parts;
  if (only === undefined) return [];
  if (others.length === 0 && only.images === batch) return only.samplesMs;
  const length = Math.min(...parts.map(({ samplesMs }) => samplesMs.length));
  return Array.from({ length }, (_, place) => {
    const imagesPerMs = parts.reduce(
      (rate, { samplesMs, images }) => rate + images / (samplesMs[place] ?? NaN),
      0,
    );
    return batch / imagesPerMs;
  });
}

/**
 * The program that binds process `index` of several to its share of the processors; nothing where
 * there is one process only, or fewer processors than processes.
 */
export function processorsOf(
  index: number,
  instances: number,
  processors: readonly number[] = [],
): readonly string[] {
  const share = Math.floor(processors.length / instances);
  if (instances === 1 || share === 0) return [];
  return ["taskset", "-c", processors.slice(index * share, (index + 1) * share).join(",")];
}
