// Small multiples: one panel a model, one bar a part, the same axis in all.

import type { TopLevelSpec } from "vega-lite";
import { type Frame, PADDING } from "./drawing/frame.ts";
import { INK } from "./drawing/palette.ts";
import { widestText } from "./drawing/text_width.ts";

/** What a bar shows. */
export interface PanelValue {
  readonly value: number | undefined;
  readonly text: string;
  /** With unit and share, for who points at the bar. */
  readonly tip: string;
}

/** One panel. */
export interface Panel {
  readonly title: string;
  readonly color: string;
  /** By part; `undefined` where the model does not have it. */
  readonly values: readonly PanelValue[];
}

/** Widths between which panels share a line. */
const PANEL_WIDTH = { least: 100, most: 170 } as const;
const PANEL_GAP = 14;
const ROW_HEIGHT = 19;
const MOST_PANELS_A_LINE = 6;
const TEXT_SIZE = 11;
/** Between a bar and its text. */
const TEXT_GAP = 4;
const LABEL_SIZE = 12;
/** How much wider bold text is. */
const BOLD = 1.1;
const LABEL_GAP = 10;

/** The specification; `parts` names the bars from top to bottom. */
export function partBars(
  panels: readonly Panel[],
  parts: readonly string[],
  { frame, isWide }: { readonly frame: Frame; readonly isWide: boolean },
): TopLevelSpec {
  const values = panels.flatMap((panel) => panel.values.flatMap(({ value }) => value ?? []));
  const texts = panels.flatMap((panel) => panel.values.map(({ text }) => text));
  const room = (isWide ? frame.wideWidth : frame.width) - 2 * PADDING -
    widestText(parts, LABEL_SIZE) - LABEL_GAP;
  const titles = panels.map(({ title }) => title);
  const least = Math.max(PANEL_WIDTH.least, BOLD * widestText(titles, LABEL_SIZE));
  const fitting = Math.floor((room + PANEL_GAP) / (least + PANEL_GAP));
  const panelsALine = Math.max(1, Math.min(fitting, MOST_PANELS_A_LINE, panels.length));
  const width = Math.min((room + PANEL_GAP) / panelsALine - PANEL_GAP, PANEL_WIDTH.most);
  // The longest bar leaves room for its text.
  const barWidth = width - TEXT_GAP - widestText(texts, TEXT_SIZE);
  const end = Math.max(...values) * width / barWidth;
  return {
    columns: panelsALine,
    spacing: { row: 22, column: PANEL_GAP },
    concat: panels.map((panel, index) => {
      const isFirst = index % panelsALine === 0;
      const y = {
        field: "part",
        type: "nominal" as const,
        sort: null,
        title: null,
        scale: { domain: [...parts] },
        axis: { domain: false, ticks: false, labels: isFirst, labelPadding: 6 },
      };
      const x = {
        field: "value",
        type: "quantitative" as const,
        scale: { domain: [0, end], nice: false },
        axis: null,
      };
      return {
        width,
        height: { step: ROW_HEIGHT },
        title: {
          ...{
            text: panel.title,
            limit: width + PANEL_GAP,
            fontSize: 12,
            fontWeight: 600,
            offset: 4,
            anchor: "start",
          },
          frame: "group" as const,
          color: INK.text.light,
        },
        data: {
          values: parts.flatMap((part, place) => {
            const cell = panel.values[place];
            if (cell?.value === undefined) return [];
            const { value, text } = cell;
            return [{ part, value, text, tip: `${panel.title}, ${part}: ${cell.tip}` }];
          }),
        },
        layer: [
          {
            mark: {
              ...{ type: "bar", color: panel.color, height: { band: 0.62 } },
              ...{ fillOpacity: 0.7, aria: true },
            },
            encoding: { x, y, description: { field: "tip", type: "nominal" } },
          },
          {
            mark: {
              ...{ type: "text", align: "left", dx: TEXT_GAP, fontSize: TEXT_SIZE },
              color: INK.muted.light,
            },
            encoding: { x, y, text: { field: "text", type: "nominal" } },
          },
        ],
      };
    }),
  };
}
