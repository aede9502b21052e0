// A model that `count` counts, and what decides how.

import type { WeightCopies } from "../../bench/files/weight_copies.ts";
import type { Graph } from "../../models/graph/graph.ts";
import type { CountOptions } from "./count_options.ts";

/** A model that is counted. */
export interface CountSubject {
  /** The catalog's id, or the file's path as it was written. */
  readonly id: string;
  /** As the papers print it, or the file's name without its ending. */
  readonly method: string;
  readonly graph: Graph;
  /** Of the image, or of a file's inputs. */
  readonly size: string;
  /** Images that its figures are for: those asked for, or those that its file is fixed to. */
  readonly batch: number;
  /** A file of the user's: what only PyTorch code tells is not known of it. */
  readonly isFile: boolean;
  /** Weights of a file that are there twice, by their bytes. */
  readonly copies?: WeightCopies;
  /** Whether the figures are those of one run; absent: of what the file tells. */
  readonly isTraced?: boolean;
}

/** What decides how models are counted. */
export type Built =
  & Pick<CountOptions, "models" | "dims" | "size" | "batch">
  & Partial<Pick<CountOptions, "checkpoints">>;
