// Published figures for tests: the real file, which is small.

import { parsePublished } from "../../reports/published.ts";

export const FIGURES = parsePublished(
  await Deno.readTextFile(new URL("../../reports/published/figures.csv", import.meta.url)),
);
