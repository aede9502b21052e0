// What a row of the table is made from: one measurement and what is published about its model.

import type { AccuracyRow } from "../accuracy/accuracy_rows.ts";
import type { HeadlineMetric } from "../published/headline_figure.ts";
import type { PublishedFigure } from "../published/published.ts";
import type { Measurement } from "../records/measurement.ts";

/** One row, before it has cells. */
export interface RowSource {
  readonly method: string;
  readonly measurement: Measurement;
  /** The figures that stand in the table; a missing one is not published. */
  readonly published: Readonly<Partial<Record<HeadlineMetric, PublishedFigure>>>;
  /** Measured Top-1 and Top-5 of the network at this size; absent: nobody evaluated it. */
  readonly accuracy?: AccuracyRow | undefined;
  /** Published throughput of the anchor model. */
  readonly anchorThroughput?: PublishedFigure | undefined;
}

/** The ratio that the sources print, formed only where source and device are the anchor's. */
export function publishedRatio(
  { published, anchorThroughput: anchor }: Pick<RowSource, "published" | "anchorThroughput">,
): number | undefined {
  const own = published.throughput_img_s;
  if (own === undefined || anchor === undefined || anchor.value === 0) return undefined;
  const isAlike = own.source === anchor.source && own.device === anchor.device;
  return isAlike ? own.value / anchor.value : undefined;
}
