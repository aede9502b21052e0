// What the figures of one source say about how it counts: first how it prints, then what it counts, in
// all families, then in each, then in the rows that stand apart. docs/evidence.md derives all of it.

import {
  COUNTED_METRICS,
  type CountedMetric,
  type Printing,
  PRINTINGS,
  ROUNDED,
} from "../../reports/published/printing.ts";
import {
  type CandidateIndex,
  type CountedFigure,
  isReproduced,
  ourCount,
} from "../candidates/counted_candidates.ts";
import { type Finding, findingOf, LEAST_ODDS, NO_FINDING } from "./finding.ts";
import { mixedPriors, type RulePriors, rulePriorsOf } from "./hypotheses.ts";
import { log2Sum } from "./log_sums.ts";
import { informationBits } from "./printed_information.ts";
import { isDeparture, weigh, type Weighing } from "./weighing.ts";

/** A figure with the family that its source counts alike. */
export interface FamilyFigure {
  readonly figure: CountedFigure;
  readonly family: string;
}

/** How a source rounds the figures of one metric. */
export interface Practice {
  readonly metric: CountedMetric;
  readonly printing: Printing;
  /** log2 of the odds against every other way. */
  readonly oddsBits: number;
}

/** What a hypothesis is about. */
export type Scope = "source" | "family" | "row";

/** What it costs to say so: half of the belief, a quarter, a quarter; then, which family or row. */
const SCOPE_BITS: Readonly<Record<Scope, number>> = { source: 1, family: 2, row: 2 };

/** Why a figure differs, as far as its source tells. */
export interface FigureFinding extends Finding {
  readonly figure: CountedFigure;
  /** Whether the causes are about all that the source prints, about the family, or this row alone. */
  readonly scope: Scope;
  /** The figures that the causes were held against; their counts are in this order. */
  readonly heldAgainst: readonly CountedFigure[];
}

/** All that one source says. */
export interface SourceEvidence {
  readonly practices: readonly Practice[];
  /** Of every figure that differs from ours. */
  readonly findings: readonly FigureFinding[];
}

type ByMetric<Value> = Readonly<Record<CountedMetric, Value>>;

/** No source prints more; of a table that was made to, the first ones are weighed. */
const MOST_FIGURES = 300;

/** Weighs the figures of one source; those without a count of ours are left out. */
export function sourceEvidence(
  figures: readonly FamilyFigure[],
  index: CandidateIndex,
): SourceEvidence {
  const counted = distinct(figures).filter(({ figure }) => (ourCount(index, figure) ?? 0) > 0)
    .slice(0, MOST_FIGURES);
  const families = [...Map.groupBy(counted, ({ family }) => family).values()]
    .map((group) => group.map(({ figure }) => figure));
  const all = counted.map(({ figure }) => figure);
  if (all.every((figure) => isReproduced(figure, index))) return { practices: [], findings: [] };

  const practices = COUNTED_METRICS.flatMap((metric) => practicesOf(families, metric, index));
  const printings = byMetric((metric) =>
    practices.find((practice) => practice.metric === metric)?.printing ?? ROUNDED
  );
  const base = basePriors(all, index);
  const whole = weigh(all, index, { printings, rules: base, priceBits: SCOPE_BITS.source });
  const rowCount = new Set(all.map(rowKey)).size;
  const priceBits = SCOPE_BITS.family + Math.log2(families.length);
  const alone = families.map((own) =>
    weigh(own, index, { printings, rules: basePriors(own, index) })
  );
  const findings = families.flatMap((own, i) => {
    const others = alone.filter((_, other) => other !== i);
    const ownBase = basePriors(own, index);
    const rules = byMetric((metric) =>
      mixedPriors(ownBase[metric], priorsFrom(others, metric, base[metric]))
    );
    const weighings = weigh(own, index, { printings, rules, priceBits });
    const family = { own, rules, whole, rowCount, weighings, printings, index };
    return own.filter((figure) => !isReproduced(figure, index))
      .map((figure) => findingFor(figure, family));
  });
  return { practices, findings };
}

function byMetric<Value>(valueOf: (metric: CountedMetric) => Value): ByMetric<Value> {
  return Object.fromEntries(
    COUNTED_METRICS.map((metric) => [metric, valueOf(metric)]),
  ) as unknown as ByMetric<Value>;
}

/** The same figure of the same model in two lines of a table says nothing twice. */
function distinct(figures: readonly FamilyFigure[]): readonly FamilyFigure[] {
  const byKey = Map.groupBy(
    figures,
    ({ figure: { modelId, metric, text } }) => JSON.stringify([modelId, metric, text]),
  );
  return [...byKey.values()].flatMap(([first]) => first ?? []);
}

function basePriors(
  own: readonly CountedFigure[],
  index: CandidateIndex,
): ByMetric<RulePriors> {
  return byMetric((metric) => rulePriorsOf(own.filter((one) => one.metric === metric), index));
}

