// `audit --claims`: somebody's table, each row tied to what is counted beside it: a network of the
// catalog, an ONNX file, or counts that the row gives. What a row says is taken at its word; a name that
// is no model's is never guessed.

import { basename, dirname, resolve } from "node:path";
import type { AuditedModel } from "../../audit/audit_report.ts";
import type { CandidateEntry } from "../../audit/candidates/candidates.ts";
import { type CandidateCount, givenCounts } from "../../audit/candidates/counted_candidates.ts";
import { type CatalogEntry, matchModels, MODELS } from "../../models/catalog.ts";
import { nearestNames } from "../../models/nearest_names.ts";
import {
  type ClaimsTable,
  claimsTable,
  type TieRequest,
} from "../../reports/published/reading/claims_table.ts";
import { TABLE_LIMITS } from "../../reports/published/reading/table_limits.ts";
import { boundFileAt } from "../files/bound_files.ts";
import { requireKind } from "../files/file_kind.ts";
import { fileText } from "../shell/files.ts";
import { note } from "../shell/print.ts";
import { UsageError } from "../shell/usage_error.ts";
import { auditedModel } from "./audited_models.ts";

/** A table with what its rows are tied to. */
export interface ClaimsFile {
  readonly table: ClaimsTable;
  readonly models: readonly AuditedModel[];
  /** Those whose candidates are counted. */
  readonly entries: readonly CandidateEntry[];
  /** Counts that rows give themselves. */
  readonly given: readonly CandidateCount[];
}

/** How a file is read. */
export interface ClaimsFileOptions {
  readonly tableNumber: number;
  /** Sizes that ONNX files leave open. */
  readonly dims: ReadonlyMap<string, number>;
}

/** What a row is tied to. */
interface TiedModel {
  readonly model: AuditedModel;
  readonly entry?: CandidateEntry;
  readonly given?: readonly CandidateCount[];
}

/** A row that is about nothing here, and says so. */
const NONE = "-";

/**
 * Reads a table and ties its rows; rows that stay untied are named on stderr with the nearest ids.
 *
 * @throws {UsageError} If it cannot be read, or no row is tied.
 */
export function claimsFile(path: string, { tableNumber, dims }: ClaimsFileOptions): ClaimsFile {
  const tied = new Map<string, TiedModel>();
  const tieOf = (request: TieRequest) => {
    const key = JSON.stringify(request);
    const found = tied.get(key) ?? tiedModel(request, { folder: dirname(path), dims });
    if (found === undefined) return undefined;
    tied.set(key, found);
    return found.model.id;
  };
  const table = readTable(path, (text, what) => claimsTable(text, { what, tableNumber, tieOf }));
  sayUnread(table, path);
  sayUntied(table, path);
  const models = new Map([...tied.values()].map((one) => [one.model.id, one]));
  return {
    table,
    models: [...models.values()].map(({ model }) => withFamily(model, table)),
    entries: [...models.values()].flatMap(({ entry }) => entry ?? []),
    given: [...models.values()].flatMap(({ given }) => given ?? []),
  };
}

