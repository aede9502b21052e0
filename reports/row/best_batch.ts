// The batch at which a model was fastest, where several were measured: by rate, not by size.

import { boundsOf } from "../../bench/samples/statistics.ts";
import { engineKey, engineText, isDefaultEngine } from "../records/engine_use.ts";
import { type Group, groupsBy } from "../records/groups_by.ts";
import { isTrusted, type Measurement, type TimedMeasurement } from "../records/measurement.ts";
import { otherConditionsKey } from "../records/run_conditions.ts";
import { joinedText } from "../text/joined_text.ts";
import { decimalText, TOO_FEW_ROUNDS } from "../text/number_text.ts";
import { changeText } from "../text/percent_text.ts";
import { wayText } from "./way_text.ts";

/** The batch at which a model was fastest, and how it stands among the others. */
export interface BestBatch {
  readonly best: TimedMeasurement;
  /** Batches whose interval reaches into the fastest one's: no worse, as far as was measured. */
  readonly asGood: readonly number[];
  /** Batches that cannot be told from it, as one of both has no interval. */
  readonly untold: readonly number[];
}

/** The fastest batch of every model that was timed at more than one, in order of appearance. */
export function bestBatches(measurements: readonly Measurement[]): readonly BestBatch[] {
  return sweepsOf(measurements.filter(isTrusted)).flatMap((sweep) => {
    const [best, ...others] = sweep.toSorted((a, b) =>
      b.timing.imagesPerSecond.median - a.timing.imagesPerSecond.median
    ) as [TimedMeasurement, ...TimedMeasurement[]];
    if (others.length === 0) return [];
    const bestLow = boundsOf(best.timing.imagesPerSecond)?.low;
    const reachOf = ({ timing }: TimedMeasurement) => {
      const high = boundsOf(timing.imagesPerSecond)?.high;
      if (high === undefined || bestLow === undefined) return "unknown";
      return high >= bestLow ? "as good" : "worse";
    };
    const batchesOf = (reach: ReturnType<typeof reachOf>) =>
      others.filter((other) => reachOf(other) === reach).map(({ timing }) => timing.batch);
    return [{ best, asGood: batchesOf("as good"), untold: batchesOf("unknown") }];
  });
}

/** Timings in groups whose members differ in the batch and in no other condition. */
function sweepsOf(timed: readonly TimedMeasurement[]): readonly Group<TimedMeasurement>[] {
  return groupsBy(
    timed,
    ({ model, engine, graph, run }) =>
      `${otherConditionsKey(run)} ${engineKey(engine)} ${model} ${graph}`,
  );
}

/** The rate of one model at each batch of a sweep, in the order of the batches. */
export interface BatchCurve {
  readonly smallest: TimedMeasurement;
  readonly points: readonly { readonly batch: number; readonly imagesPerSecond: number }[];
}

/** The curve of every model whose batch was doubled until the rate gained too little. */
export function batchCurves(measurements: readonly Measurement[]): readonly BatchCurve[] {
  const swept = measurements.filter((one): one is TimedMeasurement =>
    one.run.settings.batchSweep === true && one.timing !== undefined
  );
  return sweepsOf(swept).map((sweep) => {
    const byBatch = sweep.toSorted((a, b) => a.timing.batch - b.timing.batch);
    const points = byBatch.map(({ timing: { batch, imagesPerSecond: { median } } }) => ({
      batch,
      imagesPerSecond: median,
    }));
    return { smallest: byBatch[0] as TimedMeasurement, points };
  });
}

/** `ResNet-18, fast graph, 1: 12.1, 2: 14.9 (+23 %), 4: 15.0 (+1 %)`, for each curve. */
export function batchCurveText(
  curves: readonly BatchCurve[],
  nameOf: (model: string) => string,
): string {
  const all = curves.map(({ smallest }) => smallest);
  return curves.map(({ smallest, points }) => {
    const texts = points.map(({ batch, imagesPerSecond }, index) => {
      const before = points[index - 1]?.imagesPerSecond;
      const gain = before === undefined ? "" : ` (${changeText(imagesPerSecond / before)})`;
      return `${batch}: ${decimalText(imagesPerSecond)}${gain}`;
    });
    return `${sweepText(smallest, { all, nameOf })} ${texts.join(", ")}`;
  }).join("; ");
}

/** `DS-Net-T*: 8 (as good: 4)`, for each model. */
export function bestBatchText(
  found: readonly BestBatch[],
  nameOf: (model: string) => string,
): string {
  const all = found.map(({ best }) => best);
  return found.map(({ best, asGood, untold }) => {
    const remarks = joinedText([
      asGood.length > 0 && `as good: ${asGood.join(", ")}`,
      untold.length > 0 && `${TOO_FEW_ROUNDS} to tell it from ${untold.join(", ")}`,
    ], "; ");
    const sweep = sweepText(best, { all, nameOf });
    return `${sweep} ${best.timing.batch}${remarks && ` (${remarks})`}`;
  }).join("; ");
}

/** The model, and what tells its sweep from the others. */
function sweepText(
  one: TimedMeasurement,
  { all, nameOf }: {
    readonly all: readonly TimedMeasurement[];
    readonly nameOf: (model: string) => string;
  },
): string {
  const how = joinedText([
    !isDefaultEngine(one.engine) && engineText(one.engine),
    wayText(one, all),
  ], ", ");
  return how === "" ? nameOf(one.model) : `${nameOf(one.model)}, ${how},`;
}
