// The tables of `count`: a row for each network, or for each of its parts.

import { type Count, type Grouping, groupMacsExactly } from "../../bench/count/count.ts";
import { exactSum } from "../../bench/count/rules/exact.ts";
import { groupTrafficBytesExactly } from "../../bench/figures/roofline.ts";
import { headlineFigure } from "../../reports/published/headline_figure.ts";
import type { PlainRow, PlainTable } from "../../reports/text/plain_table.ts";
import { publishedFigures, publishedValue } from "../options/published_figures.ts";
import type { Format } from "../shell/format.ts";
import type { CountSubject } from "./count_subjects.ts";

/** A model with its count. */
export interface Counted extends CountSubject {
  readonly count: Count<bigint>;
}

function wholeRow({ id, method, count, size, batch }: Counted): PlainRow {
  const { params, buffers, macs, flops } = count;
  return { model: id, method, params, buffers, macs, flops, size, batch };
}

/** One row a model. */
export function wholeTable(counted: readonly Counted[]): PlainTable {
  return {
    columns: [
      { key: "model", header: "Model" },
      { key: "method", header: "Method" },
      { key: "params", header: "Params", align: "right" },
      { key: "buffers", header: "Buffers", align: "right" },
      { key: "macs", header: "MACs", align: "right" },
      { key: "flops", header: "FLOPs (2 x MACs)", align: "right" },
      { key: "size", header: "Size", align: "right" },
      { key: "batch", header: "Batch", align: "right" },
    ],
    rows: counted.map(wholeRow),
  };
}

/** The table with what the rows were chosen by. */
export function withTop1(
  { columns, rows }: PlainTable,
  counted: readonly Counted[],
  format: Format,
): PlainTable {
  const figures = publishedFigures();
  const key = "top1_published_percent";
  return {
    columns: [...columns, { key, header: "Top-1 (%) published", align: "right" }],
    rows: rows.map((row, index) => {
      const id = counted[index]?.id ?? "";
      return { ...row, [key]: publishedValue(headlineFigure(figures, id, "top1"), format) };
    }),
  };
}

/** Of every part of a network, bytes that it moves at least, and multiply-adds. */
function partsOf({ graph, count }: Counted, by: Grouping) {
  const macs = groupMacsExactly(count, by);
  // A part without counted nodes has none, unless it is an operator that no rule knows.
  const none = (part: string) => Object.hasOwn(count.coverage.unknownOps, part) ? null : 0n;
  return [...groupTrafficBytesExactly(graph, count.batch, by)].map(([part, bytes]) => ({
    part,
    bytes,
    macs: macs.get(part) ?? none(part),
  }));
}

function percentOf(part: bigint | null, whole: bigint): number | null {
  if (part === null || whole === 0n) return null;
  return Number((100 * Number(part) / Number(whole)).toFixed(2));
}

/** One row a part; `params` and `buffers` belong to the whole and are left out. */
export function splitTable(counted: readonly Counted[], by: Grouping): PlainTable {
  return {
    columns: [
      { key: "model", header: "Model" },
      { key: by, header: by[0]?.toUpperCase() + by.slice(1) },
      { key: "macs", header: "MACs", align: "right" },
      { key: "macs_percent", header: "MACs (%)", align: "right" },
      { key: "bytes", header: "Bytes", align: "right" },
      { key: "bytes_percent", header: "Bytes (%)", align: "right" },
    ],
    rows: counted.flatMap((model) => {
      const parts = partsOf(model, by);
      const totalBytes = exactSum(parts.map(({ bytes }) => bytes));
      return parts.map(({ part, macs, bytes }) => ({
        model: model.id,
        [by]: part,
        macs,
        macs_percent: percentOf(macs, model.count.macs),
        bytes,
        bytes_percent: percentOf(bytes, totalBytes),
      }));
    }),
  };
}

/** JSON keeps whole and parts in one object a model. */
export function splitJson(counted: readonly Counted[], by: Grouping): PlainTable {
  const { columns } = wholeTable(counted);
  return {
    columns,
    rows: counted.map((model) => ({
      ...wholeRow(model),
      [`macs_by_${by}`]: Object.fromEntries(groupMacsExactly(model.count, by)),
      [`bytes_by_${by}`]: Object.fromEntries(
        partsOf(model, by).map(({ part, bytes }) => [part, bytes]),
      ),
    })),
  };
}
