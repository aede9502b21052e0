// Columns of what is counted, beside what is published: parameters and multiply-adds.

import type { CountedMetric } from "../published/printing.ts";
import { verdictOf, verdictText } from "../published/verdict.ts";
import type { Measurement } from "../records/measurement.ts";
import { completeMacs, notCounted } from "../records/not_counted.ts";
import { macsText, paramsText, UNITS } from "../text/unit_text.ts";
import { type Cell, numberCell, plainCell } from "./cell.ts";
import { type Column, hidden, published } from "./column.ts";
import type { RowSource } from "./row_source.ts";

/** A lower bound says so. */
export function macsCell({ count }: Pick<Measurement, "count">): Cell {
  const bound = notCounted(count).length === 0 ? "" : ">= ";
  return numberCell(count?.macs, (macs) => bound + macsText(macs));
}

function verdictCell(
  count: number | undefined,
  metric: CountedMetric,
  { published }: RowSource,
): Cell {
  const verdict = verdictOf(count, UNITS[metric], published[metric]);
  return plainCell(verdict && verdictText(verdict));
}

/** The columns, in their order. */
export const COUNT_COLUMNS = [
  {
    key: "params",
    kind: "number",
    header: "Params (M)",
    shown: "always",
    grouped: { group: "Params (M)", header: "ours" },
    opens: "params",
    cell: ({ measurement: { count } }) => numberCell(count?.params, paramsText),
  },
  published("params_m_published", "params_m", {
    header: "Params (M) published",
    grouped: { group: "Params (M)", header: "published" },
    opens: "params",
  }),
  {
    key: "params_verdict",
    kind: "verdict",
    header: "Params verdict",
    shown: "where known",
    grouped: { group: "Params (M)", header: "verdict" },
    opens: "params",
    cell: (row) => verdictCell(row.measurement.count?.params, "params_m", row),
  },
  {
    key: "macs",
    kind: "number",
    header: "FLOPs (G)",
    shown: "always",
    grouped: { group: "FLOPs (G)", header: "ours" },
    opens: "flops",
    cell: ({ measurement }) => macsCell(measurement),
  },
  hidden("flops", ({ measurement: { count } }) => plainCell(count?.flops)),
  published("flops_g_published", "flops_g", {
    header: "FLOPs (G) published",
    grouped: { group: "FLOPs (G)", header: "published" },
    opens: "flops",
  }),
  {
    key: "flops_verdict",
    kind: "verdict",
    header: "FLOPs verdict",
    shown: "where known",
    grouped: { group: "FLOPs (G)", header: "verdict" },
    opens: "flops",
    cell: (row) => verdictCell(completeMacs(row.measurement.count), "flops_g", row),
  },
  hidden("not_counted", ({ measurement: { count } }) => plainCell(notCounted(count).join(", "))),
] as const satisfies readonly Column[];
