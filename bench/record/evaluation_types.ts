// Evaluations in TypeScript: what was evaluated, and what became of each picture; evaluation_schema.ts
// has the same to check files.

import type { Precision } from "../job/protocol.ts";
import type { ByName } from "./unbounded.ts";
import type { RecordedEngine, RecordedNetwork, RecordOrigin } from "./record_origin.ts";

/** How pictures became the input of a network. */
export interface RecordedPreset {
  /** Its name. */
  readonly id: string;
  /** Short side after resizing, in pixels. */
  readonly resize: number;
  /** Side of the square that is kept, in pixels. */
  readonly crop: number;
  /** Filter of the resizing. */
  readonly interpolation: string;
  /** Whether the filter widens where pictures shrink. */
  readonly antialias: boolean;
  /** Whether both sides are resized to `resize`. */
  readonly squash: boolean;
  /** Subtracted, by plane. */
  readonly mean: readonly number[];
  /** Divides, by plane. */
  readonly std: readonly number[];
  /** Order of the planes. */
  readonly channels: string;
}

/** A run over pictures: what must be known to tell what its figures are about. */
export interface EvaluationRecord
  extends RecordOrigin<"evaluation">, RecordedNetwork, RecordedEngine {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Version of this suite. */
  readonly suiteVersion: string;
  /** Of the suite's own repository; null where there is none. */
  readonly gitCommit: string | null;
  /** Arguments of the call. */
  readonly commandLine: readonly string[];
  /** Outputs of the network. */
  readonly classes: number;
  /** SHA-256 of the plain graph without weights and name. */
  readonly graphHash: string;
  /** The file of the weights; null: they are seeded. */
  readonly weights: {
    /** Its name. */
    readonly file: string;
    /** Of its bytes. */
    readonly sha256: string;
    /** Keys of the state dict in it, between dots; empty: the file is one, or a model. */
    readonly key: string;
  } | null;
  /** How pictures became its input. */
  readonly preset: RecordedPreset;
  /** What decoded them, by format, with its version. */
  readonly decoders: ByName<string>;
  /** The whole data set, whatever part of it this run has. */
  readonly data: {
    /** Name of its folder. */
    readonly name: string;
    /** How its labels were found. */
    readonly labels: string;
    /** How many there are. */
    readonly pictures: number;
    /** Of the names and labels of all of them. */
    readonly sha256: string;
  };
  /** Options of the engine that were given, by name. */
  readonly engineOptions: ByName<string>;
  /** Of the engine and what it stands on, by name. */
  readonly engineVersions: ByName<string>;
  /** The device that was asked for. */
  readonly device: string;
  /** Number format of products, as asked for. */
  readonly precision: Precision;
  /** Threads of the runtime. */
  readonly threads: number;
  /** Pictures a run of the network. */
  readonly batch: number;
  /** Variant of the graph. */
  readonly graph: "plain" | "fast";
  /** Every so many-th picture from the index-th on; absent: all. */
  readonly shard?: {
    /** From 1. */
    readonly index: number;
    /** Parts of the data set. */
    readonly count: number;
  } | undefined;
}

/** What a network answered to one picture. */
export interface PictureRecord extends RecordOrigin<"picture"> {
  /** Path below the data folder. */
  readonly name: string;
  /** Output that is right. */
  readonly label: number;
  /** Five largest outputs, the largest first, ties against the label; none: no answer. */
  readonly top: readonly number[];
  /** SHA-256 of the pixels after preprocessing, little-endian float32; empty: there are none. */
  readonly sha256: string;
  /** Why it could not be read; absent: it was. */
  readonly error?: string | undefined;
}
