// One row as a sentence, for places without a table: annotations and test reports.

import { decimalText, groupedText } from "../text/number_text.ts";
import { unitOf } from "./compare_columns.ts";
import type { CompareRow } from "./compare_row.ts";
import { joinedText } from "../text/joined_text.ts";
import { changeIntervalText } from "../text/percent_text.ts";

/** `deit-s`, `new-name (was old-name)` */
export function modelText({ model, renamedFrom }: CompareRow): string {
  return renamedFrom === undefined ? model : `${model} (was ${renamedFrom})`;
}

/** `size 224, batch 8, fp32, 4 threads, cpu, plain`: what is known of the conditions. */
export function conditionsText({ conditions }: Pick<CompareRow, "conditions">): string {
  const { size, batch, precision, threads, device, graph, engine } = conditions;
  return joinedText([
    size && `size ${size}`,
    batch !== undefined && `batch ${batch}`,
    precision,
    threads !== undefined && `${threads} threads`,
    device,
    graph,
    engine,
  ], ", ");
}

/** `worse than BASE: 500 -> 450 images/s, -10.0 (-12.0 to -8.00) %`, with the reason if any. */
export function rowText(row: CompareRow): string {
  const { pinned } = row;
  return joinedText([againstText("BASE", row), pinned && againstText("PINNED", pinned)], "; ");
}

function againstText(role: string, row: CompareRow): string {
  const { verdict, base, next, estimate, reason, metric } = row;
  const text = (value: number | undefined) =>
    value === undefined
      ? "none"
      : Number.isInteger(value)
      ? groupedText(value)
      : decimalText(value);
  const isKnown = base !== undefined || next !== undefined;
  const values = joinedText([
    isKnown && `${text(base)} -> ${text(next)} ${unitOf(metric)}`,
    base !== next && estimate && `${changeIntervalText(estimate.ratio, estimate.interval)} %`,
    reason,
  ], ", ");
  return joinedText([`${verdict} (against ${role})`, values], ": ");
}
