// The published figures of classification, part of the program: they need no right to read.

import figuresCsv from "../../reports/published/figures.csv" with { type: "text" };
import type { Format } from "../shell/format.ts";
import { parsePublished, type PublishedFigure } from "../../reports/published/published.ts";

/** Every figure of reports/published/figures.csv. */
export function publishedFigures(): readonly PublishedFigure[] {
  return parsePublished(figuresCsv);
}

/** A figure as printed, `79.0`; in JSON, which is for machines, its value; null where there is none. */
export function publishedValue(
  figure: PublishedFigure | undefined,
  format: Format,
): string | number | null {
  return (format === "json" ? figure?.value : figure?.text) ?? null;
}
