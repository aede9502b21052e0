// Two versions of the suite side by side: the same models, built by each version's own code, loaded
// together and timed in the same rounds, so that a shared runner's drift hits both alike.

import { FLOPS_PER_MAC } from "../count/flops.ts";
import type { TimedJob } from "../figures/timed_job.ts";
import type { Job, ProbedDevice } from "../job/protocol.ts";
import { networkCosts } from "../plan/network_cost.ts";
import { jobOf, type PlannedModel, type RunPlan } from "../plan/plan.ts";
import { type PlannedRow, plannedRow } from "../plan/planned_row.ts";
import type { BenchRecord, CountRecord } from "../record/record.ts";
import { disagreementOf } from "../job/agreement.ts";
import { roundRates } from "../samples/round_rate.ts";
import { type Contestant, isSampled } from "./contestant.ts";
import {
  jobForecast,
  LIGHT_JOB,
  newPace,
  type PartsForecast,
  partsForecast,
  shownProgress,
} from "./forecast.ts";
import { countRecord, failureRecord, roundRecord, timingRecord } from "./record_of.ts";
import { measureInRounds, type ScheduleResult, type ScheduleTools } from "./schedule.ts";
import type { StartWorker, Workers } from "./worker_process.ts";

/** The older version, or this one. */
export type VersionSide = "base" | "new";

/** What comparing two versions needs from outside. */
export interface AgainstTools
  extends Omit<ScheduleTools, "startWorker" | "earlierRounds" | "loading" | "arePrecise"> {
  readonly workers: Readonly<{ [Side in VersionSide]: SideWorkers }>;
  readonly emit: (side: VersionSide, record: BenchRecord) => void;
  /**
   * How far the interval of the ratio of two sets of rates, round by round, reaches from it, where so many
   * are judged together; infinite where the rounds are too few.
   */
  readonly spreadOf: (
    base: readonly number[],
    next: readonly number[],
    rowCount: number,
  ) => number;
  /** Shows a step: what is done, and the time that is left. */
  readonly show: (text: string, leftMs: number) => void;
  readonly device: ProbedDevice;
}

/** The workers of a side. */
interface SideWorkers extends Pick<Workers, "expect" | "rest"> {
  readonly startWorker: StartWorker;
}

/** The same plan under the run id of each side. */
type SidePlans = Readonly<{ [Side in VersionSide]: RunPlan }>;

interface SidedModel {
  readonly side: VersionSide;
  readonly plan: RunPlan;
  readonly entry: PlannedModel;
}

type SidedModels = ReadonlyMap<Job, SidedModel>;

/** What is timed in the same rounds. */
interface SidedRounds {
  readonly sided: SidedModels;
  readonly roundsId: string;
}

/**
 * Times the models of a plan in both versions.
 *
 * @param plans The same plan under the run id of each side; its first graph variant is timed.
 * @returns Whether it was interrupted.
 */
export async function measureAgainst(
  plans: SidePlans,
  tools: AgainstTools,
): Promise<{ readonly interrupted: boolean }> {
  const sided = sidedModels(plans);
  const roundsId = crypto.randomUUID();
  const result = await measureSides({ sided, roundsId }, plans.new, tools);
  await emitTimings({ sided, roundsId }, tools, result);
  return { interrupted: result.endedBy === "interrupted" };
}

function sidedModels(plans: SidePlans): SidedModels {
  const [graph = "plain"] = plans.new.graphs;
  return new Map(plans.new.models.flatMap((entry) =>
    (["base", "new"] as const).map((side) => {
      const plan = plans[side];
      return [jobOf(plan, entry.id, graph), { side, plan, entry }] as const;
    })
  ));
}

function sideOf(sided: SidedModels, job: Job): SidedModel {
  return sided.get(job) as SidedModel;
}

