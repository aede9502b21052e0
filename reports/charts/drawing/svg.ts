// A chart to SVG, headless. The same chart gives the same bytes, in any order and any process.

import * as vega from "vega";
import { compile, type Config } from "vega-lite";
import type { Chart } from "./chart.ts";
import { type Frame, FRAMES, LABEL_SIZE, PADDING } from "./frame.ts";
import { darkChartCss, INK } from "./palette.ts";
import { textWidth } from "./text_width.ts";
import { markupText } from "../../text/markup_text.ts";
import { wrappedLines } from "../../text/wrapped_lines.ts";

const TITLE_SIZE = 15;
const SUBTITLE_SIZE = 12;
/** Of a character of a subtitle, on average, in pixels. */
const SUBTITLE_CHARACTER = 7;
/** Longer names are cut; a phone has 350 pixels in all. */
const WIDEST_LABEL = 210;

const FONT = "ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', " +
  "'Liberation Sans', Arial, sans-serif";

const CONFIG: Config = {
  font: FONT,
  aria: false,
  background: "transparent",
  padding: { left: PADDING, right: PADDING, top: PADDING, bottom: PADDING },
  view: { stroke: null },
  axis: {
    labelColor: INK.muted.light,
    labelFontSize: 12,
    labelLimit: WIDEST_LABEL,
    labelSeparation: 6,
    labelFlush: false,
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
    fontSize: TITLE_SIZE,
    fontWeight: 600,
    subtitleColor: INK.muted.light,
    subtitleFontSize: SUBTITLE_SIZE,
    subtitleLineHeight: 15,
    subtitlePadding: 5,
    offset: 12,
  },
};

/** A chart that is drawn. */
export interface DrawnChart extends Chart {
  /** For a page: the page's own style sheet has the dark colours. */
  readonly svg: string;
  /** The same for a phone. */
  readonly phoneSvg: string;
}

/** The part of the library that its types leave out: how wide it takes text to be. */
const { textMetrics } = vega as unknown as {
  readonly textMetrics: {
    width: (item: { readonly fontSize?: number }, text: unknown) => number;
  };
};
// Without a canvas it guesses a third too much, and every drawing has empty sides.
textMetrics.width = ({ fontSize = LABEL_SIZE }, text) => textWidth(String(text ?? ""), fontSize);

/** Draws a chart; its conditions are a part of what it shows. */
export async function drawn(plain: Chart): Promise<DrawnChart> {
  const { id, subtitle, description } = plain;
  const chart = {
    ...plain,
    description: subtitle === "" ? description : `${subtitle}. ${description}`,
  };
  return {
    ...chart,
    svg: await svgOf(chart, FRAMES.page, id),
    phoneSvg: await svgOf(chart, FRAMES.phone, `${id}-phone`),
  };
}

async function svgOf(chart: Chart, frame: Frame, id: string): Promise<string> {
  const width = chart.isWide ? frame.wideWidth : frame.width;
  const subtitle = [...wrappedLines(chart.subtitle, Math.floor(width / SUBTITLE_CHARACTER))];
  const title = { text: chart.title, subtitle, limit: width };
  const spec = { ...chart.spec(frame), title, config: CONFIG };
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: "none" });
  vega.resetSVGDefIds();
  const svg = named(withTips(wellFormed(await view.toSVG())), { ...chart, id });
  view.finalize();
  return svg;
}

/** What the library tells those who do not see a mark, every browser shows to who points at it. */
function withTips(svg: string): string {
  return svg
    .replaceAll(
      /<(path|line) aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="[^"]*"([^>]*)\/>/g,
      "<$1$3><title>$2</title></$1>",
    )
    .replaceAll(/ (?:role|aria-label|aria-roledescription)="[^"]*"/g, "");
}

/** The SVG as a file of its own, which turns dark by itself. */
export function svgFile({ svg }: DrawnChart): string {
  const bodyStart = svg.indexOf(">") + 1;
  const style = `<style>${darkChartCss("svg")}</style>`;
  return `${svg.slice(0, bodyStart)}${style}${svg.slice(bodyStart)}\n`;
}

/** `<svg class="marks" …>` with title and description, for those who do not see it. */
function named(
  svg: string,
  { id, title, description }: Pick<Chart, "id" | "title" | "description">,
): string {
  const ids = `${id}-title ${id}-description`;
  return svg.replace(
    /^<svg [^>]*?width="([\d.]+)" height="([\d.]+)" viewBox="([^"]*)">/,
    (_tag, width: string, height: string, viewBox: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="${viewBox}" role="img" aria-labelledby="${ids}">` +
      `<title id="${id}-title">${markupText(title)}</title>` +
      `<desc id="${id}-description">${markupText(description)}</desc>`,
  );
}

/** Without what XML cannot hold: the library escapes markup, but keeps control characters. */
function wellFormed(svg: string): string {
  return svg.toWellFormed().replaceAll(/[^\P{Cc}\n\t]|[\u2028\u2029\uFFFE\uFFFF]/gu, " ");
}
