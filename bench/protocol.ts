// What the benchmark and its worker processes say to each other: one JSON object a line.
// The worker answers each line on stdin with one line on stdout.

/** The one network that a worker process measures. */
export interface Job {
  readonly model: string;
  readonly height: number;
  readonly width: number;
  readonly batch: number;
  readonly threads: number;
  readonly seed: number;
}

/** First line of a worker: the session stands and has run once. */
export interface Loaded {
  readonly graphHash: string;
  readonly buildMs: number;
  readonly loadMs: number;
  readonly firstRunMs: number;
  readonly outputSha256: string;
  /** Whether all logits are finite. */
  readonly finite: boolean;
}

/** Asks for runs until `sliceMs` is over, one at least. */
export interface SliceRequest {
  readonly sliceMs: number;
}

/** The runs of a slice. */
export interface Slice {
  /** Time of each `session.run`, in order. */
  readonly samplesMs: readonly number[];
  /** Largest resident set of the worker so far. */
  readonly peakMemoryBytes: number;
}

/** First and only line of a worker that is asked for the runtime alone. */
export interface RuntimeVersions {
  readonly onnxruntime: string;
}

/** A line instead of an answer: the worker could not do what was asked, and ends. */
export interface WorkerError {
  readonly error: string;
}
