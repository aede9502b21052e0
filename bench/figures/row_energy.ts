// From rates and power by round to images per joule.

import type { RowEnergy } from "../record/row_types.ts";
import { roundRates } from "../samples/round_rate.ts";
import { medianInterval } from "../samples/statistics.ts";
import type { TimedJob } from "./timed_job.ts";

/**
 * The energy of a row: its rate over the mean power, round by round. Rounds that an earlier run made
 * have no power.
 */
export function rowEnergy(
  measurement: Pick<TimedJob, "job" | "roundsMs" | "powers">,
  { source, sampledEveryMs, problem }: Pick<RowEnergy, "source" | "sampledEveryMs" | "problem">,
): RowEnergy {
  const { powers = [], roundsMs, job: { batch } } = measurement;
  const rates = roundRates({ roundsMs, batch });
  const earlierCount = rates.length - powers.length;
  const wattsByRound = rates.map((_, round) => powers[round - earlierCount]?.meanWatts ?? null);
  const imagesPerJoule = rates.flatMap((rate, round) => {
    const watts = wattsByRound[round] ?? 0;
    return watts > 0 ? [rate / watts] : [];
  });
  const isKnown = imagesPerJoule.length > 0;
  return {
    source,
    sampledEveryMs,
    wattsByRound,
    problem: isKnown ? null : problem ??
      "no power sample fell into a slice: a longer --slice has some, unless the card has gone",
    imagesPerJoule: isKnown ? medianInterval(imagesPerJoule) : null,
  };
}
