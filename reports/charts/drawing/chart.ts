// What a chart is before it is drawn: words, data and a Vega-Lite specification.

import type { TopLevelSpec } from "vega-lite";
import type { TextTable } from "../../text/text_table.ts";
import type { Frame } from "./frame.ts";

/** A specification of layers, of which a chart's marks are. */
type LayeredSpec = Extract<TopLevelSpec, { readonly layer: unknown }>;

/** One layer of marks. */
export type Layer = LayeredSpec["layer"][number];

/** Rows whose rounds carry an interval, with its ends as `low` and `high`. */
export const WITH_INTERVAL = { filter: "isValid(datum.low)" } as const;

/** What a mark says to who points at it: the field `tip`. */
export const TIP = { field: "tip", type: "nominal" } as const;

/** The text of a mark: the field `text`. */
export const TEXT = { field: "text", type: "nominal" } as const;

/** The colour of a mark as it is: the field `color`. */
export const COLOR = { field: "color", type: "nominal", scale: null } as const;

/** One chart. */
export interface Chart {
  /** Unique in a report, safe as a file name and as an id. */
  readonly id: string;
  readonly title: string;
  /** Under which conditions; empty where they do not matter. */
  readonly subtitle: string;
  /** How to read it, and what it leaves out. */
  readonly caption: string;
  /** What it shows, in words: the alternative text. */
  readonly description: string;
  readonly table: TextTable;
  /** Whether it needs the whole width of a page. */
  readonly isWide: boolean;
  /** How it is drawn in a room. */
  readonly spec: (frame: Frame) => TopLevelSpec;
}

/** A chart that the records have no data for, and what is missing. */
export interface MissingChart {
  readonly title: string;
  readonly reason: string;
}

/** A chart, or why there is none. */
export type ChartOutcome = Chart | MissingChart;

/** Whether there is a chart. */
export function isChart(outcome: ChartOutcome): outcome is Chart {
  return "spec" in outcome;
}
