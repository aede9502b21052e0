// What is started before anybody asks for it: with the first of a group, all that are expected of it, and
// of those that follow as many as the machine gets ready at the same time.

import { sum } from "../samples/sum.ts";

/** Things that start together, each of which is asked for later, or never. */
export interface EarlyStarts<Key, Thing> {
  /** What will be asked for, in place of what was expected before. */
  readonly expect: (keys: readonly Key[]) => void;
  /** What was started for a key, or is now; all that start with it are ready then. */
  readonly take: (key: Key) => Promise<Thing>;
  /** Ends what nobody has asked for. */
  readonly endRest: () => Promise<void>;
}

/** How things start and end. */
export interface EarlyTools<Key, Thing> {
  readonly start: (key: Key) => Promise<Thing>;
  /** Waits until it no longer works by itself. */
  readonly ready: (thing: Thing) => Promise<void>;
  /** Ends one that is not needed. */
  readonly end: (thing: Thing) => Promise<void>;
  /** What tells groups apart. */
  readonly groupOf: (key: Key) => string;
  /** What it takes of the room while it gets ready; infinite: it starts with its own group only. */
  readonly weightOf: (key: Key) => number;
  readonly room: number;
}

/** Starts things ahead; whoever takes one has the machine for itself until the next is taken. */
export function earlyStarts<Key, Thing>(
  { start, ready, end, groupOf, weightOf, room }: EarlyTools<Key, Thing>,
): EarlyStarts<Key, Thing> {
  let expected: readonly Key[] = [];
  const waiting = new Map<Key, Promise<Thing>>();

  /** Takes those that start with a key out of the expected ones. */
  function companions(key: Key): readonly Key[] {
    const others = expected.filter((other) => other !== key);
    const isOwn = (other: Key) => groupOf(other) === groupOf(key);
    let left = room - sum([key, ...others.filter(isOwn)].map(weightOf));
    const found = others.filter((other) => {
      if (isOwn(other)) return true;
      left -= weightOf(other);
      return left >= 0;
    });
    expected = others.filter((other) => !found.includes(other));
    return found;
  }

  async function startedWithOthers(key: Key): Promise<Thing> {
    const starts = [key, ...companions(key)].map((one) => {
      const started = start(one);
      waiting.set(one, started);
      return started;
    });
    // What fails is told to who asks for it.
    await Promise.allSettled(starts.map(async (started) => await ready(await started)));
    return await (starts[0] as Promise<Thing>);
  }

  return {
    expect(keys) {
      expected = keys;
    },
    async take(key) {
      try {
        return await (waiting.get(key) ?? startedWithOthers(key));
      } finally {
        waiting.delete(key);
      }
    },
    async endRest() {
      const rest = [...waiting.values()];
      waiting.clear();
      expected = [];
      await Promise.all(rest.map((started) => started.then(end, () => undefined)));
    },
  };
}
