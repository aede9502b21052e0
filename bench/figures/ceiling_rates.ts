// From the rounds of the ceiling jobs to the machine's ceilings, and of a row to its shares.

import { DATA_TYPES } from "../../models/graph/data_type.ts";
import { elementCount, type Graph } from "../../models/graph/graph.ts";
import { findCeiling } from "../job/ceiling.ts";
import type { Ceiling } from "../job/ceiling_work.ts";
import { waitText } from "../job/waiting.ts";
import { FLOPS_PER_MAC } from "../count/flops.ts";
import type { CeilingRecord, TimingRecord } from "../record/record.ts";
import { isImpossible, rooflineOf, trafficBytes } from "./roofline.ts";
import type { TimedJob } from "./timed_job.ts";
import { pairedRatio, roundRates } from "../samples/round_rate.ts";
import { median, medianInterval, scaled } from "../samples/statistics.ts";
import { sum } from "../samples/sum.ts";
import { roundsOf } from "./summary.ts";

/** The fastest matrix product, the fastest arithmetic at all, and the copy of a group. */
export interface CeilingRates {
  readonly matrix: TimedJob;
  /** The matrix product, or the convolution where it is faster. */
  readonly arithmetic: TimedJob;
  readonly copy: TimedJob;
  /** From the processor's memory to the device's; absent where nothing is copied. */
  readonly transfer?: TimedJob;
}

/** Work per second of each round, FLOPs or bytes. */
function workRates(measurement: TimedJob): readonly number[] {
  const { kind, workPerRun } = ceilingOf(measurement);
  const work = kind === "copy" ? workPerRun * sizeShare(measurement) : workPerRun;
  return roundRates(roundsOf(measurement)).map((runsPerSecond) => work * runsPerSecond);
}

/** How large elements between a graph's input and output are, over float32. */
function sizeShare({ job }: TimedJob): number {
  return job.precision === "fp16" ? 1 / 2 : 1;
}

function ceilingOf({ job }: TimedJob): Ceiling {
  return findCeiling(job.model) as Ceiling;
}

/**
 * The ceilings among the measurements of a group, `undefined` if one of them failed.
 *
 * @param all Of all engines: one that has no copy of its own has that of the machine.
 */
export function ceilingRates(
  measurements: readonly TimedJob[],
  all: readonly TimedJob[] = measurements,
): CeilingRates | undefined {
  const matrix = fastest(measurements, ["matrix"]);
  const arithmetic = fastest(measurements, ["matrix", "convolution"]);
  const copy = fastest(measurements, ["copy"]) ?? fastest(all, ["copy"]);
  const transfer = fastest(measurements, ["transfer"]);
  return matrix && arithmetic && copy
    ? { matrix, arithmetic, copy, ...(transfer === undefined ? {} : { transfer }) }
    : undefined;
}

function fastest(
  measurements: readonly TimedJob[],
  kinds: readonly Ceiling["kind"][],
): TimedJob | undefined {
  return measurements.filter(({ job }) =>
    kinds.some((kind) => findCeiling(job.model)?.kind === kind)
  )
    .sort((a, b) => median(workRates(b)) - median(workRates(a)))[0];
}

/**
 * Why the runs of an engine are not those of the work, by its smallest and largest matrix product;
 * `undefined` if they are, or were not both measured.
 */
export function unwaitedText(ceilings: readonly TimedJob[]): string | undefined {
  const products = ceilings.filter(({ job }) => findCeiling(job.model)?.kind === "matrix")
    .toSorted((a, b) => ceilingOf(a).workPerRun - ceilingOf(b).workPerRun);
  const [small, large] = [products[0], products.at(-1)];
  if (small === undefined || large === undefined || small === large) return undefined;
  return waitText({
    smallMs: median(small.roundsMs.flat()),
    largeMs: median(large.roundsMs.flat()),
    workRatio: ceilingOf(large).workPerRun / ceilingOf(small).workPerRun,
  });
}

/** The figures of a ceiling record. */
export function ceilingFigures(
  { matrix, arithmetic, copy, transfer }: CeilingRates,
): Pick<
  CeilingRecord,
  | "matrixFlopsPerSecond"
  | "matrixSide"
  | "arithmeticFlopsPerSecond"
  | "copyBytesPerSecond"
  | "hostToDeviceBytesPerSecond"
> {
  return {
    arithmeticFlopsPerSecond: medianInterval(workRates(arithmetic)),
    matrixFlopsPerSecond: medianInterval(workRates(matrix)),
    matrixSide: Number(matrix.job.model.split("-").at(-1)),
    copyBytesPerSecond: medianInterval(workRates(copy)),
    ...(transfer === undefined
      ? {}
      : { hostToDeviceBytesPerSecond: medianInterval(workRates(transfer)) }),
  };
}

interface CeilingRow {
  readonly measurement: TimedJob;
  /** The network's plain graph, whose work and traffic count. */
  readonly plain: Graph;
  readonly macsPerImage: number;
  /** Multiply-adds that the timed graph really executes: what the machine's limit is about. */
  readonly executedMacs: number;
}

/**
 * A row against the ceilings of its own rounds; shares are taken round by round. Impossible is what
 * executes more than the fastest arithmetic of the machine could, with the whole interval.
 */
export function rooflineFigures(
  row: CeilingRow,
  { matrix, arithmetic, copy, transfer }: CeilingRates,
): NonNullable<TimingRecord["roofline"]> {
  const { measurement, plain, macsPerImage, executedMacs } = row;
  const { batch } = measurement.job;
  const { copyShare, bound } = rooflineOf({
    macsPerImage,
    trafficBytesPerImage: trafficBytes(plain, batch) / batch * sizeShare(measurement),
    imagesPerSecond: median(roundRates(roundsOf(measurement))),
    matrixFlopsPerSecond: median(workRates(matrix)),
    copyBytesPerSecond: median(workRates(copy)),
  });
  const shareOf = (macs: number, ceiling: TimedJob) => {
    const flopsRatio = FLOPS_PER_MAC * macs / ceilingOf(ceiling).workPerRun;
    return scaled(pairedRatio(roundsOf(measurement), roundsOf(ceiling)), flopsRatio);
  };
  return {
    matrixShare: shareOf(macsPerImage, matrix),
    copyShare,
    bound,
    impossible: isImpossible(shareOf(executedMacs, arithmetic)),
    ...(transfer === undefined ? {} : { transferShare: transferShareOf(row, transfer) }),
  };
}

/** The share of what an interface to the device can carry that the inputs of a row take. */
function transferShareOf({ measurement, plain }: CeilingRow, transfer: TimedJob): number {
  const bytesPerImage = sum(
    plain.inputs.map(({ shape, dtype }) =>
      elementCount(shape, 1) * (DATA_TYPES[dtype].bits ?? 0) / 8
    ),
  );
  const rate = median(roundRates(roundsOf(measurement)));
  return bytesPerImage * rate / median(workRates(transfer));
}
