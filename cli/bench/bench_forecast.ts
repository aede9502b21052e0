// How long the runs of a call of `bench` take together, from the first second on.

import {
  type ForecastPlan,
  type JobForecast,
  jobsMs,
  newPace,
  type Pace,
  plannedJobs,
} from "../../bench/run/forecast.ts";
import { networkCosts } from "../../bench/plan/network_cost.ts";
import { imageSizeText } from "../../models/graph/image_size.ts";

/** What is known of a call's time. */
export interface CallForecast {
  readonly pace: Pace;
  /** Time that runs will take, at the pace so far. */
  readonly ms: (plans: readonly ForecastPlan[]) => number;
}

/** A forecast that counts each network once for each size. */
export function callForecast(): CallForecast {
  const costOf = networkCosts();
  const pace = newPace();
  const known = new Map<ForecastPlan, readonly JobForecast[]>();
  const jobsOf = (plan: ForecastPlan) => {
    const jobs = known.get(plan) ?? plannedJobs(plan, costOf);
    known.set(plan, jobs);
    return jobs;
  };
  return {
    pace,
    ms: (plans) => plans.reduce((sum, plan) => sum + jobsMs(jobsOf(plan), plan, pace), 0),
  };
}

/** `cell 2 of 4 (size 224, batch 8, threads 2), `; nothing where there is one only. */
export function cellText(
  plan: Pick<ForecastPlan, "size" | "batch" | "threads">,
  { index, count }: { readonly index: number; readonly count: number },
): string {
  if (count === 1) return "";
  const { size, batch, threads } = plan;
  return `cell ${index + 1} of ${count} (size ${imageSizeText(size)}, batch ${batch}, ` +
    `threads ${threads}), `;
}
