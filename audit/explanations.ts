// From the evidence of each source to the causes that an audit names.

import type { AuditedCause, AuditedModel, AuditedPractice, Why } from "./audit_report.ts";
import type { CandidateIndex, CountedFigure } from "./candidates/counted_candidates.ts";
import type { FigureFinding } from "./evidence/source_evidence.ts";
import { sourceEvidence } from "./evidence/source_evidence.ts";
import type { HypothesisClass } from "./evidence/weighing.ts";
import type { PublishedFigure } from "../reports/published/published.ts";
import { UNITS } from "../reports/text/unit_text.ts";

/** Why each figure differs that does. */
export interface Explanations {
  /** By {@linkcode figureKey}. */
  readonly whys: ReadonlyMap<string, Why>;
  readonly causes: readonly AuditedCause[];
  readonly practices: readonly AuditedPractice[];
}

/** What is known of a figure about which no evidence was weighed. */
export const UNEXPLAINED: Why = {
  answer: "unexplained",
  causes: [],
  otherCount: 0,
  oddsBits: -Infinity,
};

/** Whether a figure follows from a graph. */
export function isCounted(figure: PublishedFigure): figure is CountedFigure {
  return figure.metric in UNITS;
}

/** What tells figures apart: a source that prints one twice says it once. */
export function figureKey({ source, modelId, metric, text }: PublishedFigure): string {
  return JSON.stringify([source, modelId, metric, text]);
}

/**
 * Explains every figure that differs from ours.
 *
 * @param modelOf The model of a figure.
 */
export function explanations(
  figures: readonly PublishedFigure[],
  modelOf: (figure: PublishedFigure) => AuditedModel,
  index: CandidateIndex,
): Explanations {
  const bySource = [...Map.groupBy(figures.filter(isCounted), ({ source }) => source)];
  const evidence = bySource.map(([source, own]) => ({
    source,
    ...sourceEvidence(
      own.map((figure) => ({ figure, family: modelOf(figure).family })),
      index,
    ),
  }));
  const findings = evidence.flatMap((own) => own.findings);
  const causes = mergedCauses(findings, modelOf);
  return {
    causes,
    practices: evidence.flatMap(({ source, practices }) =>
      practices.map((practice) => ({ ...practice, source }))
    ),
    whys: new Map(
      findings.map((finding) => [figureKey(finding.figure), whyOf(finding, causes, modelOf)]),
    ),
  };
}

type ModelOf = (figure: PublishedFigure) => AuditedModel;

/** The same departures for several figures of a source are one cause. */
function mergedCauses(
  findings: readonly FigureFinding[],
  modelOf: ModelOf,
): readonly AuditedCause[] {
  const found = findings.flatMap((finding) => finding.causes.map((cause) => ({ finding, cause })));
  const alike = Map.groupBy(found, ({ finding, cause }) => causeKey(finding, cause, modelOf));
  return [...alike.values()].map((group) => {
    const [{ finding, cause }] = group as [(typeof group)[number]];
    const { metric, network, part, rule, sameRules, printing } = cause;
    return {
      ...{ metric, network, part, rule, sameRules, printing },
      source: finding.figure.source,
      scope: finding.scope,
      family: modelOf(finding.figure).family,
      oddsBits: Math.max(...group.map((member) => member.finding.oddsBits)),
      explains: group.map((member) => explained(member.finding, member.cause, modelOf)),
      holdsFor: modelsOf(finding, cause, true),
      failsFor: modelsOf(finding, cause, false),
    };
  });
}

function explained(
  { figure, heldAgainst }: FigureFinding,
  { counts }: HypothesisClass,
  modelOf: ModelOf,
): AuditedCause["explains"][number] {
  return { model: modelOf(figure), figure, count: counts[heldAgainst.indexOf(figure)] ?? NaN };
}

function modelsOf(
  { heldAgainst }: FigureFinding,
  { hits }: HypothesisClass,
  isHeld: boolean,
): readonly string[] {
  return [...new Set(heldAgainst.filter((_, i) => hits[i] === isHeld).map((one) => one.modelId))];
}

function whyOf(
  finding: FigureFinding,
  causes: readonly AuditedCause[],
  modelOf: ModelOf,
): Why {
  const { answer, otherCount, oddsBits, figure } = finding;
  const places = finding.causes.map((cause) =>
    causes.findIndex((merged) =>
      merged.explains.some((one) => one.figure === figure) &&
      keyOfMerged(merged) === causeKey(finding, cause, modelOf)
    )
  );
  if (answer !== "unexplained") return { answer, causes: places, otherCount, oddsBits };
  const [nearest] = places;
  return {
    ...{ answer, causes: [], otherCount, oddsBits },
    ...(nearest === undefined ? {} : { nearest }),
  };
}

function causeKey(
  { figure, scope }: FigureFinding,
  cause: HypothesisClass,
  modelOf: ModelOf,
): string {
  const { source, modelId } = figure;
  const about = { source: "", family: modelOf(figure).family, row: modelId }[scope];
  const { metric, network, part, rule, printing } = cause;
  return JSON.stringify([source, scope, about, metric, network, part, rule, printing.id]);
}

function keyOfMerged({ source, scope, family, explains, ...cause }: AuditedCause): string {
  const about = { source: "", family, row: explains[0]?.model.id ?? "" }[scope];
  const { metric, network, part, rule, printing } = cause;
  return JSON.stringify([source, scope, about, metric, network, part, rule, printing.id]);
}
