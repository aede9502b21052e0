// Small multiples: one panel a model, one bar a part, the same axis in all.

import type { TopLevelSpec } from "vega-lite";
import { INK } from "./palette.ts";

/** One panel. */
export interface Panel {
  readonly title: string;
  readonly color: string;
  /** By part; `undefined` where the model does not have it. */
  readonly values: readonly { readonly value: number | undefined; readonly text: string }[];
}

const PANEL_WIDTH = 134;
/** In pixels as the library guesses them (svg.ts). */
const WIDEST_TITLE = 180;
const ROW_HEIGHT = 19;
const PANELS_A_LINE = 6;
/** Room for the text right of the longest bar, as a share of it. */
const TEXT_SHARE = 0.4;

/** The specification; `parts` names the bars from top to bottom. */
export function partBars(panels: readonly Panel[], parts: readonly string[]): TopLevelSpec {
  const values = panels.flatMap((panel) => panel.values.flatMap(({ value }) => value ?? []));
  const end = Math.max(...values) * (1 + TEXT_SHARE);
  return {
    columns: PANELS_A_LINE,
    spacing: { row: 22, column: 14 },
    concat: panels.map((panel, index) => {
      const isFirst = index % PANELS_A_LINE === 0;
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
        width: PANEL_WIDTH,
        height: { step: ROW_HEIGHT },
        title: {
          ...{
            text: panel.title,
            limit: WIDEST_TITLE,
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
            return cell?.value === undefined ? [] : [{ part, value: cell.value, text: cell.text }];
          }),
        },
        layer: [
          {
            mark: { type: "bar", color: panel.color, height: { band: 0.62 }, fillOpacity: 0.7 },
            encoding: { x, y },
          },
          {
            mark: { type: "text", align: "left", dx: 4, fontSize: 11, color: INK.muted.light },
            encoding: { x, y, text: { field: "text", type: "nominal" } },
          },
        ],
      };
    }),
  };
}
