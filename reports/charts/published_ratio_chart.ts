// Published over ours, for parameters and FLOPs: a point on the line is reproduced.

import type { TopLevelSpec } from "vega-lite";
import type { CountRecord } from "../../bench/record/record.ts";
import { UNITS } from "../text/unit_text.ts";
import { verdictOf, verdictRatio, verdictText } from "../published/verdict.ts";
import { completeMacs } from "../records/not_counted.ts";
import { linearTicks } from "./drawing/axis.ts";
import { type ChartOutcome, TEXT, TIP } from "./drawing/chart.ts";
import type { ChartRow } from "../row/chart_rows.ts";
import { along, colored, down, plotWidth } from "./drawing/encodings.ts";
import type { Frame } from "./drawing/frame.ts";
import { INK, METRIC_SHADES } from "./drawing/palette.ts";
import { widestText } from "./drawing/text_width.ts";

const METRICS = [
  {
    id: "params_m",
    name: "Params",
    color: METRIC_SHADES.params.light,
    ours: ({ params }: CountRecord) => params,
  },
  { id: "flops_g", name: "FLOPs", color: METRIC_SHADES.flops.light, ours: completeMacs },
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
      "in the last printed place.",
    description: `Published over ours: ${
      dots.map(({ label, metric, ratio, verdict }) =>
        `${label} ${metric} ${ratio.toFixed(3)}, ${verdict}`
      ).join("; ")
    }.`,
    table: {
      header: ["Method", "Figure", "Published", "Published / ours", "Verdict", "Source"],
      align: ["left", "left", "right", "right", "left", "left"],
      rows: dots.map(({ label, metric, published, ratio, verdict, source }) => [
        label,
        metric,
        published,
        ratio.toFixed(3),
        verdict,
        source,
      ]),
    },
    isWide: false,
    spec: (frame) => specOf(dots, frame),
  };
}

function dotsOf({ label, source: { measurement: { count }, published } }: ChartRow) {
  if (count === undefined) return [];
  return METRICS.flatMap(({ id, name, ours }): readonly Dot[] => {
    const figure = published[id];
    const verdict = verdictOf(ours(count), UNITS[id], figure);
    if (figure === undefined || verdict?.ratio === undefined) return [];
    return [{
      label,
      metric: name,
      published: figure.text,
      source: figure.source,
      ratio: verdict.ratio,
      isReproduced: verdict.outcome === "reproduced",
      verdict: verdictText(verdict),
      text: verdictRatio(verdict),
    }];
  });
}

/** Size of the ratios beside hollow points, and their distance. */
const TEXT_SIZE = 11;
const TEXT_GAP = 8;
const POINT = { type: "point", size: 50, opacity: 1, aria: true } as const;

function specOf(dots: readonly Dot[], frame: Frame): TopLevelSpec {
  const names = dots.map(({ label }) => label);
  const metrics = METRICS.map(({ name }) => name);
  const width = plotWidth(frame.width, names);
  const encoding = {
    x: ratioEncoding(dots, width),
    y: down("label", names, { grid: true }),
    yOffset: {
      field: "metric",
      type: "nominal" as const,
      sort: metrics,
    },
  };
  const color = colored("metric", metrics, METRICS.map((metric) => metric.color));
  const tipped = dots.map((dot) => ({ ...dot, tip: tipOf(dot) }));
  const hollow = tipped.filter(({ isReproduced }) => !isReproduced);
  return {
    width,
    height: { step: 26, for: "position" },
    layer: [
      {
        data: { values: [{}] },
        mark: { type: "rule", color: INK.muted.light },
        encoding: { x: { datum: 1 } },
      },
      {
        data: { values: tipped.filter(({ isReproduced }) => isReproduced) },
        mark: { ...POINT, filled: true },
        encoding: { ...encoding, color, description: TIP },
      },
      {
        data: { values: hollow },
        mark: { ...POINT, filled: false, strokeWidth: 1.75 },
        encoding: { ...encoding, color, description: TIP },
      },
      {
        data: { values: hollow },
        mark: {
          type: "text",
          align: "left",
          dx: TEXT_GAP,
          fontSize: TEXT_SIZE,
          color: INK.muted.light,
        },
        encoding: { ...encoding, text: TEXT },
      },
    ],
  };
}

/** The axis of the ratios, with room for one that stands beside the last point. */
function ratioEncoding(dots: readonly Dot[], width: number) {
  const ratios = [1, ...dots.map(({ ratio }) => ratio)];
  const ticks = linearTicks(Math.min(...ratios), Math.max(...ratios, 1.01));
  const [low, high] = [ticks[0] as number, ticks.at(-1) as number];
  const textRoom = TEXT_GAP + widestText(dots.map(({ text }) => text), TEXT_SIZE);
  const end = low + (high - low) * width / (width - textRoom);
  return along("ratio", "Published / ours", { domain: [low, end], ticks }, {
    format: tickFormat(ticks),
    labelOverlap: "greedy",
  });
}

/** Two decimals, or three where the ticks need them. */
function tickFormat(ticks: readonly number[]): string {
  return ticks.every((tick) => Number(tick.toFixed(2)) === tick) ? ".2f" : ".3f";
}

function tipOf({ label, metric, published, ratio, verdict, source }: Dot): string {
  const times = ratio.toFixed(3);
  return `${label}, ${metric}: published ${published}, ${times} times ours, ${verdict}; ${source}`;
}
