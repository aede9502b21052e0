// Pictures in, answers out: the network is asked batch by batch while the next batch is prepared, so that
// the slower of the two sets the pace.

import { topClasses } from "../accuracy/top_classes.ts";
import type { Outcome } from "../accuracy/top_tally.ts";
import type { LabelledPicture } from "../data/data_set.ts";

/** Pictures that were prepared, as far as they could be. */
export interface PreparedPictures {
  /** Place of the first one in the list. */
  readonly first: number;
  /** One after the other; what lies in the place of one that could not be read says nothing. */
  readonly images: Float32Array;
  readonly pictures: readonly ({ readonly sha256: string } | { readonly error: string })[];
}

/** What answers. */
export interface Answering {
  /** Pictures that the network takes at once. */
  readonly batch: number;
  /** Logits of so many pictures, one after the other. */
  readonly answer: (images: Float32Array<ArrayBuffer>) => Promise<Float32Array>;
}

/**
 * What a network answers to pictures, batch by batch, in their order. A last batch that is not full is
 * filled up with zeros, whose logits nobody reads.
 *
 * @throws {Error} If the network gives no answer, or one of another size.
 */
export async function* answersTo(
  pictures: readonly LabelledPicture[],
  prepared: AsyncIterable<PreparedPictures>,
  { batch, answer }: Answering,
): AsyncGenerator<readonly Outcome[]> {
  let running: Promise<readonly Outcome[]> | undefined;
  for await (const one of prepared) {
    const before = running;
    const done = before === undefined ? undefined : await before;
    running = outcomesOf(one);
    // Where it fails while the next batch is waited for, whoever awaits it hears of it.
    running.catch(() => undefined);
    if (done !== undefined) yield done;
  }
  if (running !== undefined) yield await running;

  async function outcomesOf(
    { first, images, pictures: read }: PreparedPictures,
  ): Promise<readonly Outcome[]> {
    const logits = read.some((picture) => "sha256" in picture)
      ? await answer(filledUp(images, read.length, batch))
      : new Float32Array();
    const classes = logits.length / batch;
    if (!Number.isInteger(classes)) {
      throw new Error(`network gave ${logits.length} logits for ${batch} pictures`);
    }
    return read.map((picture, i) => {
      const { name, label } = pictures[first + i] as LabelledPicture;
      if ("error" in picture) return { name, label, top: [], sha256: "", error: picture.error };
      const top = topClasses(logits.subarray(i * classes, (i + 1) * classes), label);
      return { name, label, top, sha256: picture.sha256 };
    });
  }
}

function filledUp(
  images: Float32Array,
  count: number,
  batch: number,
): Float32Array<ArrayBuffer> {
  const filled = new Float32Array(images.length / count * batch);
  filled.set(images);
  return filled;
}
