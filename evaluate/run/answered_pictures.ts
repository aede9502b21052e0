// Pictures in, answers out: the network is asked batch by batch while the next batch is prepared, so that
// the slower of the two sets the pace.

import { topClasses } from "../accuracy/top_classes.ts";
import type { Outcome } from "../accuracy/top_tally.ts";
import type { LabelledPicture } from "../data/data_set.ts";

/** Pictures that were prepared, as far as they could be. */
export interface PreparedPictures {
  /** Place of the first one in the list. */
  readonly first: number;
  /** A full batch of them; what lies in the place of one that is none, or not read, says nothing. */
  readonly file: string;
  readonly pictures: readonly ({ readonly sha256: string } | { readonly error: string })[];
}

/** What answers. */
export interface Answering {
  /** Pictures that the network takes at once. */
  readonly batch: number;
  /** Logits of the pictures of a file, one after the other. */
  readonly answer: (file: string) => Promise<Float32Array>;
}

/**
 * What a network answers to pictures, batch by batch, in their order. Where a last
 * batch is not full, the network answers to whatever else is in its file, and nobody reads that.
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
    { first, file, pictures: read }: PreparedPictures,
  ): Promise<readonly Outcome[]> {
    const logits = read.some((picture) => "sha256" in picture)
      ? await answer(file)
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
