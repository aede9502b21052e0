// The records in TypeScript, for who reads them and for the library's face; what a file must hold is
// checked by the schemas of record.ts, and a test keeps both the same.

import type { Arithmetic, Precision } from "../job/protocol.ts";
import type { ByName } from "./unbounded.ts";
import type { Environment, MachineState } from "./environment_types.ts";
import type { EvaluationRecord, PictureRecord } from "./evaluation_types.ts";
import type { RecordedEngine, RecordedNetwork, RecordOrigin } from "./record_origin.ts";
import type { Fallback, Launches, Roofline, RowEnergy, SlicePower } from "./row_types.ts";
import type { MedianInterval } from "../samples/statistics.ts";

export { DEFAULT_ENGINE } from "../job/protocol.ts";

export type { RecordedEngine, RecordedNetwork, RecordOrigin } from "./record_origin.ts";

/** What must be equal for two timings to be comparable, besides the machine. */
export interface Conditions extends RecordedEngine {
  /** Id of the catalog. */
  readonly model: string;
  /** `224`, or height x width. */
  readonly size: string;
  /** Images a run. */
  readonly batch: number;
  /** Number format of weights and activations, as asked for. */
  readonly precision: Precision;
  /** Threads of the runtime. */
  readonly threads: number;
  /** Variant of the graph that was timed. */
  readonly graph: "plain" | "fast";
  /** The device that was asked for, `auto` included. */
  readonly deviceRequested: string;
}

/** Weights that a network of a run had in place of seeded ones. */
export interface RecordedWeights {
  /** Id of the catalog. */
  readonly model: string;
  /** Name of the checkpoint's file. */
  readonly file: string;
  /** Of its bytes. */
  readonly sha256: string;
  /** Keys of the state dict in it, between dots; empty: the file is one. */
  readonly key: string;
  /** Whose names its tensors have; null: ours. */
  readonly names: string | null;
  /** Classes that the network was built for; null: the usual ones. */
  readonly classes: number | null;
  /** Parameters and statistics that have values of the file. */
  readonly parameters: number;
  /** Names of those that have seeded values. */
  readonly seeded: readonly string[];
  /** Values other than 0 that are nearer to it than 2^-126. */
  readonly denormals: number;
}

/** What a run was asked for. */
export interface RunSettings {
  /** Ids of the catalog. */
  readonly models: readonly string[];
  /** The model that ratios refer to. */
  readonly anchor: string;
  /** Plain, fast or both. */
  readonly graphs: readonly string[];
  /** Rewrites of the fast graph as `tune` found them; absent: those of the device. */
  readonly rewrites?: readonly string[] | undefined;
  /** `224`, or height x width. */
  readonly size: string;
  /** Images a run. */
  readonly batch: number;
  /** Whether the batch doubles from run to run until the rate gains too little; absent: no. */
  readonly batchSweep?: boolean | undefined;
  /** Threads of the runtime. */
  readonly threads: number;
  /** Asked for; each timing says what was used. */
  readonly device: string;
  /** Number format that was asked for. */
  readonly precision: string;
  /** Whether a batch is copied from host memory, made inside the graph from one image, or there. */
  readonly input: "copied" | "expanded" | "resident";
  /** Seed of weights, images and order. */
  readonly seed: number;
  /** Time budget of the rounds. */
  readonly timeMs: number;
  /** Most rounds; null: as many as the time allows. */
  readonly rounds: number | null;
  /** How long each model is timed in a round, at least one run. */
  readonly sliceMs: number;
  /** Rounds end when no interval is wider than this on either side; 0: never. */
  readonly precisionTarget: number;
  /** Whether the machine's ceilings were measured in the same rounds. */
  readonly ceilings: boolean;
  /** Workers that are loaded together need no more than this. */
  readonly memoryLimitBytes: number;
  /** Engines with what they ran; absent: onnxruntime-node alone, as it is. */
  readonly engines?:
    | readonly (RecordedEngine & {
      /** Options that were given, by name. */
      readonly options: ByName<string>;
      /** Plain, fast or both. */
      readonly graphs: readonly string[];
      /** Of the engine and what it stands on, by name; none where it could not be started. */
      readonly versions?: ByName<string> | undefined;
    })[]
    | undefined;
  /** Models of the user's among `models`; absent: there are none. */
  readonly files?:
    | readonly {
      readonly model: string;
      /** Of its bytes. */
      readonly sha256: string;
      /** Name, type, sizes and how its elements were chosen, of each input. */
      readonly inputs: readonly string[];
    }[]
    | undefined;
  /** Checkpoints whose weights were measured; absent: all are seeded, or those of files. */
  readonly weights?: readonly RecordedWeights[] | undefined;
}

