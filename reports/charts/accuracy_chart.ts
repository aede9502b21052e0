// Accuracy against throughput as in the paper's figure: published Top-1 over measured images/s, the
// area of a bubble the parameters.

import { plannedGraphs } from "../records/engine_use.ts";
import { UNITS } from "../text/unit_text.ts";
import { decimalText, intervalText } from "../text/number_text.ts";
import { accuracySpec, type Bubble, unnamed } from "./accuracy_spec.ts";
import type { ChartOutcome } from "./drawing/chart.ts";
import { type ChartGroup, type ChartRow, isRate } from "../row/chart_rows.ts";
import { FRAMES } from "./drawing/frame.ts";
import { excessesText, leftOutText } from "./left_out.ts";
import { paretoFront } from "./pareto_front.ts";

/** More networks than these need the whole width of a page. */
const MOST_NAMES_IN_HALF = 14;

/** Every row of a group with a rate, a published Top-1 and a count. */
export function accuracyChart({ rows, conditions, suffix }: ChartGroup): ChartOutcome {
  const title = "Accuracy against throughput";
  const known = rows.flatMap(bubblesOf);
  if (known.length === 0) {
    return { title, reason: "no timed model has a published accuracy" };
  }
  // A rate above the ceiling beats nobody.
  const front = paretoFront(known.filter(({ row }) => row.source.measurement.excess === undefined));
  const bubbles = known.map((bubble) => ({ ...bubble, isOnFront: front.includes(bubble) }));
  const isWide = new Set(bubbles.map(({ row }) => row.source.method)).size > MOST_NAMES_IN_HALF;
  return {
    id: `accuracy${suffix}`,
    title,
    subtitle: conditions,
    caption: "Published Top-1 on ImageNet-1k over measured throughput with its 95 % interval, " +
      "where the rounds carry one; " +
      `the area of a bubble is the number of parameters; lines join a family.${
        graphsText(bubbles)
      } ` +
      "Upper right is better: the dashed line joins the networks that no other beats in both " +
      `${["(Pareto)", ...front.map(({ row }) => row.label)].join(", ")}.` +
      unnamedText(bubbles, isWide) + excessesText(rows) + leftOutText("Left out", rows, bubbles),
    description: `Published Top-1 in percent and measured images per second: ${
      bubbles.map((bubble) =>
        `${bubble.row.label} ${bubble.top1Percent} % at ${decimalText(bubble.imagesPerSecond)}, ` +
        `${decimalText(bubble.paramsM, { atLeast: 1 })} M parameters`
      ).join("; ")
    }.`,
    table: {
      header: ["Method", "Images/s (95 % interval)", "Top-1 (%) published", "Params (M)", "Pareto"],
      align: ["left", "right", "right", "right", "left"],
      rows: bubbles.map((bubble) => [
        bubble.row.label,
        intervalText(bubble.rate),
        bubble.row.source.published.top1?.text ?? String(bubble.top1Percent),
        decimalText(bubble.paramsM, { atLeast: 2 }),
        bubble.isOnFront ? "yes" : "",
      ]),
    },
    isWide,
    spec: (frame) => accuracySpec(bubbles, frame, isWide),
  };
}

function bubblesOf(row: ChartRow): readonly Omit<Bubble, "isOnFront">[] {
  const { measurement: { timing, count, graph, run, engine }, published: { top1 } } = row.source;
  if (timing === undefined || count === undefined || top1 === undefined) return [];
  const rate = timing.imagesPerSecond;
  if (!isRate(rate)) return [];
  return [{
    row,
    isFilled: graph === plannedGraphs(run, engine).at(-1),
    rate,
    imagesPerSecond: rate.median,
    top1Percent: top1.value,
    paramsM: count.params / UNITS.params_m,
  }];
}

/** ` Filled: fast; hollow: plain.`; nothing where all are of one graph. */
function graphsText(bubbles: readonly Bubble[]): string {
  const graphs = (isFilled: boolean) => {
    const own = bubbles.filter((bubble) => bubble.isFilled === isFilled);
    return [...new Set(own.map(({ row }) => row.source.measurement.graph))].join(", ");
  };
  const hollow = graphs(false);
  return hollow === "" ? "" : ` Filled: the ${graphs(true)} graph; hollow: ${hollow}.`;
}

/** Which names found no room; the data below the figure has them all. */
function unnamedText(bubbles: readonly Bubble[], isWide: boolean): string {
  const names = unnamed(bubbles, FRAMES.page, isWide);
  const onPhone = unnamed(bubbles, FRAMES.phone, isWide).filter((name) => !names.includes(name));
  return (names.length === 0 ? "" : ` Not named for lack of room: ${names.join(", ")}.`) +
    (onPhone.length === 0 ? "" : ` Not named on a narrow screen: ${onPhone.join(", ")}.`);
}
