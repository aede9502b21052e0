// The audit: every published figure held against ours.
//
// Counts follow from the graphs and get a verdict; for those that differ the evidence is weighed for
// what was counted instead (audit/evidence/). Accuracy needs trained weights and data, throughput the source's
// own device: neither can be tested here, and a figure that cannot is never called reproduced.

import type { BenchRecord } from "../bench/record/record.ts";
import {
  type CandidateCount,
  type CandidateIndex,
  candidateIndex,
  type Meaning,
  ourCount,
} from "./candidates/counted_candidates.ts";
import { auditGain, auditThroughputs } from "./claims.ts";
import { explanations, figureKey, isCounted, UNEXPLAINED } from "./explanations.ts";
import { ratioHints } from "../reports/published/printing.ts";
import { UNITS } from "../reports/text/unit_text.ts";
import type { AuditedFigure, AuditedModel, AuditReport, Claim, Why } from "./audit_report.ts";
import { methodRank } from "../reports/row/method.ts";
import type { PublishedFigure } from "../reports/published/published.ts";
import { verdictOf, verdictText } from "../reports/published/verdict.ts";

/** What is audited, and what it is held against. */
export interface AuditInput {
  readonly figures: readonly PublishedFigure[];
  readonly claims: readonly Claim[];
  /** In the order of the report. */
  readonly models: readonly AuditedModel[];
  /** Counts of every model, ours and the candidates, with what their ids mean. */
  readonly candidates: {
    readonly counts: readonly CandidateCount[];
    readonly meanings: readonly Meaning[];
  };
  /** Our own runs, for the throughputs. */
  readonly records: readonly BenchRecord[];
}

/**
 * Audits every figure and claim.
 *
 * @throws {RangeError} If a figure is of a model that is not in the list.
 */
export function audit(input: AuditInput): AuditReport {
  const { figures, claims, models, candidates, records } = input;
  const index = candidateIndex(candidates.counts);
  const { causes, whys, practices } = explanations(
    figures,
    (figure) => modelOf(figure, models),
    index,
  );

  return {
    figures: inOrder(figures, models).map((figure) =>
      auditFigure(figure, modelOf(figure, models), { index, whys })
    ),
    causes,
    practices,
    gains: claims.map((claim) => auditGain(claim, figures)),
    throughputs: auditThroughputs(figures, records),
    models,
    meanings: candidates.meanings,
  };
}

function modelOf({ modelId }: PublishedFigure, models: readonly AuditedModel[]): AuditedModel {
  const model = models.find(({ id }) => id === modelId);
  if (model !== undefined) return model;
  throw new RangeError(
    `Cannot audit a figure of "${modelId}" as the models do not have it: add it`,
  );
}

/** What all figures are judged with. */
interface Evidence {
  readonly index: CandidateIndex;
  readonly whys: ReadonlyMap<string, Why>;
}

function auditFigure(
  figure: PublishedFigure,
  model: AuditedModel,
  { index, whys }: Evidence,
): AuditedFigure {
  const count = isCounted(figure) ? ourCount(index, figure) : undefined;
  if (!isCounted(figure) || count === undefined) {
    const verdict = "cannot be tested here";
    return { figure, model, verdict, verdictText: verdict, hints: [] };
  }

  const unit = UNITS[figure.metric];
  const difference = verdictOf(count, unit, figure);
  const compared = { figure, model, count, ratio: figure.value * unit / count };
  if (difference?.outcome !== "differs") {
    return { ...compared, verdict: "reproduced", verdictText: "reproduced", hints: [] };
  }

  const why = whys.get(figureKey(figure)) ?? UNEXPLAINED;
  const isBlank = why.answer === "unexplained" && figure.metric === "flops_g";
  return {
    ...compared,
    verdict: "differs",
    verdictText: verdictText(difference),
    why,
    hints: isBlank ? ratioHints(compared.ratio, model.sidePixels) : [],
  };
}

/** By model, then by metric in order of appearance, then as published. */
function inOrder(
  figures: readonly PublishedFigure[],
  models: readonly AuditedModel[],
): readonly PublishedFigure[] {
  const metrics = [...new Set(figures.map(({ metric }) => metric))];
  return figures.toSorted((a, b) =>
    methodRank(a.modelId, models) - methodRank(b.modelId, models) ||
    metrics.indexOf(a.metric) - metrics.indexOf(b.metric)
  );
}