function readTable(
  path: string,
  read: (text: string, what: string) => ClaimsTable,
): ClaimsTable {
  requireKind(path, "table");
  const text = fileText(path, "table", TABLE_LIMITS.bytes);
  try {
    return read(text, basename(path));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

/** The family that the table names goes before the catalog's: its rows are counted alike. */
function withFamily(model: AuditedModel, { rows }: ClaimsTable): AuditedModel {
  const named = rows.find(({ modelId }) => modelId === model.id)?.texts.family ?? "";
  return named === "" ? model : { ...model, family: named };
}

function tiedModel(
  { id, name }: TieRequest,
  { folder, dims }: { readonly folder: string; readonly dims: ReadonlyMap<string, number> },
): TiedModel | undefined {
  if (id === NONE) return undefined;
  if (id.includes("=")) return givenModel(id, name);
  if (/\.onnx$/i.test(id)) return fileModel(id, { path: resolve(folder, id), name, dims });
  const [text = "", size] = (id === "" ? name : id).split("@");
  const entry = namedEntry(text);
  if (entry === undefined) return undefined;
  if (size === undefined) return { model: auditedModel(entry), entry };
  return sizedModel(entry, size);
}

/** The one network of that very id or name; of a pattern, none. */
function namedEntry(text: string): CatalogEntry | undefined {
  if (text === "") return undefined;
  try {
    const { entries: [entry], kind } = matchModels(text);
    return kind === "pattern" ? undefined : entry;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** `vit-b16@384`: a network of the catalog at another input. */
function sizedModel(entry: CatalogEntry, text: string): TiedModel {
  const [, height = "", width = height] = /^(\d{1,5})(?:x(\d{1,5}))?$/.exec(text) ?? [];
  if (height === "") {
    throw new SyntaxError(
      `Cannot tie "${entry.id}@${text}" as what follows @ is an input size: write ${entry.id}@384 ` +
        `or ${entry.id}@256x320`,
    );
  }
  const defaultSize = { height: Number(height), width: Number(width) };
  const sized: CatalogEntry = {
    ...entry,
    id: `${entry.id}@${text}`,
    method: `${entry.method} at ${text}`,
    defaultSize,
    build: (options) => entry.build({ size: defaultSize, ...options }),
  };
  return { model: auditedModel(sized), entry: sized };
}

/** `params=25557032 macs=4089184256`: what the row's author counted. */
function givenModel(text: string, name: string): TiedModel {
  const pairs = text.trim().split(/[\s;]+/).map((pair) => /^(params|macs)=(\d{1,15})$/.exec(pair));
  if (pairs.includes(null)) {
    throw new SyntaxError(
      `Cannot tie "${text}" as counts are whole numbers by name: write params=25557032 ` +
        `macs=4089184256, or one of them`,
    );
  }
  const counts = Object.fromEntries(pairs.map((pair) => [pair?.[1], Number(pair?.[2])]));
  const id = name === "" ? text : name;
  return {
    model: { id, method: id, family: "given" },
    given: givenCounts(id, { params: counts["params"], operations: counts["macs"] }),
  };
}

function fileModel(
  id: string,
  { path, name, dims }: {
    readonly path: string;
    readonly name: string;
    readonly dims: ReadonlyMap<string, number>;
  },
): TiedModel {
  const { graph } = boundFileAt(path, dims);
  const method = name === "" ? id : name;
  const entry: CandidateEntry = {
    id,
    task: "classification",
    build({ size } = {}) {
      if (size === undefined) return graph;
      throw new RangeError(`Cannot build "${id}" at another size as a file has its own: leave it`);
    },
  };
  return { model: { id, method, family: "files" }, entry };
}

/** Columns that mean none of ours: a misprint would leave its figures unaudited. */
function sayUnread({ unread }: ClaimsTable, path: string): void {
  const names = unread.filter((header) => header.trim() !== "");
  if (names.length === 0) return;
  note(`note: ${path}: columns that mean none of ours are left out: ${names.join(", ")}`);
}

/** Rows that no model is meant by, with the nearest; those that say `-` are left out in silence. */
function sayUntied({ rows }: ClaimsTable, path: string): void {
  const untied = rows.filter(({ modelId, texts }) =>
    modelId === undefined && texts.model_id !== NONE
  );
  for (const { line, texts } of untied) {
    const text = texts.model_id === "" ? texts.model : texts.model_id;
    const ids = nearestNames(text.toLowerCase(), MODELS.map(({ id }) => id));
    note(
      `note: ${path}: line ${line}, "${text}" is tied to no model: write ${ids.join(", ")}, an ` +
        `ONNX file or params=… macs=… into a column model_id, or - to leave it out`,
    );
  }
  if (rows.some(({ modelId }) => modelId !== undefined)) return;
  throw new UsageError(
    `Cannot audit "${path}" as no row is tied to a model: name models of "deno task list", or add a ` +
      `column model_id`,
  );
}
