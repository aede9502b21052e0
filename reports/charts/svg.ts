// A chart to SVG, headless. The same chart gives the same bytes, in any order and any process.

import { parse, resetSVGDefIds, View } from "vega";
import { compile, type Config } from "vega-lite";
import type { Chart } from "./chart.ts";
import { darkChartCss, INK } from "./palette.ts";
import { wrapped } from "./wrap.ts";

const CHARACTERS_A_LINE = 62;
/** In pixels as the library guesses them, 0.8 of the font size a character: a third too many. */
const WIDEST_LINE = 700;
const WIDEST_LABEL = 230;

const FONT = "ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', " +
  "'Liberation Sans', Arial, sans-serif";

const CONFIG: Config = {
  font: FONT,
  aria: false,
  background: "transparent",
  padding: { left: 2, right: 2, top: 2, bottom: 2 },
  view: { stroke: null },
  axis: {
    labelColor: INK.muted.light,
    labelFontSize: 12,
    labelLimit: WIDEST_LABEL,
    titleColor: INK.muted.light,
    titleFontSize: 12,
    titleFontWeight: "normal",
    titlePadding: 8,
    domainColor: INK.line.light,
    tickColor: INK.line.light,
    tickSize: 4,
    gridColor: INK.grid.light,
  },
  axisY: { labelColor: INK.text.light },
  legend: {
    labelColor: INK.muted.light,
    labelFontSize: 12,
    titleColor: INK.muted.light,
    titleFontSize: 12,
    titleFontWeight: "normal",
  },
  text: { color: INK.text.light, fontSize: 12 },
  title: {
    anchor: "start",
    frame: "bounds",
    color: INK.text.light,
    fontSize: 15,
    fontWeight: 600,
    subtitleColor: INK.muted.light,
    subtitleFontSize: 12,
    subtitleLineHeight: 15,
    subtitlePadding: 5,
    offset: 12,
  },
};

/** A chart that is drawn. */
export interface DrawnChart extends Chart {
  /** For a page: the page's own style sheet has the dark colours. */
  readonly svg: string;
}

/** Draws a chart. */
export async function drawn(chart: Chart): Promise<DrawnChart> {
  const subtitle = [...wrapped(chart.subtitle, CHARACTERS_A_LINE)];
  const title = { text: chart.title, subtitle, limit: WIDEST_LINE };
  const spec = { ...chart.spec, title, config: CONFIG };
  const view = new View(parse(compile(spec).spec), { renderer: "none" });
  resetSVGDefIds();
  const svg = named(wellFormed(await view.toSVG()), chart);
  view.finalize();
  return { ...chart, svg };
}

/** The SVG as a file of its own, which turns dark by itself. */
export function svgFile({ svg }: DrawnChart): string {
  const bodyStart = svg.indexOf(">") + 1;
  const style = `<style>${darkChartCss("svg")}</style>`;
  return `${svg.slice(0, bodyStart)}${style}${svg.slice(bodyStart)}\n`;
}

/** `<svg class="marks" …>` with title and description, for those who do not see it. */
function named(svg: string, { id, title, description }: Chart): string {
  const ids = `${id}-title ${id}-description`;
  return svg.replace(
    /^<svg [^>]*?width="([\d.]+)" height="([\d.]+)" viewBox="([^"]*)">/,
    (_tag, width: string, height: string, viewBox: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="${viewBox}" role="img" aria-labelledby="${ids}">` +
      `<title id="${id}-title">${escapedXml(title)}</title>` +
      `<desc id="${id}-description">${escapedXml(description)}</desc>`,
  );
}

/** Without what XML cannot hold: the library escapes markup, but keeps control characters. */
function wellFormed(svg: string): string {
  return svg.toWellFormed().replaceAll(/[^\P{Cc}\n\t]|[\u2028\u2029\uFFFE\uFFFF]/gu, " ");
}

function escapedXml(text: string): string {
  return wellFormed(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
