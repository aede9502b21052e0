// From the evidence of each source to the causes that an audit names.

import type { AuditedCause, AuditedModel, AuditedPractice, Why } from "./audit_report.ts";
import type { CandidateIndex, CountedFigure } from "./candidates/counted_candidates.ts";
import { NO_FINDING } from "./evidence/finding.ts";
import { type FigureFinding, sourceEvidence } from "./evidence/source_evidence.ts";
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
export const UNEXPLAINED: Why = { ...NO_FINDING, causes: [] };

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
  const findings = evidence.flatMap((own) => own.findings)
    .map((finding): Finding => ({ ...finding, model: modelOf(finding.figure) }));
  const found = findings.flatMap((finding) => finding.causes.map((cause) => ({ finding, cause })));
  const alike = Map.groupBy(found, ({ finding, cause }) => causeKey(finding, cause));
  const places = new Map([...alike.keys()].map((key, place) => [key, place]));
  return {
    causes: [...alike.values()].map(mergedCause),
    practices: evidence.flatMap(({ source, practices }) =>
      practices.map((practice) => ({ ...practice, source }))
    ),
    whys: new Map(findings.map((finding) => [figureKey(finding.figure), whyOf(finding, places)])),
  };
}

/** What was found of a figure of a model. */
interface Finding extends FigureFinding {
  readonly model: AuditedModel;
}

/** One of its causes. */
interface FoundCause {
  readonly finding: Finding;
  readonly cause: HypothesisClass;
}

/** The same departures for several figures of a source are one cause. */
function mergedCause(group: readonly FoundCause[]): AuditedCause {
  const [{ finding, cause }] = group as readonly [FoundCause];
  const { metric, network, part, rule, sameRules, printing } = cause;
  return {
    metric,
    network,
    part,
    rule,
    sameRules,
    printing,
    source: finding.figure.source,
    scope: finding.scope,
    family: finding.model.family,
    oddsBits: Math.max(...group.map((member) => member.finding.oddsBits)),
    explains: group.map(({ finding: { model, figure, heldAgainst }, cause: { counts } }) => ({
      model,
      figure,
      count: counts[heldAgainst.indexOf(figure)] ?? NaN,
    })),
    holdsFor: modelsOf(finding, cause, true),
    failsFor: modelsOf(finding, cause, false),
  };
}

function modelsOf(
  { heldAgainst }: Finding,
  { hits }: HypothesisClass,
  isHeld: boolean,
): readonly string[] {
  return [...new Set(heldAgainst.filter((_, i) => hits[i] === isHeld).map((one) => one.modelId))];
}

function whyOf(finding: Finding, places: ReadonlyMap<string, number>): Why {
  const { answer, otherCount, oddsBits } = finding;
  const causes = finding.causes.flatMap((cause) => places.get(causeKey(finding, cause)) ?? []);
  if (answer !== "unexplained") return { answer, causes, otherCount, oddsBits };
  const why = { answer, causes: [], otherCount, oddsBits };
  const [nearest] = causes;
  return nearest === undefined ? why : { ...why, nearest };
}

function causeKey({ figure, model, scope }: Finding, cause: HypothesisClass): string {
  const about = { source: "", family: model.family, row: figure.modelId }[scope];
  const { metric, network, part, rule, printing } = cause;
  return JSON.stringify([figure.source, scope, about, metric, network, part, rule, printing.id]);
}
