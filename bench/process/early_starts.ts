// What is started before anybody asks for it: with the first of a group, all that are expected of it.

/** Things that start together, each of which is asked for later, or never. */
export interface EarlyStarts<Key, Thing> {
  /** What will be asked for, in place of what was expected before. */
  readonly expect: (keys: readonly Key[]) => void;
  /** What was started for a key, or is now; the others of its group start, too. */
  readonly take: (key: Key) => Promise<Thing>;
  /** Ends what nobody has asked for. */
  readonly endRest: () => Promise<void>;
}

/**
 * @param options How one is started, how one that is not needed ends, and what tells groups apart.
 */
export function earlyStarts<Key, Thing>({ start, end, groupOf }: {
  readonly start: (key: Key) => Promise<Thing>;
  readonly end: (thing: Thing) => Promise<void>;
  readonly groupOf: (key: Key) => string;
}): EarlyStarts<Key, Thing> {
  let expected: readonly Key[] = [];
  const ready = new Map<Key, Promise<Thing>>();
  return {
    expect(keys) {
      expected = keys;
    },
    take(key) {
      const isOwn = (other: Key) => groupOf(other) === groupOf(key);
      for (const other of expected.filter(isOwn)) {
        const started = start(other);
        // Who asks for it gets to know.
        started.catch(() => undefined);
        ready.set(other, started);
      }
      expected = expected.filter((other) => !isOwn(other));
      const taken = ready.get(key) ?? start(key);
      ready.delete(key);
      return taken;
    },
    async endRest() {
      const rest = [...ready.values()];
      ready.clear();
      expected = [];
      await Promise.all(rest.map((started) => started.then(end, () => undefined)));
    },
  };
}
