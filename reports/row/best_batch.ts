// The batch at which a model was fastest, where several were measured: by rate, not by size.

import type { TimingRecord } from "../../bench/record/record.ts";
import { boundsOf } from "../../bench/samples/statistics.ts";
import {
  engineKey,
  engineText,
  isDefaultEngine,
  type MeasuredEngine,
} from "../records/engine_use.ts";
import type { Measurement } from "../records/measurement.ts";
import { otherConditionsKey } from "../records/run_conditions.ts";
import { joinedText } from "../text/joined_text.ts";
import { decimalText, TOO_FEW_ROUNDS } from "../text/number_text.ts";

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
  const timed = measurements.flatMap((measurement) => {
    const { timing, excess } = measurement;
    // A rate above the ceiling is no best one.
    return timing === undefined || excess !== undefined ? [] : [{ measurement, timing }];
  });
  // Rows that differ in another condition are never compared.
  const groups = Map.groupBy(
    timed,
    ({ measurement: { model, engine, graph, run } }) =>
      `${otherConditionsKey(run)} ${engineKey(engine)} ${model} ${graph}`,
  );
  return [...groups.values()].flatMap((group) => {
    const byRate = group.toSorted((a, b) =>
      b.timing.imagesPerSecond.median - a.timing.imagesPerSecond.median
    );
    const [best, ...others] = byRate.map(({ timing }) => timing);
    const [first] = group;
    if (first === undefined || best === undefined || others.length === 0) return [];
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
      engine: first.measurement.engine,
      batch: best.batch,
      imagesPerSecond: best.imagesPerSecond.median,
      asGood: batchesOf("as good"),
      untold: batchesOf("unknown"),
    }];
  });
}

/** The rate of one model at each batch of a sweep, in the order of the batches. */
export interface BatchCurve extends Pick<BestBatch, "model" | "engine"> {
  readonly graph: string;
  readonly points: readonly { readonly batch: number; readonly imagesPerSecond: number }[];
}

/** The curve of every model whose batch was doubled until the rate gained too little. */
export function batchCurves(measurements: readonly Measurement[]): readonly BatchCurve[] {
  const swept = measurements.flatMap(({ run, model, engine, graph, timing }) =>
    run.settings.batchSweep && timing !== undefined ? [{ run, model, engine, graph, timing }] : []
  );
  const groups = Map.groupBy(
    swept,
    ({ run, model, engine, graph }) =>
      `${otherConditionsKey(run)} ${engineKey(engine)} ${model} ${graph}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const points = group
      .map(({ timing: { batch, imagesPerSecond } }) => ({
        batch,
        imagesPerSecond: imagesPerSecond.median,
      }))
      .toSorted((a, b) => a.batch - b.batch);
    return first === undefined
      ? []
      : [{ model: first.model, engine: first.engine, graph: first.graph, points }];
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
      const gain = before === undefined ? "" : ` (${signedPercent(imagesPerSecond / before - 1)})`;
      return `${batch}: ${decimalText(imagesPerSecond)}${gain}`;
    });
    return `${nameOf(model)}${by} (${graph}) ${texts.join(", ")}`;
  }).join("; ");
}

function signedPercent(share: number): string {
  const text = decimalText(Math.abs(100 * share));
  return `${share < 0 ? "-" : "+"}${text} %`;
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
