// Encodings that charts share: numbers along an axis, names from top to bottom, series as colours, and
// the room of names left of a plot and of texts right of its last tick.

import type { Layer } from "./chart.ts";
import { LABEL_SIZE, PADDING } from "./frame.ts";
import { widestText } from "./text_width.ts";

/** Between names and marks. */
const NAME_GAP = 8;

/** Channels of a mark. */
type Encoding = NonNullable<Extract<Layer, { readonly mark: unknown }>["encoding"]>;

/** A place across or down. */
export type Position = NonNullable<Encoding["x"]> & NonNullable<Encoding["y"]>;

/** An axis whose labelled values are known. */
export interface Ticks {
  /** @default "linear" */
  readonly type?: "linear" | "log";
  readonly domain: readonly [low: number, high: number];
  readonly ticks: readonly number[];
}

/** Numbers without zeros at their end, none over another. */
const LABELS = { format: "~r", labelOverlap: "greedy" } as const;

/** A number along an axis. */
export function along(
  field: string,
  title: string,
  { type = "linear", domain, ticks }: Ticks,
  labels: { readonly format?: string; readonly labelOverlap?: "greedy" } = LABELS,
): Position {
  const zero = type === "linear" ? { zero: domain[0] === 0 } : {};
  return {
    field,
    type: "quantitative",
    title,
    scale: { type, domain: [...domain], nice: false, ...zero },
    axis: { values: [...ticks], ...labels },
  };
}

/** Names from top to bottom, in the order given. */
export function down(
  field: string,
  names: readonly string[],
  axis: {
    readonly grid?: boolean;
    readonly labels?: boolean;
    readonly labelPadding?: number;
    readonly tickBand?: "extent";
  } = {},
): Position {
  return {
    field,
    type: "nominal",
    sort: null,
    title: null,
    scale: { domain: [...new Set(names)] },
    axis: { domain: false, ticks: false, labelPadding: NAME_GAP, ...axis },
  };
}

/** Series as colours, which a legend names above the plot. */
export function colored(
  field: string,
  names: readonly string[],
  colors: readonly string[],
  legend: {
    readonly columns?: number;
    readonly labelLimit?: number;
    readonly symbolOpacity?: number;
  } = {},
): NonNullable<Encoding["color"]> {
  return {
    field,
    type: "nominal",
    title: null,
    scale: { domain: [...names], range: [...colors] },
    legend: { orient: "top", symbolType: "circle", ...legend },
  };
}

/** Width of a plot with names left of it, in a drawing of a width. */
export function plotWidth(width: number, names: readonly string[]): number {
  return width - 2 * PADDING - NAME_GAP - widestText(names, LABEL_SIZE);
}