function measureSides(
  { sided, roundsId }: SidedRounds,
  limits: RunPlan,
  tools: AgainstTools,
): Promise<ScheduleResult> {
  const jobs = [...sided.keys()];
  const forecast = forecastOf(sided, limits, tools.now);

  /** Nothing takes the place of what disagrees: both sides time the same graph. */
  const startAgreeing: StartWorker = async (job) => {
    const worker = await tools.workers[sideOf(sided, job).side].startWorker(job);
    const reason = disagreementOf(job, worker.loaded);
    if (reason === undefined) return worker;
    await worker.close();
    throw new Error(`${reason}; the speed is withheld`);
  };

  const { base, new: own } = tools.workers;
  const loading = {
    expect(expected: readonly Job[]) {
      const ofSide = Map.groupBy(expected, (job) => sideOf(sided, job).side);
      base.expect(ofSide.get("base") ?? []);
      own.expect(ofSide.get("new") ?? []);
    },
    async rest() {
      await base.rest();
      await own.rest();
    },
  };
  const arePrecise = preciseRatios(sided, tools.spreadOf);
  const scheduleTools = { ...tools, startWorker: startAgreeing, loading, arePrecise };
  return measureInRounds(jobs, limits, scheduleTools, {
    ...shownProgress(jobs, {
      forecast,
      nameOf: (job) => `${job.model}, ${sideOf(sided, job).side}`,
      show: (text, roundsLeftMs) => tools.show(text, forecast.leftMs(roundsLeftMs)),
    }),
    onRound(job, round, slice) {
      const { side, plan } = sideOf(sided, job);
      tools.emit(side, roundRecord(plan, job, { roundsId, round }, slice));
    },
    onFailure(job, stage, reason) {
      const { side, plan } = sideOf(sided, job);
      tools.emit(side, failureRecord(plan, job, stage, reason));
    },
  });
}

/** What is judged are ratios: whatever slows both sides of a round down widens none of them. */
function preciseRatios(
  sided: SidedModels,
  spreadOf: AgainstTools["spreadOf"],
): NonNullable<ScheduleTools["arePrecise"]> {
  const rates = ({ job, roundsMs }: Contestant) => roundRates({ roundsMs, batch: job.batch });
  return (running, target) => {
    const pairs = [...Map.groupBy(running, ({ job }) => sideOf(sided, job).entry).values()]
      .flatMap(([one, other]) => one && other ? [[one, other] as const] : []);
    return running.every(isSampled) &&
      pairs.every(([one, other]) => spreadOf(rates(one), rates(other), pairs.length) <= target);
  };
}

function forecastOf(sided: SidedModels, plan: RunPlan, now: () => number): PartsForecast {
  const costOf = networkCosts();
  const jobs = [...sided.values()].map(({ entry }) => {
    const cost = costOf(entry, plan.size);
    return cost === null ? LIGHT_JOB : jobForecast(cost, plan);
  });
  return partsForecast([jobs], { plan, pace: newPace(), now });
}

async function emitTimings(
  { sided, roundsId }: SidedRounds,
  { emit, device, meter }: AgainstTools,
  { measurements, endedBy }: ScheduleResult,
): Promise<void> {
  for (const measurement of measurements) {
    const { side, plan, entry } = sideOf(sided, measurement.job);
    const row = asBuilt(await plannedRow(entry, measurement.job), measurement);
    emit(side, builtCount(plan, row, measurement));
    const denominators = { anchor: undefined, plain: undefined };
    const parts = {
      measurement,
      denominators,
      ceilings: undefined,
      endedBy,
      roundsId,
      device,
      ...(meter === undefined ? {} : { energySource: meter.source }),
    };
    emit(side, timingRecord(plan, row, parts));
  }
}

/** The row with what the worker's own version built; its node names are not this version's. */
function asBuilt(row: PlannedRow, { loaded }: TimedJob): PlannedRow {
  const { graphHash, executedMacs } = loaded.built;
  return graphHash === row.hash
    ? row
    : { ...row, hash: graphHash, executedMacs, timed: { ...row.timed, nodes: [] } };
}

/** The count as the worker's own version has it; only this version's is split into parts. */
function builtCount(plan: RunPlan, row: PlannedRow, { loaded }: TimedJob): CountRecord {
  const record = countRecord(plan, row);
  const { params, buffers, macs } = loaded.built;
  const parts = macs === record.macs ? {} : { macsByOp: {}, macsByStage: {}, macsByStream: {} };
  return { ...record, params, buffers, macs, flops: FLOPS_PER_MAC * macs, ...parts };
}
