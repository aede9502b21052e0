// Published over ours, for parameters and FLOPs: a point on the line is reproduced.

import type { TopLevelSpec } from "vega-lite";
import { UNITS } from "../audit_printing.ts";
import { type Verdict, verdictOf, verdictText } from "../verdict.ts";
import type { ChartOutcome } from "./chart.ts";
import type { ChartRow } from "./chart_rows.ts";
import { INK, METRIC_SHADES } from "./palette.ts";

const METRICS = [
  { id: "params_m", key: "params", name: "Params", color: METRIC_SHADES.params.light },
  { id: "flops_g", key: "macs", name: "FLOPs", color: METRIC_SHADES.flops.light },
] as const;

/** One point. */
interface Dot {
  readonly label: string;
  readonly metric: string;
  readonly published: string;
  readonly source: string;
  readonly ratio: number;
  readonly isReproduced: boolean;
  readonly verdict: string;
  /** Beside the point; empty where it is reproduced. */
  readonly text: string;
}

/** Every published count of the rows, beside ours. */
export function publishedRatioChart(rows: readonly ChartRow[]): ChartOutcome {
  const title = "Published counts against ours";
  const dots = rows.flatMap(dotsOf);
  if (dots.length === 0) return { title, reason: "no count has a published figure beside it" };
  return {
    id: "published-ratio",
    title,
    subtitle: "Published / ours",
    caption:
      "Filled: reproduced, to the decimals that the source prints; how far it stands from the line " +
      "is how coarsely the source rounds. Hollow: differs, by the ratio where one is printed, else " +
      "by one unit of the last printed place.",
    description: `Published over ours: ${
      dots.map(({ label, metric, ratio, verdict }) =>
        `${label} ${metric} ${ratio.toFixed(3)}, ${verdict}`
      ).join("; ")
    }.`,
    table: {
      header: ["Method", "Figure", "Published", "Published / ours", "Verdict", "Source"],
      align: ["left", "left", "right", "right", "left", "left"],
      rows: dots.map(({ label, metric, published, ratio, verdict, source }) => [
        ...[label, metric, published, ratio.toFixed(3), verdict, source],
      ]),
    },
    isWide: false,
    spec: specOf(dots),
  };
}

function dotsOf({ label, source: { measurement: { count }, published } }: ChartRow) {
  if (count === undefined) return [];
  const isLowerBound = Object.keys(count.unknownOps).length > 0;
  return METRICS.flatMap(({ id, key, name }): readonly Dot[] => {
    const figure = published[id];
    const verdict = verdictOf(count[key], UNITS[id], figure);
    if (figure === undefined || verdict === undefined || count[key] === 0) return [];
    if (key === "macs" && isLowerBound) return [];
    const ratio = figure.value * UNITS[id] / count[key];
    const isReproduced = verdict.outcome === "reproduced";
    return [{
      ...{ label, metric: name, published: figure.text, source: figure.source, ratio },
      ...{ isReproduced, verdict: verdictText(verdict) },
      text: verdict.outcome === "differs" ? shortVerdict(verdict) : "",
    }];
  });
}

/** `x1.17`; empty where the ratio says less than the last place. */
function shortVerdict(verdict: Extract<Verdict, { readonly outcome: "differs" }>): string {
  const { lastPlaces, ratio } = verdict;
  return Math.abs(lastPlaces) === 1 || ratio === undefined ? "" : `x${ratio.toFixed(2)}`;
}

function specOf(dots: readonly Dot[]): TopLevelSpec {
  const ratios = [1, ...dots.map(({ ratio }) => ratio)];
  const low = Math.min(...ratios);
  const high = Math.max(...ratios);
  const margin = 0.12 * (high - low || 0.1);
  const x = {
    field: "ratio",
    type: "quantitative" as const,
    title: "Published / ours",
    scale: { domain: [low - margin, high + 2 * margin], nice: false, zero: false },
    axis: { tickCount: 6, format: ".2f" },
  };
  const y = {
    field: "label",
    type: "nominal" as const,
    sort: null,
    title: null,
    scale: { domain: [...new Set(dots.map(({ label }) => label))] },
    axis: { domain: false, ticks: false, labelPadding: 8, grid: true },
  };
  const names = METRICS.map(({ name }) => name);
  const color = {
    field: "metric",
    type: "nominal" as const,
    title: null,
    scale: { domain: [...names], range: METRICS.map((metric) => metric.color) },
    legend: { orient: "top" as const, symbolType: "circle" },
  };
  const yOffset = { field: "metric", type: "nominal" as const, sort: [...names] };
  const hollow = dots.filter(({ isReproduced }) => !isReproduced);
  return {
    width: 370,
    height: { step: 26, for: "position" },
    layer: [
      {
        data: { values: [{}] },
        mark: { type: "rule", color: INK.muted.light },
        encoding: { x: { datum: 1 } },
      },
      {
        data: { values: dots.filter(({ isReproduced }) => isReproduced) },
        mark: { type: "point", filled: true, size: 50, opacity: 1 },
        encoding: { x, y, color, yOffset },
      },
      {
        data: { values: hollow },
        mark: { type: "point", filled: false, size: 50, strokeWidth: 1.75, opacity: 1 },
        encoding: { x, y, color, yOffset },
      },
      {
        data: { values: hollow },
        mark: { type: "text", align: "left", dx: 8, fontSize: 11, color: INK.muted.light },
        encoding: { x, y, yOffset, text: { field: "text", type: "nominal" } },
      },
    ],
  };
}
