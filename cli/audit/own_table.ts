// `bench --table`: somebody's table, its models timed and put beside its figures.

import { basename, dirname, resolve } from "node:path";
import type { BenchRecord } from "../../bench/record/record.ts";
import type { ClaimsTable } from "../../reports/published/reading/claims_table.ts";
import { ownTableMarkdown } from "../../reports/table/own_table_markdown.ts";
import type { Addition } from "../commands/show_report.ts";
import { dimsOf } from "../options/dim_option.ts";
import type { Arguments, OptionSpec } from "../shell/command.ts";
import { note } from "../shell/print.ts";
import { claimsFile } from "./claims_file.ts";

/** Declaration, for the table of the command. */
export const TABLE_OPTION: OptionSpec = {
  name: "table",
  value: "FILE",
  help: "somebody's table, as audit --claims takes it: its models are timed unless others are " +
    "named, and ours stand beside its figures, in its order and with its headers",
};

/** A table whose models are timed. */
export interface OwnTable {
  /** Its rows by the ids that records have. */
  readonly table: ClaimsTable;
  /** Ids and files that a command line may name. */
  readonly names: readonly string[];
}

/**
 * The table of a call; rows at a size of their own or with counts of their own are not timed.
 *
 * @throws {UsageError} If it cannot be read, or no row is tied.
 */
export function ownTableOf(args: Arguments): OwnTable | undefined {
  const path = args.text("table");
  if (path === undefined) return undefined;
  const { table, models, entries } = claimsFile(path, { tableNumber: 1, dims: dimsOf(args) });
  const timed = entries.filter(({ id }) => !id.includes("@")).map(({ id }) => id);
  const others = models.map(({ id }) => id).filter((id) => !timed.includes(id));
  if (others.length > 0) note(`note: ${path}: ${others.join(", ")}: counted there, not timed here`);
  return {
    table: {
      ...table,
      rows: table.rows.map((row) => ({ ...row, modelId: row.modelId && recordedId(row.modelId) })),
    },
    names: timed.map((id) => isFile(id) ? resolve(dirname(path), id) : id),
  };
}

/** The call with the models of the table, where it names none. */
export function withTableModels(args: Arguments, own: OwnTable | undefined): Arguments {
  const isNamed = args.positional.length > 0 || args.text("suite") !== undefined;
  return own === undefined || isNamed ? args : { ...args, positional: own.names };
}

/** The table with ours beside it, for the report. */
export function ownTableAddition(
  own: OwnTable | undefined,
  records: readonly BenchRecord[],
): Addition {
  const text = own === undefined ? undefined : ownTableMarkdown(own.table, records);
  return { file: "beside-table.md", text };
}

function isFile(id: string): boolean {
  return /\.onnx$/i.test(id);
}

/** Records call a file by its name without folder. */
function recordedId(id: string): string {
  return isFile(id) ? basename(id) : id;
}
