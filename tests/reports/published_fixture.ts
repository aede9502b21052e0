// Published figures for tests: the real files, which are small.

import { parsePublished } from "../../reports/published.ts";

export const FIGURES = parsePublished(await publishedText("figures.csv"));

export const DETECTION_FIGURES = parsePublished(await publishedText("detection.csv"));

/** Text of a file of published/. */
export function publishedText(name: string): Promise<string> {
  return Deno.readTextFile(new URL(`../../reports/published/${name}`, import.meta.url));
}
