// Two versions of the suite side by side: the same models, built by each version's own code, loaded
// together and timed in the same rounds, so that a shared runner's drift hits both alike.

import { disagreementOf } from "../worker/agreement.ts";
import { jobForecast, LIGHT_JOB, newPace, partsForecast } from "./forecast.ts";
import { FLOPS_PER_MAC } from "../count/flops.ts";
import { networkCosts } from "../plan/network_cost.ts";
import { jobOf, type PlannedModel, type RunPlan } from "../plan/plan.ts";
import type { Job, ProbedDevice } from "../job/protocol.ts";
import type { BenchRecord, CountRecord } from "../record/record.ts";
import { countRecord, failureRecord, roundRecord, timingRecord } from "./record_of.ts";
import { type PlannedRow, plannedRow } from "./planned_row.ts";
import { measureInRounds, type ScheduleTools } from "./schedule.ts";
import type { TimedJob } from "../figures/timed_job.ts";
import type { StartWorker } from "./worker_process.ts";

/** The older version, or this one. */
export type VersionSide = "base" | "new";

/** What comparing two versions needs from outside. */
export interface AgainstTools extends Omit<ScheduleTools, "startWorker" | "earlierRounds"> {
  readonly startWorker: Readonly<{ [Side in VersionSide]: StartWorker }>;
  /** Keeps a record of one side. */
  readonly emit: (side: VersionSide, record: BenchRecord) => void;
  /** Shows a step: what is done, and the time that is left. */
  readonly show: (text: string, leftMs: number) => void;
  readonly device: ProbedDevice;
}

/**
 * Times the models of a plan in both versions.
 *
 * @param plans The same plan under the run id of each side; its first graph variant is timed.
 * @returns Whether it was interrupted.
 */
export async function measureAgainst(
  plans: Readonly<{ [Side in VersionSide]: RunPlan }>,
  tools: AgainstTools,
): Promise<{ readonly interrupted: boolean }> {
  const sides = new Map<Job, { readonly side: VersionSide; readonly entry: PlannedModel }>();
  for (const entry of plans.new.models) {
    for (const side of ["base", "new"] as const) {
      const graph = plans.new.graphs[0] ?? "plain";
      sides.set(jobOf(plans[side], entry.id, graph), { side, entry });
    }
  }
  const sideOf = (job: Job) => sides.get(job) as { side: VersionSide; entry: PlannedModel };
  const jobs = [...sides.keys()];

  /** Nothing takes the place of what disagrees: both sides time the same graph. */
  const startAgreeing: StartWorker = async (job) => {
    const worker = await tools.startWorker[sideOf(job).side](job);
    const reason = disagreementOf(job, worker.loaded);
    if (reason === undefined) return worker;
    await worker.close();
    throw new Error(`${reason}; the speed is withheld`);
  };

  const costOf = networkCosts();
  const forecast = partsForecast([
    jobs.map((job) => {
      const cost = costOf(sideOf(job).entry, plans.new.size);
      return cost === null ? LIGHT_JOB : jobForecast(cost, plans.new);
    }),
  ], { plan: plans.new, pace: newPace(), now: tools.now });
  const show = (text: string, roundsLeftMs?: number) =>
    tools.show(text, forecast.leftMs(roundsLeftMs));

  const { measurements, endedBy } = await measureInRounds(
    jobs,
    plans.new,
    { ...tools, startWorker: startAgreeing },
    {
      onLoading(job, i) {
        forecast.loading(i);
        show(`loading ${job.model}, ${sideOf(job).side} (${i + 1} of ${jobs.length})`);
      },
      onRound(job, round, samplesMs) {
        const { side } = sideOf(job);
        tools.emit(side, roundRecord(plans[side], job, round, samplesMs));
      },
      onFailure(job, stage, reason) {
        const { side, entry } = sideOf(job);
        tools.emit(side, failureRecord(plans[side], { entry, graph: job.graph }, stage, reason));
      },
      onProgress(round, leftMs) {
        forecast.loaded();
        show(`timing, round ${round + 1}`, leftMs);
      },
    },
  );

  const roundsId = crypto.randomUUID();
  for (const measurement of measurements) {
    const { side, entry } = sideOf(measurement.job);
    const plan = plans[side];
    const row = asBuilt(await plannedRow(entry, measurement.job), measurement);
    tools.emit(side, builtCount(plan, row, measurement));
    const { device } = tools;
    const timed = { measurement, endedBy, roundsId, device };
    const denominators = { anchor: undefined, plain: undefined };
    const parts = { ...timed, denominators, ceilings: undefined };
    tools.emit(side, timingRecord(plan, row, parts));
  }
  return { interrupted: endedBy === "interrupted" };
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
  const isSame = macs === record.macs;
  return {
    ...record,
    ...{ params, buffers, macs, flops: FLOPS_PER_MAC * macs },
    ...(isSame ? {} : { macsByOp: {}, macsByStage: {}, macsByStream: {} }),
  };
}