/** How the figures of a metric are printed, all families of the source together; none of no figures. */
function practicesOf(
  families: readonly (readonly CountedFigure[])[],
  metric: CountedMetric,
  index: CandidateIndex,
): readonly Practice[] {
  const columns = families.map((own) => own.filter((figure) => figure.metric === metric))
    .filter(({ length }) => length > 0);
  if (columns.length === 0) return [];
  const weights = PRINTINGS.map((printing) => ({
    printing,
    bits: Math.log2(printing.prior) +
      columns.reduce((sum, own) => sum + columnBits(own, { printing, metric, index }), 0),
  }));
  const odds = weights.map(({ printing, bits }) => ({
    metric,
    printing,
    oddsBits: bits -
      log2Sum(weights.filter((other) => other.printing !== printing).map((other) => other.bits)),
  }));
  const usual = odds[0] as Practice;
  return [odds.find(({ oddsBits }) => oddsBits >= Math.log2(LEAST_ODDS)) ?? usual];
}

/** log2 of how likely a column is, printed this way, whatever was counted. */
function columnBits(
  column: readonly CountedFigure[],
  { printing, metric, index }: {
    readonly printing: Printing;
    readonly metric: CountedMetric;
    readonly index: CandidateIndex;
  },
): number {
  const spent = column.map((figure) =>
    informationBits(figure, ourCount(index, figure) ?? NaN, printing)
  );
  if (spent.includes(Infinity)) return -Infinity;
  const weighing = weigh(column, index, {
    printings: byMetric(() => printing),
    rules: basePriors(column, index),
    isPrintingPaid: true,
  }).get(metric);
  return evidenceBits(weighing) - spent.reduce((sum, bits) => sum + bits, 0);
}

function evidenceBits(weighing: Weighing | undefined): number {
  if (weighing === undefined) return 0;
  return log2Sum([weighing.unknownBits, ...weighing.classes.map(({ bits }) => bits)]);
}

/** What the other families of a source make of each rule: one rule for all, or each its own. */
function priorsFrom(
  others: readonly ReadonlyMap<CountedMetric, Weighing>[],
  metric: CountedMetric,
  base: RulePriors,
): RulePriors {
  const told = others.flatMap((weighings) => weighings.get(metric) ?? []);
  const posterior = [...base].map(([rule, prior]) =>
    [
      rule,
      told.reduce((sum, weighing) => {
        const own = evidenceBits(weighing) - weighing.unknownBits;
        return sum + log2Sum([weighing.ruleBits.get(rule) ?? own, own]) - 1;
      }, prior),
    ] as const
  );
  const total = log2Sum(posterior.map(([, bits]) => bits));
  return new Map(posterior.map(([rule, bits]) => [rule, bits - total]));
}

/** A family with all that is believed of it. */
interface WeighedFamily {
  readonly own: readonly CountedFigure[];
  readonly rules: ByMetric<RulePriors>;
  /** Of the whole source, all families together. */
  readonly whole: ReadonlyMap<CountedMetric, Weighing>;
  readonly weighings: ReadonlyMap<CountedMetric, Weighing>;
  readonly printings: ByMetric<Printing>;
  /** Rows of the whole source. */
  readonly rowCount: number;
  readonly index: CandidateIndex;
}

/** Of the whole source if that explains it, else of the family, else of the row alone. */
function findingFor(figure: CountedFigure, family: WeighedFamily): FigureFinding {
  const ofSource = findingIn(family.whole, figure, "source");
  if (ofSource.answer === "explained") return ofSource;
  const ofFamily = findingIn(family.weighings, figure, "family");
  if (ofFamily.answer === "explained") return ofFamily;

  const several = [ofSource, ofFamily].filter(({ answer }) => answer !== "unexplained");
  const [likelier] = (several.length > 0 ? several : [ofSource, ofFamily, ofRow(figure, family)])
    .toSorted((a, b) => b.oddsBits - a.oddsBits || SCOPE_BITS[a.scope] - SCOPE_BITS[b.scope]);
  return likelier ?? ofFamily;
}

/** A row that its family does not explain may stand apart; saying which one of them costs. */
function ofRow(
  figure: CountedFigure,
  { own, rules, weighings, printings, rowCount, index }: WeighedFamily,
): FigureFinding {
  const row = own.filter((other) => rowKey(other) === rowKey(figure));
  const priors = byMetric((metric) =>
    mixedPriors(rules[metric], likeliestRule(weighings.get(metric)))
  );
  const priceBits = SCOPE_BITS.row + Math.log2(rowCount);
  const alone = weigh(row, index, { printings, rules: priors, priceBits });
  return findingIn(alone, figure, "row");
}

function rowKey({ modelId, note }: CountedFigure): string {
  return JSON.stringify([modelId, note]);
}

/** The rule that the family follows for its other rows; none where none is known. */
function likeliestRule(weighing: Weighing | undefined): RulePriors {
  const [first] = weighing?.classes.toSorted((a, b) => b.bits - a.bits) ?? [];
  return new Map([[first !== undefined && isDeparture(first) ? first.rule : "", 0]]);
}

function findingIn(
  weighings: ReadonlyMap<CountedMetric, Weighing>,
  figure: CountedFigure,
  scope: FigureFinding["scope"],
): FigureFinding {
  const weighing = weighings.get(figure.metric);
  const heldAgainst = weighing?.figures ?? [];
  const place = heldAgainst.indexOf(figure);
  const finding = weighing === undefined ? NO_FINDING : findingOf(weighing, place);
  return { ...finding, figure, scope, heldAgainst };
}
