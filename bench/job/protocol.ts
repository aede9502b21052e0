// What is measured, and what an engine made of it.

/** Where an engine is asked to compute: a device of onnxruntime-node, or one that an engine brings. */
export type Device = string;

/** Number format that products are computed in; inputs and outputs are float32 in any case. */
export type Precision = "fp32" | "tf32" | "bf16" | "fp16";

/** All of them. */
export const PRECISIONS = ["fp32", "tf32", "bf16", "fp16"] as const satisfies readonly Precision[];

/** What products of float32 are computed in: not every device takes all of its bits. */
export type Arithmetic = Precision;

/** The engine that runs a job unless another one is asked for: it needs nothing but this suite. */
export const DEFAULT_ENGINE = "onnxruntime-node";

/** Which engine runs a job, and how. */
export interface EngineUse {
  /** Name of its description. */
  readonly engine: string;
  /** Options of the engine, by name; what is left out has the engine's own default. */
  readonly options: Readonly<Record<string, string>>;
  /** One of several ways in which the engine runs a model, e.g. `compile`; absent: it has one only. */
  readonly variant?: string;
  /** Processes side by side that share threads and batch out. */
  readonly instances: number;
}

/** The engine of a job that says nothing of it. */
export const DEFAULT_USE: EngineUse = { engine: DEFAULT_ENGINE, options: {}, instances: 1 };

/** Equivalent graphs of a network: as it is written, and rewritten. */
export const GRAPH_VARIANTS = ["plain", "fast"] as const satisfies readonly GraphVariant[];

/** Which of them runs. */
export type GraphVariant = "plain" | "fast";

/**
 * How a batch reaches the device: copied from host memory in every run, made inside the graph from one
 * image, or there already, where outputs stay as well.
 */
export type InputMode = "copied" | "expanded" | "resident";

/** All that a timing depends on besides the machine, and the one thing a worker measures. */
export interface Job extends EngineUse {
  /** Id of the catalog, or of a ceiling (bench/job/ceiling.ts). */
  readonly model: string;
  readonly graph: GraphVariant;
  readonly height: number;
  readonly width: number;
  readonly batch: number;
  readonly threads: number;
  readonly device: Device;
  readonly precision: Precision;
  readonly input: InputMode;
  readonly seed: number;
  /** Rewrites of its fast graph, by name. @default those of the device */
  readonly rewrites?: readonly string[];
}

/** `dsnet-t`, `dsnet-t by pytorch` where that is not the default engine. */
export function rowName({ model, engine }: Pick<Job, "model" | "engine">): string {
  return engine === DEFAULT_ENGINE ? model : `${model} by ${engine}`;
}

/** A model file of the user's, which runs as it is in place of a network of the catalog. */
export interface ModelFile {
  /** Where it lies; no record has that. */
  readonly path: string;
  /** Sizes of named dimensions, and of unnamed ones as `INPUT:AXIS`. */
  readonly dims: Readonly<Record<string, number>>;
  /** Files of arrays for inputs, by the name of the input; the others are made up. */
  readonly arrays: Readonly<Record<string, string>>;
}

/** A checkpoint of the user's, whose weights a network of the catalog has in place of seeded ones. */
export interface WeightsFile {
  /** Where it lies; no record has that. */
  readonly path: string;
  /** Keys of its state dict; absent: the one that is taken unless asked. */
  readonly key?: string;
  /** Patterns of the names of parameters that may have seeded values. */
  readonly allowMissing: readonly string[];
}

/** What the runtime's own trace says of a run: medians over the runs that count. */
export interface TraceSummary {
  /** Runs that count, after the warm-up. */
  readonly runCount: number;
  /** Time of the run as the runtime measured it. */
  readonly modelRunMs: number;
  /** Time in kernels by node name; fused and inserted nodes have names of the runtime's own. */
  readonly kernelMsByNode: Readonly<Record<string, number>>;
  /** Operator type of each of these nodes. */
  readonly opByNode: Readonly<Record<string, string>>;
  /** Nodes that ran elsewhere than asked for, by name. */
  readonly fallbackNodes: readonly string[];
  /** Their share of the kernels' time, 0 to 1. */
  readonly fallbackShare: number;
  /** Time of the run in which the device computed; absent where the engine cannot tell. */
  readonly deviceMs?: number | undefined;
}

/** What was built for an engine, as the code that built it counts it. */
export interface BuiltGraph {
  /** SHA-256 of the plain graph without weights and name. */
  readonly graphHash: string;
  readonly params: number;
  readonly buffers: number;
  readonly macs: number;
  /** Multiply-adds an image of the graph that is timed. */
  readonly executedMacs: number;
}

/** What is known of a job once its engine has loaded it and run it. */
export interface Loaded {
  readonly built: BuiltGraph;
  readonly buildMs: number;
  readonly loadMs: number;
  readonly firstRunMs: number;
  /** Runs of the session that is timed, after the first one, as far as the engine tells. */
  readonly warmUpMs: readonly number[];
  /** The traced runs as seen from outside, their median, to hold against the trace. */
  readonly profiledRunMs: number | null;
  /** Null where the engine gives none. */
  readonly trace: TraceSummary | null;
  readonly outputSha256: string;
  readonly finite: boolean;
  /**
   * Largest difference to the plain float32 graph on the CPU for the first image, relative to its
   * largest output; null where the session is that very graph.
   */
  readonly referenceDifference: number | null;
  /** Of the engine and what it stands on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Null where the engine does not tell. */
  readonly deviceName: string | null;
  /** What products ran in; null where only the probe of the device tells. */
  readonly arithmetic: Arithmetic | null;
  /** Runs that the engine has under way at the same time. */
  readonly runsInFlight: number;
  /** What the engine says of how it runs the model. */
  readonly notes: readonly string[];
}

/** The runs of a slice. */
export interface Slice {
  /** Time of each `session.run`, in order. */
  readonly samplesMs: readonly number[];
  /** Processor time that the worker has used since the answer before, while it was idle. */
  readonly idleCpuMs: number;
}

/** A device as its probe found it. */
export interface ProbedDevice {
  /** Name of the adapter or device, where the system tells. */
  readonly deviceName: string | null;
  /** Whether the device is emulated on the processor. */
  readonly isSoftware: boolean;
  readonly arithmetic: Arithmetic;
  /** Memory of the engine's process without a model; absent: the system does not tell. */
  readonly processBytes?: number;
}

/** What a probe found: versions, and whether a device really works. */
export interface ProbeResult extends Omit<ProbedDevice, "arithmetic"> {
  /** Of the engine and what it stands on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Why the device does not work; null if it does. */
  readonly problem: string | null;
  /** Null where the device does not work. */
  readonly arithmetic: Arithmetic | null;
}
