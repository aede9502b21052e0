// What a table says about itself, without any graph: FLOPs that are twice or half the multiply-adds of
// several rows, and rows that do not scale as their family does.

import { median } from "../bench/samples/statistics.ts";
import type { AuditedFigure } from "./audit_report.ts";
import type { PublishedFigure } from "../reports/published/published.ts";

/** A row of a table with its figures, whether it is tied to a model or not. */
export interface PlainRow {
  readonly name: string;
  readonly family: string;
  readonly figures: readonly PublishedFigure[];
}

/** FLOPs of a row are this much of its multiply-adds where additions count too, or halves. */
const UNIT_RATIOS = [
  { ratio: 2, text: "twice", meaning: "multiplications and additions counted apart" },
  { ratio: 1 / 2, text: "half", meaning: "halved, as if ours were no multiply-adds" },
] as const;
/** Conventions move counts by a few percent. */
const RATIO_TOLERANCE = 0.04;
const LEAST_ROWS = 2;

/** Sentences on a FLOPs column that is in another unit for several rows. */
export function unitSentences(figures: readonly AuditedFigure[]): readonly string[] {
  const bySource = Map.groupBy(
    figures.filter(({ figure, ratio }) => figure.metric === "flops_g" && ratio !== undefined),
    ({ figure }) => figure.source,
  );
  return [...bySource].flatMap(([source, own]) =>
    UNIT_RATIOS.flatMap(({ ratio, text, meaning }) => {
      const near = own.filter((one) => Math.abs((one.ratio ?? 0) / ratio - 1) <= RATIO_TOLERANCE);
      if (near.length < LEAST_ROWS) return [];
      return [
        `FLOPs of ${near.length} of ${own.length} rows of ${source} are ${text} our multiply-adds: ` +
        meaning,
      ];
    })
  );
}

/** Fewer rows of a family tell no slope. */
const LEAST_FAMILY = 4;
/** A row this many times off the line of its family is said. */
const MOST_FACTOR = 1.6;

/** Sentences on rows whose FLOPs do not follow from their parameters as the family's do. */
export function scalingSentences(rows: readonly PlainRow[]): readonly string[] {
  const points = rows.flatMap(({ name, family, figures }) => {
    const valueOf = (metric: string) => figures.find((one) => one.metric === metric)?.value ?? 0;
    const [params, flops] = [valueOf("params_m"), valueOf("flops_g")];
    return params > 0 && flops > 0
      ? [{ name, family, x: Math.log(params), y: Math.log(flops) }]
      : [];
  });
  return [...Map.groupBy(points, ({ family }) => family)].flatMap(([family, own]) => {
    if (own.length < LEAST_FAMILY) return [];
    const slope = median(slopesOf(own));
    const offset = median(own.map(({ x, y }) => y - slope * x));
    return own.flatMap(({ name, x, y }) => {
      const factor = Math.exp(y - slope * x - offset);
      if (Math.abs(Math.log(factor)) <= Math.log(MOST_FACTOR)) return [];
      return [
        `${name}: FLOPs are ${factor.toFixed(2)} times what its parameters let expect of ` +
        `${family === "" ? "the table" : family}`,
      ];
    });
  });
}

/** Theil and Sen's estimate is the median of the slopes of all pairs. */
function slopesOf(
  points: readonly { readonly x: number; readonly y: number }[],
): readonly number[] {
  const slopes = points.flatMap((a, i) =>
    points.slice(i + 1).flatMap((b) => a.x === b.x ? [] : [(b.y - a.y) / (b.x - a.x)])
  );
  return slopes.length === 0 ? [0] : slopes;
}
