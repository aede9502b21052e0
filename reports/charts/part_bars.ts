// Small multiples: one panel a model, one bar a part, the same axis in all.

import type { TopLevelSpec } from "vega-lite";
import { type Layer, TEXT, TIP } from "./drawing/chart.ts";
import { down } from "./drawing/encodings.ts";
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
  const room = (isWide ? frame.wideWidth : frame.width) - 2 * PADDING -
    widestText(parts, LABEL_SIZE) - LABEL_GAP;
  const titles = panels.map(({ title }) => title);
  const least = Math.max(PANEL_WIDTH.least, BOLD * widestText(titles, LABEL_SIZE));
  const fitting = Math.floor((room + PANEL_GAP) / (least + PANEL_GAP));
  const panelsALine = Math.max(1, Math.min(fitting, MOST_PANELS_A_LINE, panels.length));
  const width = Math.min((room + PANEL_GAP) / panelsALine - PANEL_GAP, PANEL_WIDTH.most);
  return {
    columns: panelsALine,
    spacing: { row: 22, column: PANEL_GAP },
    concat: panels.map((panel, index) => ({
      width,
      height: { step: ROW_HEIGHT },
      title: {
        text: panel.title,
        limit: width + PANEL_GAP,
        fontSize: 12,
        fontWeight: 600,
        offset: 4,
        anchor: "start" as const,
        frame: "group" as const,
        color: INK.text.light,
      },
      data: { values: barsOf(panel, parts) },
      layer: barLayers(panel.color, {
        end: axisEnd(panels, width),
        parts,
        hasLabels: index % panelsALine === 0,
      }),
    })),
  };
}

/** Where the axis of all panels ends: the longest bar leaves room for its text. */
function axisEnd(panels: readonly Panel[], width: number): number {
  const cells = panels.flatMap((panel) => panel.values);
  const textRoom = TEXT_GAP + widestText(cells.map(({ text }) => text), TEXT_SIZE);
  return Math.max(...cells.flatMap(({ value }) => value ?? [])) * width / (width - textRoom);
}

function barsOf({ title, values }: Panel, parts: readonly string[]) {
  return parts.flatMap((part, place) => {
    const { value, text, tip } = values[place] ?? {};
    return value === undefined ? [] : [{ part, value, text, tip: `${title}, ${part}: ${tip}` }];
  });
}

function barLayers(
  color: string,
  { end, parts, hasLabels }: {
    readonly end: number;
    readonly parts: readonly string[];
    readonly hasLabels: boolean;
  },
): Layer[] {
  const x = {
    field: "value",
    type: "quantitative" as const,
    scale: { domain: [0, end], nice: false },
    axis: null,
  };
  const y = down("part", parts, { labels: hasLabels, labelPadding: 6 });
  return [
    {
      mark: { type: "bar", color, height: { band: 0.62 }, fillOpacity: 0.7, aria: true },
      encoding: { x, y, description: TIP },
    },
    {
      mark: {
        type: "text",
        align: "left",
        dx: TEXT_GAP,
        fontSize: TEXT_SIZE,
        color: INK.muted.light,
      },
      encoding: { x, y, text: TEXT },
    },
  ];
}