/** Where and how a run was made. */
export interface RunRecord extends RecordOrigin<"run"> {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Version of this suite. */
  readonly suiteVersion: string;
  /** Of the suite's own repository; null where there is none. */
  readonly gitCommit: string | null;
  /** Whether files of that commit had been changed; null where that is not known. */
  readonly gitDirty: boolean | null;
  /** Arguments of the call. */
  readonly commandLine: readonly string[];
  /** What was asked for. */
  readonly settings: RunSettings;
  /** The machine and the software. */
  readonly environment: Environment;
  /** Fingerprint of what must be equal for two runs to be comparable. */
  readonly machine: string;
  /** Run `run` of the `runs` in part `index` of a plan (bench/plan/shard.ts); absent: no part. */
  readonly shard?: {
    /** Equal for all parts of a plan. */
    readonly plan: string;
    /** From 1. */
    readonly index: number;
    /** Parts of the plan. */
    readonly count: number;
    /** From 1. */
    readonly run: number;
    /** Runs in this part. */
    readonly runs: number;
  } | undefined;
}

/** What a model costs on paper: exact integers. */
export interface CountRecord extends RecordOrigin<"count">, RecordedNetwork {
  /** SHA-256 of the plain graph without weights and name. */
  readonly graphHash: string;
  /** Learned parameters, shared ones once. */
  readonly params: number;
  /** Elements that are kept but not learned. */
  readonly buffers: number;
  /** Multiply-adds of one image. */
  readonly macs: number;
  /** 2 x macs. */
  readonly flops: number;
  /** By ONNX operator. */
  readonly macsByOp: ByName<number>;
  /** By stage of the network. */
  readonly macsByStage: ByName<number>;
  /** By stream of a DS-Net. */
  readonly macsByStream: ByName<number>;
  /** Of one image, parameters included (bench/figures/roofline.ts). */
  readonly bytesByStream: ByName<number>;
  /** Operators that no rule counts, with their number. */
  readonly unknownOps: ByName<number>;
  /** Names of nodes that no output needs: counted nowhere. */
  readonly unusedNodes: readonly string[];
  /** Names of fixed numbers that stand where weights do: not among `params`. */
  readonly constantWeights: readonly string[];
}

/** The samples of one model in one round. */
export interface RoundRecord extends RecordOrigin<"round">, Conditions {
  /** That of the timing; empty in records from before rounds had one. */
  readonly roundsId: string;
  /** From 0. */
  readonly round: number;
  /**
   * Time of each run of the whole batch, in order; of several at the same time, that in which all
   * together do one batch.
   */
  readonly samplesMs: readonly number[];
  /** What it drew meanwhile; absent where nothing told. */
  readonly power?: SlicePower | undefined;
}

