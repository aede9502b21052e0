// Which rewrites make a graph disagree. Rewrites run in order, so the shortest beginning of the list
// that disagrees ends with one that is to blame; halving finds it in a few trials. It is left out, and
// the search goes on until the rest agrees. Pure; the caller says what a trial is.

/** Which rewrites are to blame. */
export interface Blame {
  /** In the order in which they were found. */
  readonly rewrites: readonly string[];
  /** Whether the others together agree; false: the time was over, or a trial failed. */
  readonly isComplete: boolean;
}

/** Whether the graph with these rewrites, in this order, agrees. */
export type Trial = (rewrites: readonly string[]) => Promise<boolean>;

interface BlameLimit {
  /** Milliseconds from a fixed point. */
  readonly now: () => number;
  /** No trial begins later. */
  readonly endMs: number;
}

/**
 * Finds the rewrites without which all others agree; none if the graph without any disagrees as well.
 *
 * @param rewrites In order; together they disagree.
 * @param suspects Rewrites that were to blame elsewhere; they are left out first.
 */
export async function findBlame(
  rewrites: readonly string[],
  trial: Trial,
  limit: BlameLimit,
  suspects: readonly string[] = [],
): Promise<Blame> {
  const found: string[] = [];
  const without = (left: readonly string[]) => rewrites.filter((name) => !left.includes(name));
  const timed: Trial = (names) => {
    if (limit.now() >= limit.endMs) throw new OutOfTime();
    return trial(names);
  };
  try {
    const known = rewrites.filter((name) => suspects.includes(name));
    if (known.length > 0 && await timed(without(known))) {
      return { rewrites: known, isComplete: true };
    }
    if (!await timed([])) return { rewrites: [], isComplete: true };
    do found.push(await endOfShortest(without(found), timed)); while (!await timed(without(found)));
    return { rewrites: found, isComplete: true };
  } catch (error) {
    if (error instanceof OutOfTime) return { rewrites: found, isComplete: false };
    throw error;
  }
}

/** The last of the shortest beginning that disagrees; all of them do, none of them does not. */
async function endOfShortest(rewrites: readonly string[], trial: Trial): Promise<string> {
  let [agrees, disagrees] = [0, rewrites.length];
  while (disagrees - agrees > 1) {
    const middle = Math.floor((agrees + disagrees) / 2);
    if (await trial(rewrites.slice(0, middle))) agrees = middle;
    else disagrees = middle;
  }
  return rewrites[disagrees - 1] as string;
}

class OutOfTime extends Error {}
