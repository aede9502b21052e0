// What is published: every CSV file of reports/published/ but the sums and the claims. Adding a paper is
// adding a file.

import type { Format } from "../shell/format.ts";
import { DETECTION } from "../../models/catalog.ts";
import type { PublishedFigure } from "../../reports/published/published.ts";
import { publishedPack } from "../../reports/published/reading/published_pack.ts";

const FOLDER = new URL("../../reports/published/", import.meta.url);
/** Files beside the packs. */
const NO_PACKS: readonly string[] = ["sums.csv", "claims.csv"];

/** Read once. */
let packs: readonly PublishedFigure[] | undefined;

/** All figures, file by file in the order of their names. */
function allFigures(): readonly PublishedFigure[] {
  packs ??= packNames().flatMap((name) =>
    publishedPack(Deno.readTextFileSync(new URL(name, FOLDER)), `reports/published/${name}`)
  );
  return packs;
}

/** Names of the packs. */
export function packNames(): readonly string[] {
  return [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
    .filter((name) => name.endsWith(".csv") && !NO_PACKS.includes(name))
    .toSorted();
}

/** The figures of classification. */
export function publishedFigures(): readonly PublishedFigure[] {
  return allFigures().filter(({ modelId }) => !isDetector(modelId));
}

/** The figures of detection. */
export function publishedDetection(): readonly PublishedFigure[] {
  return allFigures().filter(({ modelId }) => isDetector(modelId));
}

function isDetector(id: string): boolean {
  return DETECTION.some((entry) => entry.id === id);
}

/** A figure as printed, `79.0`; in JSON, which is for machines, its value; null where there is none. */
export function publishedValue(
  figure: PublishedFigure | undefined,
  format: Format,
): string | number | null {
  return (format === "json" ? figure?.value : figure?.text) ?? null;
}
