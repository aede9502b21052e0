// A table of plain values for `count` and `list`: a column is one object, and what it shows of an item
// stands with its names; rendered as Markdown, CSV or JSON. Integers stay exact in all three, in Markdown in groups of three digits; JSON
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

/** A row by column key. */
export interface PlainRow {
  readonly [key: string]: PlainValue;
}

/** One column, and what it shows of an item. */
export interface PlainColumn<Item> {
  /** Name in CSV and JSON. */
  readonly key: string;
  /** Name in Markdown; absent: the column is in JSON only. */
  readonly header?: string;
  /** @default "left" */
  readonly align?: "left" | "right";
  readonly of: (item: Item) => PlainValue | undefined;
}

type CellOf<Item> = PlainColumn<Item>["of"];

/** A column of words; under its key unless people read another name. */
export function words<Item>(key: string, of: CellOf<Item>, header = key): PlainColumn<Item> {
  return { key, header, of };
}

/** A column that only JSON has. */
export function inJson<Item>(key: string, of: CellOf<Item>): PlainColumn<Item> {
  return { key, of };
}

/** A column of figures. */
export function figures<Item>(key: string, of: CellOf<Item>, header = key): PlainColumn<Item> {
  return { key, header, align: "right", of };
}

/** Columns and rows. */
export interface PlainTable {
  readonly columns: readonly Omit<PlainColumn<never>, "of">[];
  readonly rows: readonly PlainRow[];
}

/** A row for each item; what is undefined is unknown. */
export function plainTable<Item>(
  items: readonly Item[],
  columns: readonly PlainColumn<Item>[],
): PlainTable {
  const rowOf = (item: Item) => columns.map(({ key, of }) => [key, of(item) ?? null]);
  return { columns, rows: items.map((item) => Object.fromEntries(rowOf(item))) };
}

/** The table as text in a format, ending in a line end; an unknown value is empty, in JSON null. */
export function plainTableText(table: PlainTable, format: "md" | "csv" | "json"): string {
  return RENDERERS[format](table);
}

const RENDERERS = { md: markdown, csv, json } as const;

function markdown(table: PlainTable): string {
  const columns = namedColumns(table);
  const cells = table.rows.map((row) => columns.map(({ key }) => cellText(row[key])));
  const header = columns.map((column) => column.header ?? "");
  return `${alignedTable([header, ...cells], columns.map(({ align = "left" }) => align))}\n`;
}

function namedColumns({ columns }: PlainTable): PlainTable["columns"] {
  return columns.filter(({ header }) => header !== undefined);
}

function cellText(value: PlainValue | undefined): string {
  if (typeof value === "number" || typeof value === "bigint") return groupedText(value);
  return typeof value === "string" ? value : "";
}

function csv(table: PlainTable): string {
  const keys = namedColumns(table).map(({ key }) => key);
  return csvText([keys, ...table.rows.map((row) => keys.map((key) => row[key] as CsvValue))]);
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
