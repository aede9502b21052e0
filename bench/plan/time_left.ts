// How long a run still takes, told from how long it took so far.

import type { RunPlan } from "./plan.ts";

/** The middle of fewer rounds is a single one. An interval needs more, but time that was set counts. */
export const LEAST_ROUNDS = 3;

type RoundLimits = Pick<RunPlan, "timeMs" | "rounds" | "leastRounds">;

/** Time of all rounds at the latest, if each takes this long. */
export function roundsMs(
  roundMs: number,
  { timeMs, rounds, leastRounds = LEAST_ROUNDS }: RoundLimits,
): number {
  const byTime = Math.max(leastRounds, Math.floor(timeMs / roundMs));
  return roundMs * Math.min(rounds ?? Infinity, byTime);
}

/**
 * Time until the rounds end at the latest, if each takes as long as those before.
 *
 * @param soFar Rounds made, such as 2.5 within the third, and the time that they took.
 */
export function roundsLeftMs(
  { done, spentMs }: { readonly done: number; readonly spentMs: number },
  limits: RoundLimits,
): number {
  return Math.max(0, roundsMs(spentMs / done, limits) - spentMs);
}
