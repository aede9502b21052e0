// A file that cannot be read as a checkpoint, or a tensor in it that cannot.

import { FileError, type FileFault } from "../file/file_error.ts";

/** The file is no checkpoint, is damaged, or asks for more than it may. One line. */
export class CheckpointError extends FileError {
  /** `CheckpointError`. */
  override readonly name = "CheckpointError";

  /** With a message for a checkpoint without a name. */
  constructor(fault: FileFault) {
    super(fault, "the checkpoint");
  }
}

/** The cure for bytes that contradict each other. */
const DAMAGED_CURE = "the file is damaged, save or download it again";

/** An error for bytes that break their format. */
export function damagedCheckpoint(reason: string, offset?: number): CheckpointError {
  return new CheckpointError({
    reason,
    cure: DAMAGED_CURE,
    ...(offset === undefined ? {} : { offset }),
  });
}
