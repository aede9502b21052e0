// Whether a session computes the same as the plain float32 graph on the CPU.

import { DEFAULT_ENGINE, type Job, type Loaded, type Precision } from "./protocol.ts";

/**
 * Largest difference over the elements of `reference`, relative to its largest magnitude; infinite
 * where an output is not a number.
 */
export function relativeDifference(output: Float32Array, reference: Float32Array): number {
  let largest = 0;
  let difference = 0;
  reference.forEach((expected, i) => {
    const distance = Math.abs((output[i] ?? NaN) - expected);
    largest = Math.max(largest, Math.abs(expected));
    difference = Math.max(difference, Number.isNaN(distance) ? Infinity : distance);
  });
  return largest === 0 ? difference : difference / largest;
}

/** The largest {@linkcode relativeDifference} of several outputs, each for itself. */
export function largestDifference(
  outputs: readonly Float32Array[],
  references: readonly Float32Array[],
): number {
  return Math.max(
    ...references.map((reference, i) =>
      relativeDifference(outputs[i] ?? new Float32Array(), reference)
    ),
  );
}

/**
 * Largest differences in other precisions than float32. Of six networks on OpenVINO (ResNet-18 and 50,
 * DeiT-T, DS-Net-T and S*, Swin-T, batch 2), bfloat16 with its 8 bits differed by 1.0e-2 at most, half
 * precision with its 11 by 1.1e-3; TF32 keeps as many as that.
 */
const TOLERANCES: Readonly<Record<Exclude<Precision, "fp32">, number>> = {
  tf32: 1e-2,
  bf16: 5e-2,
  fp16: 5e-2,
};

/** The largest difference at which a session still counts as the same network: sums in another order. */
export function toleranceOf({ precision, device }: Pick<Job, "precision" | "device">): number {
  if (precision !== "fp32") return TOLERANCES[precision];
  return device === "cpu" ? 1e-4 : 1e-3;
}

/** What tells whether a job is what all others of its model are held against. */
type Held = Pick<Job, "graph" | "device" | "precision" | "input" | "engine">;

/** Whether a job is the plain float32 graph on the CPU by the default engine. */
export function isReference({ graph, device, precision, input, engine }: Held): boolean {
  return graph === "plain" && device === "cpu" && precision === "fp32" && input === "copied" &&
    engine === DEFAULT_ENGINE;
}

/** Whether all outputs are numbers, and none is infinite. */
export function areFinite(outputs: readonly Float32Array[]): boolean {
  return outputs.every((output) => output.every(Number.isFinite));
}

/**
 * In which way a session computes something else than the plain graph; `undefined` if it agrees.
 *
 * A difference that is null, as JSON writes an infinite one, is that of the plain graph to itself or
 * none at all.
 */
export function disagreementOf(
  job: Held,
  { finite, referenceDifference }: Pick<Loaded, "finite" | "referenceDifference">,
): string | undefined {
  if (!finite) return "outputs are not finite";
  if (referenceDifference === null) {
    return isReference(job) ? undefined : "outputs cannot be held against the plain graph's";
  }
  return referenceDifference <= toleranceOf(job)
    ? undefined
    : `outputs disagree with the plain graph on the CPU: relative difference ` +
      `${referenceDifference.toExponential(1)}, allowed ${toleranceOf(job)}`;
}
