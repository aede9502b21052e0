// A file that cannot be read as a model: what is wrong, where, and what to do.

/** What a fault of a file is made of. */
export interface FileFault {
  /** Completes "Cannot read … as", e.g. `the tensor "w" ends beyond the file`. */
  readonly reason: string;
  /** What the person can do about it. */
  readonly cure: string;
  /** Where in the file it shows, in bytes from its beginning. */
  readonly offset?: number;
}

/** The file is not a model, is damaged, or asks for more than it may. One line. */
export class FileError extends Error {
  /** `FileError`, or that of a kind of it. */
  override readonly name: string = "FileError";
  /** What is wrong, where, and what to do. */
  readonly fault: FileFault;

  /** With a message for a file without a name. */
  constructor(fault: FileFault, what = "the model") {
    super(faultText(what, fault));
    this.fault = fault;
  }
}

/** Names in a file may be of any length; a message is read by people. */
const MOST_REASON_LENGTH = 400;

/** The message for a file that has a name, in one line: `Cannot read "x.onnx" as …: …`. */
export function faultText(what: string, { reason, cure, offset }: FileFault): string {
  const place = offset === undefined ? "" : ` (byte ${offset})`;
  const line = reason.replaceAll(/[\p{Cc}\u2028\u2029]/gu, "\ufffd");
  const shown = line.length <= MOST_REASON_LENGTH
    ? line
    : `${line.slice(0, MOST_REASON_LENGTH / 2)}…${line.slice(-MOST_REASON_LENGTH / 2)}`;
  return `Cannot read ${what} as ${shown}${place}: ${cure}`;
}

/** The cure for a file whose bytes contradict each other. */
export const DAMAGED_CURE = "the file is damaged or no ONNX model, export or download it again";
