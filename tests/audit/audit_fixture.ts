// The audit of the published figures, with no records.

import { audit } from "../../audit/audit.ts";
import type { AuditedFigure, AuditReport } from "../../audit/audit_report.ts";
import { causeText } from "../../audit/text/audit_text.ts";
import { candidatesOf } from "../../audit/candidates/candidates.ts";
import { parseClaims } from "../../audit/claims.ts";
import { auditedModels, candidateModels } from "../../cli/audit/audited_models.ts";
import type { CatalogEntry } from "../../models/catalog.ts";
import type { PublishedFigure } from "../../reports/published/published.ts";
import {
  DETECTION_FIGURES,
  FIGURES,
  publishedText,
} from "../reports/fixtures/published_fixture.ts";

const ALL_FIGURES = [...FIGURES, ...DETECTION_FIGURES];

export const CLAIMS = parseClaims(await publishedText("claims.csv"));

/** Audits that share their candidates. */
export interface Audits {
  /** Of all published figures and claims. */
  readonly report: AuditReport;
  /** Of some figures and no claims. */
  readonly auditOf: (figures: readonly PublishedFigure[]) => AuditReport;
}

/**
 * Audits with the candidates of some networks, as those of all take seconds; no figure of another
 * network can be tested.
 */
export function auditsOf(isTried: (entry: CatalogEntry) => boolean): Audits {
  const models = auditedModels();
  const candidates = candidatesOf(candidateModels(ALL_FIGURES).filter(isTried));
  const shared = { models, candidates, records: [] };
  return {
    report: audit({ ...shared, figures: ALL_FIGURES, claims: CLAIMS }),
    auditOf: (figures) => audit({ ...shared, figures, claims: [] }),
  };
}

/** One figure of a report, the first of those whose source contains the text. */
export function auditedIn(
  report: AuditReport,
  model: string,
  metric: string,
  source: string,
): AuditedFigure {
  const found = report.figures.find(({ figure }) =>
    figure.modelId === model && figure.metric === metric && figure.source.includes(source)
  );
  if (found === undefined) throw new RangeError(`No figure of ${model} ${metric} in ${source}`);
  return found;
}

/** Answer of a figure, with what its causes say. */
export function answerOf(
  { why }: AuditedFigure,
  report: AuditReport,
): readonly [answer: string | undefined, ...causes: string[]] {
  const causes = (why?.causes ?? []).flatMap((place) => report.causes[place] ?? []);
  return [why?.answer, ...causes.map((cause) => causeText(cause, report))];
}
