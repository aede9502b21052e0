// A table of plain values for `count` and `list`: columns by key, rows as objects, rendered as
// Markdown, CSV or JSON. Integers stay exact in all three, in Markdown in groups of three digits; JSON
// has those beyond 2^53 as a string of digits, since most readers would round them as numbers
// (RFC 7493, 2.2).

import { csvText, type CsvValue } from "./csv_text.ts";
import { groupedText } from "./number_text.ts";
import { alignedTable } from "./markdown.ts";

/** A value of a cell; nested objects and lists of them are for JSON only. */
export type PlainValue =
  | (string | number | bigint | null)
  | Readonly<Record<string, number | bigint>>
  | readonly PlainRow[];

/** A row by column key; keys without a column reach JSON only. */
export interface PlainRow {
  readonly [key: string]: PlainValue;
}

/** One column. */
export interface PlainColumn {
  /** Name in CSV and JSON. */
  readonly key: string;
  /** Name in Markdown. */
  readonly header: string;
  /** @default "left" */
  readonly align?: "left" | "right";
}

/** Columns and rows. */
export interface PlainTable {
  readonly columns: readonly PlainColumn[];
  readonly rows: readonly PlainRow[];
}

/** The table as text in a format, ending in a line end; an unknown value is empty, in JSON null. */
export function plainTableText(table: PlainTable, format: "md" | "csv" | "json"): string {
  return RENDERERS[format](table);
}

const RENDERERS = { md: markdown, csv, json } as const;

function markdown({ columns, rows }: PlainTable): string {
  const cells = rows.map((row) => columns.map(({ key }) => cellText(row[key])));
  const align = columns.map((column) => column.align ?? "left");
  return `${alignedTable([columns.map(({ header }) => header), ...cells], align)}\n`;
}

function cellText(value: PlainValue | undefined): string {
  if (typeof value === "number" || typeof value === "bigint") return groupedText(value);
  return typeof value === "string" ? value : "";
}

function csv({ columns, rows }: PlainTable): string {
  const keys = columns.map(({ key }) => key);
  return csvText([keys, ...rows.map((row) => keys.map((key) => row[key] as CsvValue))]);
}

function json({ rows }: PlainTable): string {
  return `${JSON.stringify(rows, (_key, value) => exactInJson(value), 2)}\n`;
}

/** A whole number beyond 2^53 as its digits, every other value as JSON has it. */
function exactInJson(value: unknown): unknown {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
