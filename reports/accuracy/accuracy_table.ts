// Evaluations as a table.

import { fixedText } from "../text/number_text.ts";
import {
  figures,
  inJson,
  type PlainColumn,
  type PlainTable,
  plainTable,
  words,
} from "../text/plain_table.ts";
import type { AccuracyRow, MeasuredTop } from "./accuracy_rows.ts";

/** Figures are published with one or two. */
const DECIMALS = 2;

/** `79.80`: percent, or percentage points. */
export function pointsText(value: number): string {
  return fixedText(value, DECIMALS);
}

type TopOf = (row: AccuracyRow) => MeasuredTop | undefined;

/** `79.80 (79.45 to 80.15)`, exact numbers beside it for machines. */
function measured(key: string, header: string, topOf: TopOf): readonly PlainColumn<AccuracyRow>[] {
  const short = header.replace(" (%)", "");
  return [
    words(key, (row) => topText(topOf(row)), header),
    inJson(`${key}_percent`, (row) => topOf(row)?.percent),
    inJson(`${key}_low_percent`, (row) => topOf(row)?.bounds.low),
    inJson(`${key}_high_percent`, (row) => topOf(row)?.bounds.high),
    inJson(`${key}_right`, (row) => topOf(row)?.share.count),
    words(
      `${key}_published`,
      (row) => topOf(row)?.published?.text,
      `${short} published`,
    ),
    words(`${key}_verdict`, (row) => topOf(row)?.conclusion?.text, `${short} verdict`),
    inJson(`${key}_outcome`, (row) => topOf(row)?.conclusion?.outcome),
  ];
}

/** A figure in percent with its interval; undefined: there is none. */
export function topText(top: Omit<MeasuredTop, "share"> | undefined): string | undefined {
  if (top === undefined) return undefined;
  const { percent, bounds: { low, high } } = top;
  const [text, from, to] = [percent, low, high].map(pointsText);
  return `${text} (${from} to ${to})`;
}

const COLUMNS: readonly PlainColumn<AccuracyRow>[] = [
  inJson("model", ({ evaluation }) => evaluation.record.model),
  words("method", ({ evaluation }) => evaluation.record.method, "Network"),
  words("weights", ({ evaluation }) => evaluation.record.weights?.file, "Weights"),
  inJson("weights_sha256", ({ evaluation }) => evaluation.record.weights?.sha256),
  words("preset", ({ evaluation }) => evaluation.record.preset.id, "Preset"),
  figures("pictures", ({ evaluation }) => evaluation.tally.top1.total, "Pictures"),
  ...measured("top1", "Top-1 (%)", ({ top1 }) => top1),
  ...measured("top5", "Top-5 (%)", ({ top5 }) => top5),
  words("remark", ({ remark }) => remark, "Remark"),
  inJson("unreadable", ({ evaluation }) => evaluation.tally.unreadable),
  inJson("unanswered", ({ evaluation }) => evaluation.tally.unanswered),
  inJson("missing", ({ evaluation }) => evaluation.missing),
  inJson("classes", ({ evaluation }) => evaluation.record.classes),
  inJson("size", ({ evaluation }) => evaluation.record.size),
  words("labels", ({ evaluation }) => evaluation.record.data.labels, "Labels"),
  inJson("data_sha256", ({ evaluation }) => evaluation.record.data.sha256),
  words("decoder", ({ evaluation }) => decoderText(evaluation.record.decoders), "Decoder"),
  words("engine", ({ evaluation }) => engineText(evaluation.record), "Engine"),
  inJson("graph", ({ evaluation }) => evaluation.record.graph),
  inJson("run_id", ({ evaluation }) => evaluation.record.runId),
];

function decoderText(decoders: Readonly<Record<string, string>>): string {
  return Object.entries(decoders).map(([format, by]) => `${format}: ${by}`).join(", ");
}

function engineText(
  { engine, device, precision, graph }: AccuracyRow["evaluation"]["record"],
): string {
  return `${engine}, ${device}, ${precision}, ${graph} graph`;
}

/**
 * The table of evaluations. People see no column that no row has anything in; in CSV every column is
 * there, exact numbers beside their texts.
 */
export function accuracyTable(
  rows: readonly AccuracyRow[],
  format: "md" | "csv" | "json",
): PlainTable {
  const table = plainTable(rows, COLUMNS);
  if (format === "json") return table;
  const isEmpty = (key: string) => table.rows.every((row) => row[key] === null || row[key] === "");
  return {
    ...table,
    columns: table.columns.map(({ header, ...column }) => {
      if (format === "csv") return { ...column, header: column.key };
      return header === undefined || isEmpty(column.key) ? column : { ...column, header };
    }),
  };
}
