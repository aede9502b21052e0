// What records of every kind begin with, and what they are about.

/** What every record begins with. */
export interface RecordOrigin<Kind extends string> {
  /** Version of the record format. */
  readonly schema: "dsnet-bench/1";
  /** The run that it belongs to. */
  readonly runId: string;
  /** Which of the records this is. */
  readonly kind: Kind;
}

/** A network that a record is about. */
export interface RecordedNetwork {
  /** Id of the catalog. */
  readonly model: string;
  /** Name of the model in tables. */
  readonly method: string;
  /** `224`, or height x width. */
  readonly size: string;
}

/** Which engine ran, and how often side by side. */
export interface RecordedEngine {
  /** Name of its description. */
  readonly engine: string;
  /** One of several ways in which the engine runs a model; absent: it has one only. */
  readonly variant?: string | undefined;
  /** Processes side by side that shared threads and batch out. */
  readonly instances: number;
}
