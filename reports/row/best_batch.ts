// The batch at which a model was fastest, where several were measured: by rate, not by size.

import type { TimingRecord } from "../../bench/record/record.ts";
import { boundsOf } from "../../bench/samples/statistics.ts";
import {
  engineKey,
  engineText,
  isDefaultEngine,
  type MeasuredEngine,
} from "../records/engine_use.ts";
import { type Group, groupsBy } from "../records/groups_by.ts";
import { isTrusted, type Measurement, type TimedMeasurement } from "../records/measurement.ts";
import { otherConditionsKey } from "../records/run_conditions.ts";
import { joinedText } from "../text/joined_text.ts";
import { decimalText, TOO_FEW_ROUNDS } from "../text/number_text.ts";
import { changeText } from "../text/percent_text.ts";

/** One model's batches, the rate at each, and which was the fastest. */
export interface BestBatch {
  readonly model: string;
  readonly engine: MeasuredEngine;
  readonly batch: number;
  readonly imagesPerSecond: number;
  /** Batches whose interval reaches into the fastest one's: no worse, as far as was measured. */
  readonly asGood: readonly number[];
  /** Batches that cannot be told from it, as one of both has no interval. */
  readonly untold: readonly number[];
}

/** The fastest batch of every model that was timed at more than one, in order of appearance. */
export function bestBatches(measurements: readonly Measurement[]): readonly BestBatch[] {
  return sweepsOf(measurements.filter(isTrusted)).flatMap((sweep) => {
    const byRate = sweep.toSorted((a, b) =>
      b.timing.imagesPerSecond.median - a.timing.imagesPerSecond.median
    );
    const [best, ...others] = byRate.map(({ timing }) => timing) as [
      TimingRecord,
      ...TimingRecord[],
    ];
    if (others.length === 0) return [];
    const bestLow = boundsOf(best.imagesPerSecond)?.low;
    const reachOf = ({ imagesPerSecond }: TimingRecord) => {
      const high = boundsOf(imagesPerSecond)?.high;
      if (high === undefined || bestLow === undefined) return "unknown";
      return high >= bestLow ? "as good" : "worse";
    };
    const batchesOf = (reach: ReturnType<typeof reachOf>) =>
      others.filter((other) => reachOf(other) === reach).map(({ batch }) => batch);
    return [{
      model: best.model,
      engine: sweep[0].engine,
      batch: best.batch,
      imagesPerSecond: best.imagesPerSecond.median,
      asGood: batchesOf("as good"),
      untold: batchesOf("unknown"),
    }];
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
export interface BatchCurve extends Pick<BestBatch, "model" | "engine"> {
  readonly graph: string;
  readonly points: readonly { readonly batch: number; readonly imagesPerSecond: number }[];
}

/** The curve of every model whose batch was doubled until the rate gained too little. */
export function batchCurves(measurements: readonly Measurement[]): readonly BatchCurve[] {
  const swept = measurements.filter((one): one is TimedMeasurement =>
    one.run.settings.batchSweep === true && one.timing !== undefined
  );
  return sweepsOf(swept).map((sweep) => {
    const [{ model, engine, graph }] = sweep;
    const points = sweep
      .map(({ timing: { batch, imagesPerSecond: { median } } }) => ({
        batch,
        imagesPerSecond: median,
      }))
      .toSorted((a, b) => a.batch - b.batch);
    return { model, engine, graph, points };
  });
}

/** `ResNet-18 (fast): 1: 12.1, 2: 14.9 (+23 %), 4: 15.0 (+1 %)`, for each curve. */
export function batchCurveText(
  curves: readonly BatchCurve[],
  nameOf: (model: string) => string,
): string {
  return curves.map(({ model, engine, graph, points }) => {
    const by = isDefaultEngine(engine) ? "" : `, ${engineText(engine)}`;
    const texts = points.map(({ batch, imagesPerSecond }, index) => {
      const before = points[index - 1]?.imagesPerSecond;
      const gain = before === undefined ? "" : ` (${changeText(imagesPerSecond / before)})`;
      return `${batch}: ${decimalText(imagesPerSecond)}${gain}`;
    });
    return `${nameOf(model)}${by} (${graph}) ${texts.join(", ")}`;
  }).join("; ");
}

/** `DS-Net-T*: 8 (as good: 4)`, for each model. */
export function bestBatchText(
  best: readonly BestBatch[],
  nameOf: (model: string) => string,
): string {
  return best.map(({ model, engine, batch, asGood, untold }) => {
    const name = isDefaultEngine(engine)
      ? nameOf(model)
      : `${nameOf(model)}, ${engineText(engine)},`;
    const remarks = joinedText([
      asGood.length > 0 && `as good: ${asGood.join(", ")}`,
      untold.length > 0 && `${TOO_FEW_ROUNDS} to tell it from ${untold.join(", ")}`,
    ], "; ");
    return `${name} ${batch}${remarks && ` (${remarks})`}`;
  }).join("; ");
}
