// What the parent asks the preparer, and what that answers: one JSON object a line. Both are of one
// version of this suite.

import type { TensorFile } from "../engine/requests.ts";
import type { BuiltGraph, Job, ModelFile, WeightsFile } from "../job/protocol.ts";

/** What a model may be written as: the file that runtimes read, or our graph beside its weights. */
export type ModelFormat = "onnx" | "graph";

/** Where a model comes from. */
export interface ModelSource {
  /** File of the plain graph (graph_file.ts); absent: the catalog has it. */
  readonly graphFile?: string | undefined;
  /** The model that the job is about, if it is a file. */
  readonly modelFile?: ModelFile | undefined;
  /** The checkpoint that has its weights; absent: they are seeded, or those of its file. */
  readonly weightsFile?: WeightsFile | undefined;
}

/** The model of a job, with the batch of one process. */
export interface Subject extends ModelSource {
  /** Its precision is that of the file: an engine that converts by itself is given float32. */
  readonly job: Job;
}

/** Asks for the files of a model. */
export interface PrepareRequest extends Subject {
  readonly kind: "prepare";
  /** Where they are written. */
  readonly folder: string;
  readonly formats: readonly ModelFormat[];
  /** Whether its outputs are held against the plain graph's afterwards. */
  readonly needsReference: boolean;
}

/** The files of a model. */
export interface Prepared {
  readonly kind: "prepared";
  /** Where the model is in each format that was asked for. */
  readonly paths: Readonly<Partial<Record<ModelFormat, string>>>;
  /** What its named dimensions are. */
  readonly dimensions: Readonly<Record<string, number>>;
  /** Of the user's own file, where that is what runs. */
  readonly ownFileBytes?: number;
  readonly inputs: readonly TensorFile[];
  /** Names, in order. */
  readonly outputs: readonly string[];
  readonly built: BuiltGraph;
  /** Graph rewritten, encoded, and written with its weights. */
  readonly buildMs: number;
}

/** Asks what outputs are like, for a subject that was prepared. */
export interface CompareRequest extends Subject {
  readonly kind: "compare";
  /** Where the reference lies while it is loaded. */
  readonly folder: string;
  readonly needsReference: boolean;
  readonly outputs: readonly TensorFile[];
}

/** What outputs are like. */
export interface Compared {
  readonly kind: "compared";
  readonly finite: boolean;
  /** To the plain graph's; null: infinite, or there was no reference. */
  readonly difference: number | null;
  /** Of all of them, as float32, in the order of the graph. */
  readonly sha256: string;
}

/** Any request. */
export type PreparerRequest = PrepareRequest | CompareRequest;

/** It could not be done. */
export interface PreparerError {
  readonly kind: "error";
  readonly error: string;
}

/** Any answer. */
export type PreparerAnswer = Prepared | Compared | PreparerError;
