// The charts as table.md shows them: by relative links, with their words.

import { escaped } from "../text/markdown.ts";
import type { DrawnChart } from "./drawing/svg.ts";

/** Folder of the SVG files, beside table.md. */
export const CHARTS_FOLDER = "charts";

/** A section that follows the table; empty where there is no chart. */
export function chartsMarkdown(charts: readonly DrawnChart[]): string {
  const figures = charts.map(({ id, title, caption, description }, index) =>
    `![${altText(`${title}. ${description}`)}](${CHARTS_FOLDER}/${id}.svg)\n\n` +
    `Figure ${index + 1}. ${escaped(caption)}\n`
  );
  return figures.length === 0 ? "" : `\n### Charts\n\n${figures.join("\n")}`;
}

/** Brackets would end the text of an image. */
function altText(text: string): string {
  return escaped(text).replaceAll("]", "\\]");
}
