// What a checkpoint is, whatever file it comes from: tensors by name, whose values stay in the file.

import type { DataType } from "../graph/data_type.ts";

/** Number format of the elements; one that we do not know bears the file's own name for it. */
export type CheckpointType = DataType | `unknown ${string}`;

/** A tensor of a checkpoint; its values stay in the file until they are read. */
export interface CheckpointTensor {
  /** Its key in the state dict, e.g. `blocks.0.attn.qkv.weight`. */
  readonly name: string;
  /** Sizes, outermost axis first; their product is below 2^53. */
  readonly shape: readonly number[];
  /** Its number format in the file. */
  readonly dtype: CheckpointType;
  /** What its elements take in memory, in bytes; `null` where the format is unknown. */
  readonly byteLength: number | null;
  /**
   * Writes all elements over `target`, row by row, as float32: exact, but for float64 and integers
   * of 32 and 64 bits, which are rounded once, to nearest, ties to even.
   *
   * @throws {CheckpointError} If they cannot be read as float32, or are no longer there; it names the
   * tensor.
   * @throws {RangeError} If `target` has another length than the tensor has elements.
   */
  readonly read: (target: Float32Array) => void;
}

/** What a file holds beside the tensors that were chosen; it never runs. */
export interface Skipped {
  /** Keys that lead to it, e.g. `args`. */
  readonly path: string;
  /** What it is, e.g. `argparse.Namespace`. */
  readonly what: string;
}

/** What a file holds that has tensors alone, without keys above them. */
export function tensorsAlone(format: string, tensors: readonly CheckpointTensor[]): Checkpoint {
  return { format, tensors, chosen: [], others: [], skipped: [], notices: [] };
}

/** What a file holds. */
export interface Checkpoint {
  /** E.g. `safetensors` or `PyTorch zip`. */
  readonly format: string;
  /** Of the state dict that was chosen, in file order; each name once. */
  readonly tensors: readonly CheckpointTensor[];
  /** Keys that lead to it, e.g. `["model_ema"]`; `[]` is the file itself. */
  readonly chosen: readonly string[];
  /** Other state dicts in the file, by their keys. */
  readonly others: readonly (readonly string[])[];
  /** What else is in the file. */
  readonly skipped: readonly Skipped[];
  /** What a reader should know: another ending than its content's, bytes that nothing refers to, … */
  readonly notices: readonly string[];
}
