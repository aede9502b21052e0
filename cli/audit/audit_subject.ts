// What `audit` is about: the published figures that come with the suite, or somebody's table.

import type { AuditedModel, Claim } from "../../audit/audit_report.ts";
import { type CandidateEntry, candidatesOf } from "../../audit/candidates/candidates.ts";
import type { CandidateCount } from "../../audit/candidates/counted_candidates.ts";
import type { AuditInput } from "../../audit/audit.ts";
import { parseClaims } from "../../audit/claims.ts";
import type { PlainRow } from "../../audit/plausibility.ts";
import { nearestNames } from "../../models/nearest_names.ts";
import claimsCsv from "../../reports/published/claims.csv" with { type: "text" };
import type { PublishedFigure } from "../../reports/published/published.ts";
import type { ClaimsTable } from "../../reports/published/reading/claims_table.ts";
import { dimsOf } from "../options/dim_option.ts";
import { modelsOf } from "../options/model_arguments.ts";
import { publishedDetection, publishedFigures } from "../options/published_figures.ts";
import type { Arguments } from "../shell/command.ts";
import { UsageError } from "../shell/usage_error.ts";
import { wholeNumber } from "../shell/values.ts";
import { auditedModels, candidateModels } from "./audited_models.ts";
import { claimsFile } from "./claims_file.ts";

/** What is audited, and which of it is shown. */
export interface AuditSubject extends Pick<AuditInput, "figures" | "claims" | "models"> {
  readonly entries: readonly CandidateEntry[];
  readonly given: readonly CandidateCount[];
  /** Ids of the models that are shown. */
  readonly shownIds: readonly string[];
  /** Rows of the table that was named; `undefined` for our own figures. */
  readonly rows: readonly PlainRow[] | undefined;
}

/** Most tables of a page. */
const MOST_TABLES = 1000;

/**
 * The subject of a call.
 *
 * @throws {UsageError} If options contradict each other, a model is unknown or a table cannot be read.
 */
export function auditSubject(args: Arguments): AuditSubject {
  const path = args.text("claims");
  const explained = args.text("explain");
  if (explained !== undefined) refuseModels(args, `--explain ${explained}`);
  if (path !== undefined) refuseModels(args, `--claims ${path}`);
  const subject = path === undefined ? ownFigures() : tableFigures(path, args);
  if (path === undefined) refuseTableOptions(args);
  const shownIds = explained !== undefined
    ? [explainedId(explained, subject.models)]
    : path === undefined
    ? modelsOf(args, subject.models.map(({ id }) => id)).map(({ id }) => id)
    : subject.models.map(({ id }) => id);
  return { ...subject, shownIds };
}

/**
 * The candidates that the chosen figures need, with the counts that rows give themselves: a figure is
 * judged with all that its source prints, and with nothing else.
 */
export function candidatesFor(
  { entries, given, figures }: AuditSubject,
  isChosen: (figure: PublishedFigure) => boolean,
): AuditInput["candidates"] {
  const sources = new Set(figures.filter(isChosen).map(({ source }) => source));
  const ids = new Set(
    figures.filter(({ source }) => sources.has(source)).map(({ modelId }) => modelId),
  );
  const { counts, meanings } = candidatesOf(entries.filter(({ id }) => ids.has(id)));
  return { counts: [...counts, ...given], meanings };
}

/** Options that say something of a table, where there is none. */
function refuseTableOptions(args: Arguments): void {
  const number = args.text("table-number");
  const [given] = [
    ...(number === undefined ? [] : [`--table-number ${number}`]),
    ...args.texts("dim").map((text) => `--dim ${text}`),
  ];
  if (given === undefined) return;
  throw new UsageError(`Cannot take ${given} without --claims: name the file of the table`);
}

function refuseModels({ positional }: Arguments, option: string): void {
  if (positional.length === 0) return;
  throw new UsageError(
    `Cannot take models and ${option} together: leave ${positional.join(", ")} out`,
  );
}

type Subject = Omit<AuditSubject, "shownIds">;

function ownFigures(): Subject {
  const figures = [...publishedFigures(), ...publishedDetection()];
  const claims: readonly Claim[] = parseClaims(claimsCsv);
  const entries = candidateModels(figures);
  return { figures, claims, models: auditedModels(), entries, given: [], rows: undefined };
}

function tableFigures(path: string, args: Arguments): Subject {
  const number = args.text("table-number");
  const { table, models, entries, given } = claimsFile(path, {
    tableNumber: number === undefined
      ? 1
      : wholeNumber("table-number", number, { least: 1, most: MOST_TABLES }),
    dims: dimsOf(args),
  });
  const figures: readonly PublishedFigure[] = table.figures;
  return { figures, claims: [], models, entries, given, rows: plainRows(table, models) };
}

/** Rows by their printed names; the family is the table's own, or that of the model. */
function plainRows(
  { rows }: ClaimsTable,
  models: readonly AuditedModel[],
): readonly PlainRow[] {
  return rows.map(({ texts, modelId, figures }) => {
    const model = models.find(({ id }) => id === modelId);
    const family = texts.family === "" ? model?.family ?? "" : texts.family;
    return { name: texts.model === "" ? texts.model_id : texts.model, family, figures };
  });
}

/** A model of the subject by its id or name. */
function explainedId(text: string, models: readonly AuditedModel[]): string {
  const wanted = text.trim().toLowerCase();
  const found = models.find(({ id, method }) =>
    [id.toLowerCase(), method.toLowerCase()].includes(wanted)
  );
  if (found !== undefined) return found.id;
  const nearest = nearestNames(wanted, models.map(({ id }) => id));
  throw new UsageError(
    `Cannot explain "${text}" as no figure is of such a model: did you mean ${nearest.join(", ")}?`,
  );
}
