// What a published figure is; reading/ makes them of tables.
//
// A figure keeps its text exactly as printed, since its number of decimals tells how the source
// rounded; the verdict (verdict.ts) rounds ours the same way before it compares.

/** What a figure is about; the unit is in the name, accuracies are percentages. */
export type Metric =
  | "params_m"
  | "flops_g"
  | "throughput_img_s"
  | "top1"
  | "top5"
  | "ap_box"
  | "ap_mask";

/** Whether a row was read in its source, or in a transcription or another work that repeats it. */
export type Read = "first-hand" | "second-hand";

/** What stands beside a source that was read second-hand. */
export const SECOND_HAND = "read second-hand";

/**
 * A cell of the column `read`.
 *
 * @param what Names the file in messages, as for `csvRows`.
 * @throws {SyntaxError} If it is neither; the message names the line.
 */
export function readOf(text: string, what: string, line: number): Read {
  if (text === "first-hand" || text === "second-hand") return text;
  throw new SyntaxError(
    `Cannot read ${what} as "read" must be first-hand or second-hand: line ${line} has "${text}"`,
  );
}

/** One number that a source prints about a model. */
export interface PublishedFigure {
  /** Id in the catalog. */
  readonly modelId: string;
  /** What it is about. */
  readonly metric: Metric;
  /** As printed, e.g. `23.0`. */
  readonly text: string;
  /** The number that is printed. */
  readonly value: number;
  /** Decimals as printed: the rounding of the source. */
  readonly decimals: number;
  /** Who prints it. */
  readonly source: string;
  /** Where. */
  readonly url: string;
  /** Whether it was read there. */
  readonly read: Read;
  /** What a reader must know about it; empty: nothing. */
  readonly note: string;
  /** Of a throughput, where the source states it. */
  readonly device?: string;
}
