// Which rewrites make networks faster on a device: each one is left out in turn, and timed in the same
// rounds as all of them together. Only those are tried that compute the same there.

import { disagreementOf, toleranceOf } from "../job/agreement.ts";
import { deviceRewrites } from "../job/device_rewrites.ts";
import type { Job } from "../job/protocol.ts";
import { appliedRewrites } from "../job/subject.ts";
import { jobOf, type PlannedModel, type RunPlan } from "../plan/plan.ts";
import { findBlame } from "../run/blame.ts";
import { measureInRounds } from "../run/schedule.ts";
import type { DifferenceWith, StartWorker, Workers } from "../run/worker_process.ts";
import { pairedRatio } from "../samples/round_rate.ts";
import { boundsOf, type MedianInterval } from "../samples/statistics.ts";

/** What leaving a rewrite out does to a model. */
export interface Finding {
  readonly model: string;
  readonly rewrite: string;
  /** images/s without it over those with it, round by round. */
  readonly ratio: MedianInterval;
}

/** The list that was found for a device, and why. */
export interface Tuned {
  /** By name, in order. */
  readonly rewrites: readonly string[];
  /** Without which at least one model is faster, and none slower. */
  readonly leftOut: readonly string[];
  /** Which do not compute the same there. */
  readonly unequal: readonly string[];
  readonly findings: readonly Finding[];
  /** images/s by the list over those by all rewrites, by model; empty where nothing is left out. */
  readonly confirmed: Readonly<Record<string, MedianInterval>>;
}

/** What tuning needs from outside. */
export interface TuneTools {
  readonly startWorker: StartWorker;
  readonly differenceWith: DifferenceWith;
  readonly loading?: Pick<Workers, "expect" | "rest">;
  readonly now: () => number;
  readonly signal?: AbortSignal;
  readonly show: (text: string) => void;
}

/** Longest search for rewrites that do not compute the same, of one model. */
const BLAME_LIMIT_MS = 60_000;

/** Rewrites that one model at least is faster without, by its whole interval, and none slower. */
export function worseThanNothing(findings: readonly Finding[]): readonly string[] {
  const byRewrite = Map.groupBy(findings, ({ rewrite }) => rewrite);
  return [...byRewrite].filter(([, own]) => {
    const bounds = own.map(({ ratio }) => boundsOf(ratio));
    return bounds.some((one) => one !== undefined && one.low > 1) &&
      bounds.every((one) => one === undefined || one.high >= 1);
  }).map(([rewrite]) => rewrite);
}

/** A model could not be timed on the device, or it was stopped. */
export class TuneError extends Error {
  override readonly name = "TuneError";
}

/**
 * Finds the list of a device.
 *
 * @throws {TuneError} If nothing could be timed, with the reason.
 */
export async function tune(plan: RunPlan, tools: TuneTools): Promise<Tuned> {
  const names = Object.keys(deviceRewrites(plan.device).rewrites);
  const unequal = await unequalRewrites(plan, names, tools);
  const base = names.filter((name) => !unequal.includes(name));

  const findings: Finding[] = [];
  for (const model of plan.models) {
    tools.show(`${model.id}: all rewrites, and each left out`);
    const applied = appliedOf(plan, model, base);
    const others = applied.map((name) => base.filter((other) => other !== name));
    const ratios = await timedAgainst(plan, model, { base, others }, tools);
    applied.forEach((rewrite, i) => {
      const ratio = ratios[i];
      if (ratio !== undefined) findings.push({ model: model.id, rewrite, ratio });
    });
  }
  const leftOut = worseThanNothing(findings);
  const rewrites = base.filter((name) => !leftOut.includes(name));
  const confirmed: Record<string, MedianInterval> = {};
  for (const model of leftOut.length === 0 ? [] : plan.models) {
    tools.show(`${model.id}: the list that was found against all rewrites`);
    const [ratio] = await timedAgainst(plan, model, { base, others: [rewrites] }, tools);
    if (ratio !== undefined) confirmed[model.id] = ratio;
  }
  // Alone each may do harm and together good.
  const isSlower = Object.values(confirmed).some((ratio) => (boundsOf(ratio)?.high ?? 1) < 1);
  return isSlower
    ? { rewrites: base, leftOut: [], unequal, findings, confirmed }
    : { rewrites, leftOut, unequal, findings, confirmed };
}

/** The rewrites of a list that have an effect on a model. */
function appliedOf(
  plan: RunPlan,
  { id, build }: PlannedModel,
  names: readonly string[],
): readonly string[] {
  const job = { ...jobOf(plan, id, "fast"), rewrites: names };
  return appliedRewrites(job, build({ size: plan.size }));
}

/** Where nobody has proved the list, what makes outputs disagree is looked for first. */
async function unequalRewrites(
  plan: RunPlan,
  names: readonly string[],
  { differenceWith, now, show }: TuneTools,
): Promise<readonly string[]> {
  if (deviceRewrites(plan.device).isProved) return [];
  const found = new Set<string>();
  for (const model of plan.models) {
    show(`${model.id}: which rewrites compute the same on ${plan.device}`);
    const job = jobOf(plan, model.id, "fast");
    const { rewrites } = await findBlame(
      appliedOf(plan, model, names.filter((name) => !found.has(name))),
      async (tried) => (await differenceWith(job, tried)) <= toleranceOf(job),
      { now, endMs: now() + BLAME_LIMIT_MS },
    );
    rewrites.forEach((name) => found.add(name));
  }
  return names.filter((name) => found.has(name));
}

/** images/s of a model with each of some lists over those with `base`, all in the same rounds. */
async function timedAgainst(
  plan: RunPlan,
  model: PlannedModel,
  { base, others }: {
    readonly base: readonly string[];
    readonly others: readonly (readonly string[])[];
  },
  { startWorker, loading, now, signal }: TuneTools,
): Promise<readonly (MedianInterval | undefined)[]> {
  const jobs: readonly Job[] = [base, ...others].map((rewrites) => ({
    ...jobOf(plan, model.id, "fast"),
    rewrites,
  }));
  const problems: string[] = [];
  const startAgreeing: StartWorker = async (job) => {
    const worker = await startWorker(job);
    const problem = disagreementOf(job, worker.loaded);
    if (problem === undefined) return worker;
    await worker.close();
    throw new TuneError(problem);
  };
  const { measurements } = await measureInRounds(jobs, plan, {
    startWorker: startAgreeing,
    now,
    ...(loading === undefined ? {} : { loading }),
    ...(signal === undefined ? {} : { signal }),
  }, {
    onRound: () => undefined,
    onFailure: (_, stage, reason) => void problems.push(`${stage}: ${reason}`),
  });
  const roundsOf = (job: Job | undefined) => {
    const found = measurements.find((measurement) => measurement.job === job);
    return found && { roundsMs: found.roundsMs, batch: plan.batch };
  };
  const own = roundsOf(jobs[0]);
  if (own === undefined) {
    throw new TuneError(`Cannot time ${model.id}: ${problems[0] ?? "it was stopped"}`);
  }
  return jobs.slice(1).map((job) => {
    const rounds = roundsOf(job);
    return rounds && pairedRatio(rounds, own);
  });
}
