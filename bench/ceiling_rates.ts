// From the rounds of the ceiling jobs to the machine's ceilings, and of a row to its shares.

import type { Graph } from "../models/graph.ts";
import { type Ceiling, findCeiling } from "./ceiling.ts";
import { FLOPS_PER_MAC } from "./count.ts";
import type { CeilingRecord, TimingRecord } from "./record.ts";
import { isImpossible, rooflineOf, trafficBytes } from "./roofline.ts";
import type { Measurement } from "./schedule.ts";
import { bootstrapMedian, median } from "./statistics.ts";
import { pairedRatio, roundRates } from "./summary.ts";

/** The fastest matrix product and the copy of a group. */
export interface CeilingRates {
  readonly matrix: Measurement;
  readonly copy: Measurement;
}

/** Work per second of each round, FLOPs or bytes. */
function workRates(measurement: Measurement): readonly number[] {
  const { workPerRun } = ceilingOf(measurement);
  return roundRates(measurement).map((runsPerSecond) => workPerRun * runsPerSecond);
}

function ceilingOf({ job }: Measurement): Ceiling {
  return findCeiling(job.model) as Ceiling;
}

/** The ceilings among the measurements of a group, `undefined` if one of them failed. */
export function ceilingRates(measurements: readonly Measurement[]): CeilingRates | undefined {
  const ofKind = (kind: Ceiling["kind"]) =>
    measurements.filter(({ job }) => findCeiling(job.model)?.kind === kind)
      .sort((a, b) => median(workRates(b)) - median(workRates(a)))[0];
  const [matrix, copy] = [ofKind("matrix"), ofKind("copy")];
  return matrix === undefined || copy === undefined ? undefined : { matrix, copy };
}

/** The figures of a ceiling record. */
export function ceilingFigures(
  { matrix, copy }: CeilingRates,
  seed: number,
): Pick<CeilingRecord, "matrixFlopsPerSecond" | "matrixSide" | "copyBytesPerSecond"> {
  return {
    matrixFlopsPerSecond: bootstrapMedian(workRates(matrix), seed),
    matrixSide: Number(matrix.job.model.split("-").at(-1)),
    copyBytesPerSecond: bootstrapMedian(workRates(copy), seed),
  };
}

/**
 * A row against the ceilings of its own rounds; the share of the matrix ceiling is taken round by
 * round.
 *
 * @param plain The network's plain graph, whose work and traffic count.
 * @param macsPerImage Multiply-adds of the plain graph.
 */
export function rooflineFigures(
  row: { readonly measurement: Measurement; readonly plain: Graph; readonly macsPerImage: number },
  { matrix, copy }: CeilingRates,
  seed: number,
): NonNullable<TimingRecord["roofline"]> {
  const { measurement, plain, macsPerImage } = row;
  const { batch } = measurement.job;
  const roofline = rooflineOf({
    macsPerImage,
    trafficBytesPerImage: trafficBytes(plain, batch) / batch,
    imagesPerSecond: median(roundRates(measurement)),
    matrixFlopsPerSecond: median(workRates(matrix)),
    copyBytesPerSecond: median(workRates(copy)),
  });
  const flopsRatio = FLOPS_PER_MAC * macsPerImage / ceilingOf(matrix).workPerRun;
  const { median: middle, low, high } = pairedRatio(measurement, matrix, seed);
  return {
    matrixShare: { median: flopsRatio * middle, low: flopsRatio * low, high: flopsRatio * high },
    copyShare: roofline.copyShare,
    bound: roofline.bound,
    impossible: isImpossible(flopsRatio * low),
  };
}
