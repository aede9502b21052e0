// The audit of the published figures, with all candidates and no records.

import { candidatesOf } from "../../audit/candidates.ts";
import { auditedModels, candidateModels } from "../../cli/commands/audited_models.ts";
import { audit } from "../../audit/audit.ts";
import { parseClaims } from "../../audit/claims.ts";
import type { AuditedCause, AuditedFigure, AuditReport } from "../../audit/audit_report.ts";
import { causeText } from "../../audit/audit_text.ts";
import type { PublishedFigure } from "../../reports/published/published.ts";
import {
  DETECTION_FIGURES,
  FIGURES,
  publishedText,
} from "../reports/fixtures/published_fixture.ts";

const ALL_FIGURES = [...FIGURES, ...DETECTION_FIGURES];
const CANDIDATES = candidatesOf(candidateModels(ALL_FIGURES));

export const CLAIMS = parseClaims(await publishedText("claims.csv"));

const MODELS = auditedModels();

/** The audit of some figures and no claims. */
export function auditOf(figures: readonly PublishedFigure[]): AuditReport {
  return audit({ figures, claims: [], models: MODELS, candidates: CANDIDATES, records: [] });
}

export const REPORT = audit({
  figures: ALL_FIGURES,
  claims: CLAIMS,
  models: MODELS,
  candidates: CANDIDATES,
  records: [],
});

/** One figure of the report, the first of those whose source contains the text. */
export function audited(model: string, metric: string, source: string): AuditedFigure {
  const found = REPORT.figures.find(({ figure }) =>
    figure.modelId === model && figure.metric === metric && figure.source.includes(source)
  );
  if (found === undefined) throw new RangeError(`No figure of ${model} ${metric} in ${source}`);
  return found;
}

/** The causes that explain a figure, by what they say. */
export function causesNamed(
  { causes }: AuditedFigure,
  report: AuditReport = REPORT,
): Readonly<Record<string, AuditedCause>> {
  return Object.fromEntries(
    causes.flatMap((place) => report.causes[place] ?? [])
      .map((cause) => [causeText(cause, report), cause]),
  );
}
