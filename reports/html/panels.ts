// The panels that figures open: one for each row and topic. They are popovers, which open, close by
// Escape and give the focus back without a script.

import type { ColumnKey } from "../row/columns.ts";
import type { RowSource } from "../row/row.ts";
import { flopsPanel, paramsPanel } from "./count_panels.ts";
import { facts, publishedFacts } from "./facts.ts";
import { type Html, safeHtml } from "./html.ts";
import { timingPanel } from "./timing_panel.ts";

/** What a figure is about. */
type Topic = "params" | "flops" | "timing" | "accuracy";

const PANELS: Readonly<
  Record<Topic, { readonly title: string; readonly body: (source: RowSource) => Html }>
> = {
  params: { title: "parameters", body: paramsPanel },
  flops: { title: "multiply-adds", body: flopsPanel },
  timing: { title: "throughput", body: timingPanel },
  accuracy: { title: "accuracy", body: accuracyPanel },
};

const TOPICS: Readonly<Partial<Record<ColumnKey, Topic>>> = {
  params: "params",
  params_m_published: "params",
  params_verdict: "params",
  macs: "flops",
  flops_g_published: "flops",
  flops_verdict: "flops",
  executed_macs: "flops",
  throughput_img_s: "timing",
  throughput_published_img_s: "timing",
  relative_throughput: "timing",
  relative_published: "timing",
  over_plain: "timing",
  matrix_share_percent: "timing",
  latency_ms: "timing",
  latency_p90_ms: "timing",
  latency_p99_ms: "timing",
  first_run_ms: "timing",
  build_ms: "timing",
  load_ms: "timing",
  peak_memory_bytes: "timing",
  rounds: "timing",
  harness_percent: "timing",
  top1_published_percent: "accuracy",
  top5_published_percent: "accuracy",
};

/** Id of the panel that a figure opens; `undefined` for cells that are no figures. */
export function panelId(rowIndex: number, column: ColumnKey): string | undefined {
  const topic = TOPICS[column];
  return topic === undefined ? undefined : idOf(rowIndex, topic);
}

/** All panels, in the order of the rows. */
export function panels(sources: readonly RowSource[]): Html {
  const topics = Object.keys(PANELS) as readonly Topic[];
  const all = sources.flatMap((source, index) =>
    topics.map((topic) => {
      const { title, body } = PANELS[topic];
      return panel(idOf(index, topic), `${source.method}: ${title}`, body(source));
    })
  );
  return safeHtml`${all}`;
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

function accuracyPanel({ published: { top1, top5 } }: RowSource): Html {
  return facts([
    ...publishedFacts("Top-1 (%)", top1),
    ...publishedFacts("Top-5 (%)", top5),
    ["Measured here", "no: accuracy needs trained weights and the data set"],
  ]);
}
