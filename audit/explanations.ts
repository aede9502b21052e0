// From the causes of single rows to the few that an audit names.

import { type CandidateIndex, type CountedFigure, isReproduced } from "./counted_candidates.ts";
import { type Cause, causesOf, type Fit, type PublishedRow, score } from "./causes.ts";
import { UNITS } from "../reports/text/unit_text.ts";
import type { AuditedCause, AuditedModel } from "./audit_report.ts";
import type { PublishedFigure } from "../reports/published/published.ts";

/** A row with the source that it shares with its siblings. */
interface SourceRow extends PublishedRow {
  readonly source: string;
  readonly model: AuditedModel;
}

/** The likeliest causes of one row. */
export interface Explanation {
  readonly row: SourceRow;
  readonly causes: readonly Cause[];
  /** How many more causes fit the row. */
  readonly otherFitCount: number;
}

/** More causes than these tell nobody anything. */
const MOST_CAUSES = 3;

/**
 * Explains every row that differs from ours.
 *
 * @param modelOf The model of a figure.
 */
export function explanations(
  figures: readonly PublishedFigure[],
  modelOf: (figure: PublishedFigure) => AuditedModel,
  index: CandidateIndex,
): readonly Explanation[] {
  const rows = sourceRows(figures, modelOf);
  return rows
    .filter((row) => row.figures.some((figure) => !isReproduced(figure, row.modelId, index)))
    .map((row) => explain(row, rows, index));
}

/** The counted figures, those of one line of the published table together. */
function sourceRows(
  figures: readonly PublishedFigure[],
  modelOf: (figure: PublishedFigure) => AuditedModel,
): readonly SourceRow[] {
  const lines = Map.groupBy(
    figures.filter(isCounted),
    ({ modelId, source, note }) => JSON.stringify([modelId, source, note]),
  );
  return [...lines.values()].map((line) => {
    const [first] = line as [CountedFigure];
    return { modelId: first.modelId, source: first.source, figures: line, model: modelOf(first) };
  });
}

/** Whether a figure follows from a graph. */
export function isCounted(figure: PublishedFigure): figure is CountedFigure {
  return figure.metric in UNITS;
}

function explain(row: SourceRow, rows: readonly SourceRow[], index: CandidateIndex): Explanation {
  const siblings = rows.filter(({ source, model }) =>
    source === row.source && model.family === row.model.family
  );
  const all = causesOf(row, siblings, index);
  const [first] = all;
  const named = first === undefined ? [] : all
    .filter((cause) => isAsLikely(cause, first) || isRivalPrinting(cause, first))
    .slice(0, MOST_CAUSES);
  return { row, causes: named, otherFitCount: all.length - named.length };
}

function isAsLikely(cause: Cause, first: Cause): boolean {
  return score(cause) === score(first) && cause.departures === first.departures;
}

/** Our own count, printed otherwise: worth naming beside a cause that some rows do not follow. */
function isRivalPrinting({ fits, departures }: Cause, first: Cause): boolean {
  return first.failsFor.length > 0 && departures <= first.departures &&
    fits.every(({ candidate }) => candidate.placeDepartures + candidate.ruleDepartures === 0);
}

/** The same departures for several rows of a source and family are one cause. */
export function mergedCauses(explained: readonly Explanation[]): readonly AuditedCause[] {
  const found = explained.flatMap(({ row, causes }) => causes.map((cause) => ({ row, cause })));
  const alike = Map.groupBy(found, ({ row, cause }) => causeKey(row, cause));
  return [...alike.values()].map((group) => {
    const [{ row, cause }] = group as [(typeof group)[number]];
    return {
      source: row.source,
      family: row.model.family,
      departures: cause.departures,
      holdsFor: cause.holdsFor,
      failsFor: cause.failsFor,
      explains: group.map((member) => ({ model: member.row.model, fits: member.cause.fits })),
    };
  });
}

function causeKey({ source, model }: SourceRow, { fits }: Cause): string {
  return JSON.stringify([source, model.family, ...fits.map(departureIds)]);
}

function departureIds({ figure, candidate, printing }: Fit): readonly string[] {
  const { network, part, rule } = candidate;
  return [figure.metric, network, part, rule, printing.id];
}
