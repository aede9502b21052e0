// The recorded checkpoints of tests/fixtures/make_checkpoints.py.

import type { CheckpointTensor, Skipped } from "../../models/checkpoint/checkpoint.ts";
import { readPacked } from "./packed_cases.ts";

/** What PyTorch or numpy finds in a file. */
export interface CheckpointCase {
  readonly name: string;
  readonly length: number;
  readonly format: string;
  readonly tensors: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly number[];
    /** As float32, infinities and NaN as text; `null`: complex. */
    readonly values: readonly (number | string)[] | null;
  }[];
  readonly chosen: readonly string[];
  readonly others: readonly (readonly string[])[];
  readonly skipped: readonly Skipped[];
}

/** The files, and what is in them. */
export const CHECKPOINT_CASES = await readPacked<CheckpointCase>("checkpoints.bin.gz");

/**
 * The bytes of a file.
 *
 * @throws {RangeError} If there is none of that name.
 */
export function checkpointFile(name: string): Uint8Array {
  const index = CHECKPOINT_CASES.cases.findIndex((one) => one.name === name);
  const file = CHECKPOINT_CASES.models[index];
  if (file === undefined) throw new RangeError(`Cannot find checkpoint "${name}"`);
  return file;
}

/** All values of a tensor. */
export function valuesOf(tensor: CheckpointTensor): readonly number[] {
  const target = new Float32Array(tensor.shape.reduce((product, size) => product * size, 1));
  tensor.read(target);
  return [...target];
}
