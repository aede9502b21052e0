// How long a run still takes, told from how long it took so far.

/** Rounds, and how long those made so far took. */
export interface RoundsSoFar {
  /** Rounds made, the part of the one that is being made included: 2.5. */
  readonly done: number;
  readonly spentMs: number;
}

/** What ends the rounds. */
export interface RoundLimits {
  readonly timeMs: number;
  /** Most rounds; null: as many as the time allows. */
  readonly rounds: number | null;
  /** Rounds that are made even if the time is over. */
  readonly leastRounds: number;
}

/** Time until the rounds end at the latest, if each takes as long as those before. */
export function roundsLeftMs(
  { done, spentMs }: RoundsSoFar,
  { timeMs, rounds, leastRounds }: RoundLimits,
): number {
  const roundMs = spentMs / done;
  const byTime = Math.max(leastRounds, Math.floor(timeMs / roundMs));
  return roundMs * Math.max(0, Math.min(rounds ?? Infinity, byTime) - done);
}

/** The parts of a run, one of which is going on. */
export interface PartsSoFar {
  /** How long each of those before took. */
  readonly earlierMs: readonly number[];
  /** How long this one has taken. */
  readonly spentMs: number;
  /** How long this one still takes, if that is known. */
  readonly leftMs: number | undefined;
  /** How many come after it. */
  readonly laterCount: number;
}

/** Time until the last part ends, if all take as long as those before; undefined: too early to say. */
export function partsLeftMs(parts: PartsSoFar): number | undefined {
  const { earlierMs, spentMs, laterCount } = parts;
  const meanMs = earlierMs.length === 0
    ? undefined
    : earlierMs.reduce((sum, ms) => sum + ms, 0) / earlierMs.length;
  const leftMs = parts.leftMs ?? (meanMs && Math.max(0, meanMs - spentMs));
  return leftMs === undefined ? undefined : leftMs + laterCount * (meanMs ?? spentMs + leftMs);
}
