// The panels that figures open: one for each row and topic. They are popovers, which open, close by
// Escape and give the focus back without a script.

import type { AccuracyRow } from "../accuracy/accuracy_rows.ts";
import { topText } from "../accuracy/accuracy_table.ts";
import type { Column, Topic } from "../row/column.ts";
import { engineText, isDefaultEngine } from "../records/engine_use.ts";
import type { RowSource } from "../row/row_source.ts";
import { flopsPanel, paramsPanel } from "./count_panels.ts";
import { type Fact, facts, publishedFacts } from "./facts.ts";
import { type Html, safeHtml } from "./html.ts";
import { timingPanel } from "./timing_panel.ts";

const PANELS: Readonly<
  Record<Topic, { readonly title: string; readonly body: (source: RowSource) => Html }>
> = {
  params: { title: "parameters", body: paramsPanel },
  flops: { title: "multiply-adds", body: flopsPanel },
  timing: { title: "throughput", body: timingPanel },
  accuracy: { title: "accuracy", body: accuracyPanel },
};

/** Id of the panel that a column's figures open; `undefined` for cells that are no figures. */
export function panelId(rowIndex: number, { opens }: Pick<Column, "opens">): string | undefined {
  return opens && idOf(rowIndex, opens);
}

/** All panels, in the order of the rows. */
export function panels(sources: readonly RowSource[]): Html {
  const topics = Object.keys(PANELS) as readonly Topic[];
  const all = sources.flatMap((source, index) =>
    topics.map((topic) => {
      const { title, body } = PANELS[topic];
      return panel(idOf(index, topic), `${nameOf(source)}: ${title}`, body(source));
    })
  );
  return safeHtml`${all}`;
}

/** The method, and its engine unless that is the usual one. */
function nameOf({ method, measurement: { engine } }: RowSource): string {
  return isDefaultEngine(engine) ? method : `${method}, ${engineText(engine)}`;
}

function idOf(rowIndex: number, topic: Topic): string {
  return `row-${rowIndex + 1}-${topic}`;
}

function panel(id: string, title: string, body: Html): Html {
  const close = safeHtml`<button type="button" class="close" popovertarget="${id}" \
popovertargetaction="hide" aria-label="Close">×</button>`;
  return safeHtml`
<div class="panel" id="${id}" popover role="dialog" aria-labelledby="${id}-title">
<header><h2 id="${id}-title">${title}</h2>${close}</header>
<div class="panel-body" tabindex="0">${body}</div>
</div>`;
}

function accuracyPanel({ published: { top1, top5 }, accuracy }: RowSource): Html {
  return facts([
    ...publishedFacts("Top-1 (%)", top1),
    ...publishedFacts("Top-5 (%)", top5),
    ...measuredFacts(accuracy),
  ]);
}

function measuredFacts(accuracy: AccuracyRow | undefined): readonly Fact[] {
  if (accuracy === undefined) {
    return [["Measured here", "no: accuracy needs trained weights and the data set"]];
  }
  const { evaluation, top1, top5, remark } = accuracy;
  return [
    ["Top-1 (%), measured here", topText(top1)],
    ["Top-5 (%), measured here", topText(top5)],
    ["Pictures", evaluation.tally.top1.total],
    ["Verdict on Top-1", top1?.conclusion?.text],
    ["Remark", remark],
  ];
}
