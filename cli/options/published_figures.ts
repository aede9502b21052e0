// What is published, part of the program: it needs no right to read.

import detectionCsv from "../../reports/published/detection.csv" with { type: "text" };
import figuresCsv from "../../reports/published/figures.csv" with { type: "text" };
import type { Format } from "../shell/format.ts";
import { parsePublished, type PublishedFigure } from "../../reports/published/published.ts";

/** The figures of classification. */
export function publishedFigures(): readonly PublishedFigure[] {
  return parsePublished(figuresCsv);
}

/** The figures of detection. */
export function publishedDetection(): readonly PublishedFigure[] {
  return parsePublished(detectionCsv);
}

/** A figure as printed, `79.0`; in JSON, which is for machines, its value; null where there is none. */
export function publishedValue(
  figure: PublishedFigure | undefined,
  format: Format,
): string | number | null {
  return (format === "json" ? figure?.value : figure?.text) ?? null;
}
