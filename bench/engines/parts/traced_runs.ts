// The runs that the runtime traces. A first run loads and a second one still grows the memory that
// later runs find ready: on two cores DS-Net-T's fast graph took 2.9 times its usual time in it. So
// runs go on until they take equally long, and only those after that count.

import { isWarm } from "../../samples/steady.ts";

/** Runs that are summed up: the median of a node leaves one odd run out. */
const TRACED = 3;
/** A warm-up ends here even if runs still differ: all of it is in the trace, 0.2 MB a run. */
const MOST_WARM_UP = 8;
/** Beyond this time it ends, too. */
const WARM_UP_MS = 1000;
/** Beyond this one, a single run must do: the caller waits for all of them as for one answer. */
const LIMIT_MS = 10_000;

/** Times of the runs after the warm-up, which are the last ones of the trace. */
export async function tracedRuns(timeRun: () => Promise<number>): Promise<readonly number[]> {
  let spentMs = 0;
  const run = async () => {
    const runMs = await timeRun();
    spentMs += runMs;
    return runMs;
  };

  const warmUp: (readonly number[])[] = [];
  do {
    warmUp.push([await run()]);
  } while (!isWarm(warmUp) && warmUp.length < MOST_WARM_UP && spentMs < WARM_UP_MS);

  const tracedMs: number[] = [];
  do {
    tracedMs.push(await run());
  } while (tracedMs.length < TRACED && spentMs < LIMIT_MS);
  return tracedMs;
}
