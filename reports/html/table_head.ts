// The head of a table: related columns under one heading, as papers print it; every column sorts.

import type { ColumnKey } from "../row/columns.ts";
import type { ShownColumn } from "../table/table.ts";
import { type Html, safeHtml } from "./html.ts";

/** A column's heading below that of its group. */
interface Grouped {
  readonly group: string;
  readonly header: string;
}

const GROUPED: Readonly<Partial<Record<ColumnKey, Grouped>>> = {
  params: { group: "Params (M)", header: "ours" },
  params_m_published: { group: "Params (M)", header: "published" },
  params_verdict: { group: "Params (M)", header: "verdict" },
  macs: { group: "FLOPs (G)", header: "ours" },
  flops_g_published: { group: "FLOPs (G)", header: "published" },
  flops_verdict: { group: "FLOPs (G)", header: "verdict" },
  throughput_img_s: { group: "Throughput (images/s)", header: "ours" },
  throughput_published_img_s: { group: "Throughput (images/s)", header: "published" },
  relative_throughput: { group: "Relative throughput", header: "ours" },
  relative_published: { group: "Relative throughput", header: "published" },
  over_plain: { group: "Relative throughput", header: "over plain" },
  top1_published_percent: { group: "Accuracy, published (%)", header: "Top-1" },
  top5_published_percent: { group: "Accuracy, published (%)", header: "Top-5" },
};

/** One or two lines of headings. */
export function tableHead(columns: readonly ShownColumn[]): Html {
  const groups = groupsOf(columns);
  const lower = groups.flatMap(({ name, members }) => name === undefined ? [] : members);
  if (lower.length === 0) {
    return safeHtml`<thead><tr>${columns.map((column) => heading(column, 1))}</tr></thead>`;
  }
  const upper = groups.map(({ name, members }) =>
    name === undefined
      ? members.map((column) => heading(column, 2))
      : safeHtml`<th scope="colgroup" class="group" colspan="${members.length}">${name}</th>`
  );
  return safeHtml`<thead>
<tr>${upper}</tr>
<tr>${lower.map((column) => heading(column, 1, startsGroup(columns, columns.indexOf(column))))}</tr>
</thead>`;
}

/** Whether a column is the first of its group, where a table leaves a little room. */
export function startsGroup(columns: readonly ShownColumn[], index: number): boolean {
  const group = (place: number) => GROUPED[columns[place]?.key ?? "model"]?.group;
  return index > 0 && group(index) !== undefined && group(index) !== group(index - 1);
}

function groupsOf(columns: readonly ShownColumn[]) {
  const groups: { readonly name: string | undefined; readonly members: ShownColumn[] }[] = [];
  for (const column of columns) {
    const name = GROUPED[column.key]?.group;
    const last = groups.at(-1);
    if (last !== undefined && last.name === name) last.members.push(column);
    else groups.push({ name, members: [column] });
  }
  return groups;
}

function heading(column: ShownColumn, lines: 1 | 2, hasRoom = false): Html {
  const { key, kind, align, header } = column;
  const { group, header: short = header } = GROUPED[key] ?? {};
  const order = kind === "integer" || kind === "number" ? "number" : "text";
  const label = group === undefined ? header : `${group}, ${short}`;
  const room = hasRoom ? " room" : "";
  return safeHtml`<th scope="col" class="${align}${room}" rowspan="${lines}" aria-sort="none" \
data-key="${key}" data-order="${order}">\
<button type="button" class="sort" aria-label="${label}">${short}</button></th>`;
}
