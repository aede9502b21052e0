// Published figures: published/figures.csv to one record a figure.
//
// A figure keeps its text exactly as printed, since its number of decimals tells how the source
// rounded; the verdict (verdict.ts) rounds ours the same way before it compares.

import { type CsvRow, csvRows } from "../text/csv_rows.ts";

const METRICS = [
  "params_m",
  "flops_g",
  "throughput_img_s",
  "top1",
  "top5",
  "ap_box",
  "ap_mask",
] as const;

/** What a figure is about; the unit is in the name, accuracies are percentages. */
export type Metric = typeof METRICS[number];

const COLUMNS = [
  "model_id",
  "model",
  "family",
  "source",
  "url",
  "read",
  "task",
  "device",
  "batch",
  "precision",
  "note",
  ...METRICS,
] as const;

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

/**
 * Reads the published figures.
 *
 * @param csvText Text of published/figures.csv.
 * @returns One record for each figure; empty cells give none.
 * @throws {SyntaxError} If a column is missing or unknown, or a cell is not what its column needs;
 * the message names the line.
 *
 * @example
 * ```ts ignore
 * const figures = parsePublished(await Deno.readTextFile("reports/published/figures.csv"));
 * ```
 */
export function parsePublished(csvText: string): readonly PublishedFigure[] {
  return csvRows(csvText, "published figures", COLUMNS).flatMap(figuresOf);
}

function figuresOf(
  { line, cells }: CsvRow<typeof COLUMNS[number]>,
): readonly PublishedFigure[] {
  for (const name of ["model_id", "source", "url"] as const) {
    if (cells[name] !== "") continue;
    throw new SyntaxError(
      `Cannot read published figures as "${name}" must not be empty: line ${line} needs one`,
    );
  }

  const { model_id: modelId, source, url, note, device } = cells;
  const read = readOf(cells.read, "published figures", line);
  return METRICS.filter((metric) => cells[metric] !== "").map((metric) => ({
    modelId,
    metric,
    ...printedNumber(cells[metric], { column: metric, line }),
    source,
    url,
    read,
    note,
    ...(device === "" ? {} : { device }),
  }));
}

function printedNumber(
  text: string,
  place: { readonly column: string; readonly line: number },
): Pick<PublishedFigure, "text" | "value" | "decimals"> {
  const match = /^\d{1,9}(?:\.(\d{1,6}))?$/.exec(text);
  if (match === null) {
    throw new SyntaxError(
      `Cannot read published figures as "${place.column}" must be a plain number such as 23.0: ` +
        `line ${place.line} has "${text}", take unit and signs away`,
    );
  }
  return { text, value: Number(text), decimals: match[1]?.length ?? 0 };
}
