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

/** Time of all rounds at the latest, if each takes this long. */
export function roundsMs(
  roundMs: number,
  { timeMs, rounds, leastRounds }: RoundLimits,
): number {
  const byTime = Math.max(leastRounds, Math.floor(timeMs / roundMs));
  return roundMs * Math.min(rounds ?? Infinity, byTime);
}

/** Time until the rounds end at the latest, if each takes as long as those before. */
export function roundsLeftMs({ done, spentMs }: RoundsSoFar, limits: RoundLimits): number {
  return Math.max(0, roundsMs(spentMs / done, limits) - spentMs);
}