/** Everything about the timing of one model. */
export interface TimingRecord extends RecordOrigin<"timing">, Conditions {
  /** The device that computed; says so where a part fell back. */
  readonly deviceUsed: string;
  /** Name of the adapter, where the system tells. */
  readonly deviceName: string | null;
  /** Whether the device is emulated on the processor. */
  readonly softwareDevice: boolean;
  /** Versions of the engine and what it stands on, by name. */
  readonly engineVersions: ByName<string>;
  /** Options of the engine that were given, by name. */
  readonly engineOptions: ByName<string>;
  /** What the engine says of how it ran the model, options that were not given too; absent: nothing. */
  readonly engineNotes?: readonly string[] | undefined;
  /** Runs that the engine had under way at the same time, in each instance. */
  readonly runsInFlight: number;
  /** What products were computed in: `precision`, or fewer bits (bench/engines/parts/arithmetic.ts). */
  readonly arithmetic: Arithmetic;
  /** Nodes that ran elsewhere than asked for, and their share of the kernels' time. */
  readonly fallback: Fallback;
  /** SHA-256 of the plain graph without weights and name. */
  readonly graphHash: string;
  /** Multiply-adds an image that the timed graph executes; the model's own are in its count. */
  readonly executedMacs: number;
  /** Graph and weights written. */
  readonly buildMs: number;
  /** Session created: parsing, optimization, packing of weights. */
  readonly loadMs: number;
  /** The very first run, with the runtime's tracing on. */
  readonly firstRunMs: number;
  /** Runs before the samples. */
  readonly warmUpMs: readonly number[];
  /** Whether the counted samples are steady (bench/samples/steady.ts); null: too few to tell. */
  readonly steady: boolean | null;
  /** What is wrong with them if they are not. */
  readonly unsteadiness: "trend" | "two modes" | "too few samples" | "too few rounds" | null;
  /** Why the rounds ended. */
  readonly endedBy: "precision" | "time" | "rounds" | "interrupted";
  /** Rows that have it in common were timed in the same rounds. */
  readonly roundsId: string;
  /** Raw samples by round, in ms a batch. */
  readonly roundsMs: readonly (readonly number[])[];
  /** Over rounds, from exactly these samples. */
  readonly imagesPerSecond: MedianInterval;
  /** Time of a run of the whole batch, over rounds. */
  readonly latencyMs: MedianInterval;
  /** Percentiles of the single samples; null where there are too few for them. */
  readonly latencyPercentilesMs: {
    /** 90th. */
    readonly p90: number | null;
    /** 99th. */
    readonly p99: number | null;
  };
  /** images/s over the anchor's in the same graph variant, round by round; null without timing. */
  readonly relative: {
    /** Its id. */
    readonly anchor: string;
    /** Above 1: faster than the anchor. */
    readonly ratio: MedianInterval;
  } | null;
  /** images/s over the same model's plain graph, round by round; null: it is that, or not timed. */
  readonly overPlain: MedianInterval | null;
  /**
   * images/s over the same model's by onnxruntime-node in one process, round by round, with the same
   * graph where it ran that; null: it is that, or not timed.
   */
  readonly overDefaultEngine: MedianInterval | null;
  /** Against the ceilings of the same rounds (bench/figures/roofline.ts); null where there are none. */
  readonly roofline: Roofline | null;
  /** Time in kernels of a traced run by operator, stage and stream (bench/figures/profile.ts). */
  readonly kernelMs: {
    /** In ms, by operator. */
    readonly byOp: ByName<number>;
    /** In ms, by stage. */
    readonly byStage: ByName<number>;
    /** In ms, by stream. */
    readonly byStream: ByName<number>;
  };
  /** Runs of which that is the median. */
  readonly tracedRuns: number;
  /** A traced run, and the time of it in which the device computed; absent where nobody tells. */
  readonly launches?: Launches | undefined;
  /** Share of `session.run` that is not the runtime's own, from a traced run; null: unknown. */
  readonly harnessShare: number | null;
  /** Processor time of this worker while it was idle, in cores; null: unknown. */
  readonly idleCores: number | null;
  /** Largest resident set of the worker; it holds this model only. */
  readonly peakMemoryBytes: number;
  /** SHA-256 of the logits of the session that was timed, little-endian float32. */
  readonly outputSha256: string;
  /** Difference to the plain float32 graph on the CPU, relative; null: it is that graph. */
  readonly referenceDifference: number | null;
  /** Whether the batch is copied from host memory within the samples. */
  readonly copiesIncluded: boolean;
  /** Images per joule, or why they are not known; absent where nobody asked. */
  readonly energy?: RowEnergy | undefined;
  /** Rounds in which the clock of the GPU was held down, by the reason; absent: in none. */
  readonly heldBack?: ByName<number> | undefined;
}

/** The machine's ceilings, measured in the same rounds. */
export interface CeilingRecord extends RecordOrigin<"ceiling">, RecordedEngine {
  /** That of the timings from the same rounds. */
  readonly roundsId: string;
  /** Threads of the runtime. */
  readonly threads: number;
  /** The device that computed; says so where a part fell back. */
  readonly deviceUsed: string;
  /** Number format of weights and activations, as asked for. */
  readonly precision: string;
  /** What products were computed in. */
  readonly arithmetic: Arithmetic;
  /** Matrix product, right side constant, over the size that was fastest. */
  readonly matrixFlopsPerSecond: MedianInterval;
  /** The matrix product, or a convolution where the runtime is faster at it. */
  readonly arithmeticFlopsPerSecond: MedianInterval;
  /** Side of that matrix. */
  readonly matrixSide: number;
  /** Element-wise operators, bytes read and written; by another engine of the run where this had none. */
  readonly copyBytesPerSecond: MedianInterval;
  /** From the processor's memory to the device's; absent where nothing is copied. */
  readonly hostToDeviceBytesPerSecond?: MedianInterval | undefined;
}

/** How a run ended. */
export interface EndRecord extends RecordOrigin<"end"> {
  /** Whether it was stopped before its end. */
  readonly interrupted: boolean;
  /** From the first model to the last record. */
  readonly wallMs: number;
  /** Time inside `session.run` of all samples. */
  readonly sampledMs: number;
  /** Load and clocks when it ended. */
  readonly state: MachineState;
}

/** A model that could not be counted or timed, with the reason. */
export interface FailureRecord extends RecordOrigin<"failure">, RecordedNetwork, RecordedEngine {
  /** Variant of the graph. */
  readonly graph: "plain" | "fast";
  /** Images a run. */
  readonly batch: number;
  /** Where it failed; `check`: its outputs disagree. */
  readonly stage: "build" | "load" | "warm-up" | "run" | "check";
  /** Why, for people. */
  readonly reason: string;
}

/** Any line of records.jsonl. */
export type BenchRecord =
  | RunRecord
  | CountRecord
  | RoundRecord
  | TimingRecord
  | CeilingRecord
  | FailureRecord
  | EndRecord
  | EvaluationRecord
  | PictureRecord;
