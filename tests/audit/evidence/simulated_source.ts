// Sources for tests, made up: tables that print the counts of a known rule, and tables of figures that
// have nothing to do with any count.

import {
  type CandidateIndex,
  candidatesFor,
  type CountedFigure,
  departureKey,
  ourCount,
} from "../../../audit/candidates/counted_candidates.ts";
import { COUNTED_METRICS, type CountedMetric } from "../../../reports/published/printing.ts";
import { UNITS } from "../../../reports/text/unit_text.ts";
import type { FamilyFigure } from "../../../audit/evidence/source_evidence.ts";
import { figure } from "../audit_figure.ts";

/** A model of a simulated table. */
export interface SimulatedModel {
  readonly id: string;
  readonly family: string;
}

/** Roughly normal, with deviation 1. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** A table whose figures lie around ours by chance, `spread` as a relative deviation. */
export function randomSource(
  models: readonly SimulatedModel[],
  index: CandidateIndex,
  { random, spread, decimals }: {
    readonly random: () => number;
    readonly spread: number;
    readonly decimals: number;
  },
): readonly FamilyFigure[] {
  return table(models, decimals, (modelId, metric) => {
    const ours = ourCount(index, { modelId, metric }) ?? 0;
    return ours * Math.exp(spread * normal(random));
  });
}

/** A table that prints what one rule gives for FLOPs, and our parameters. */
export function ruleSource(
  models: readonly SimulatedModel[],
  index: CandidateIndex,
  { rule, decimals }: { readonly rule: string; readonly decimals: number },
): readonly FamilyFigure[] {
  return table(models, decimals, (modelId, metric) => {
    const key = departureKey({ network: "", part: "", rule: metric === "flops_g" ? rule : "" });
    return candidatesFor(index, { modelId, metric }).get(key)?.count ?? 0;
  });
}

function table(
  models: readonly SimulatedModel[],
  decimals: number,
  countOf: (model: string, metric: CountedMetric) => number,
): readonly FamilyFigure[] {
  return models.flatMap(({ id, family }) =>
    COUNTED_METRICS.map((metric) => {
      const text = (countOf(id, metric) / UNITS[metric]).toFixed(decimals);
      return { family, figure: { ...figure(id, metric, text), metric } as CountedFigure };
    })
  );
}
