// The tables of `count --by`: a row for each part of each model, or for each node.

import { type Grouping, groupMacsExactly } from "../../bench/count/count.ts";
import { type NodeRow, nodeRows } from "../../bench/count/node_rows.ts";
import { exactSum } from "../../bench/count/rules/exact.ts";
import { groupTrafficBytesExactly } from "../../bench/figures/roofline.ts";
import { shapeText } from "../../models/graph/graph.ts";
import type { PlainRow, PlainTable } from "../../reports/text/plain_table.ts";
import type { Format } from "../shell/format.ts";
import { type Counted, wholeTable } from "./count_tables.ts";

/** The table of a grouping. JSON keeps whole and parts in one object a model. */
export function partTable(
  counted: readonly Counted[],
  by: Grouping,
  format: Format,
): PlainTable {
  if (format === "json") return by === "node" ? nodeJson(counted) : splitJson(counted, by);
  return by === "node" ? nodeTable(counted) : splitTable(counted, by);
}

/** A part of a network: bytes that it moves at least, and multiply-adds; null: not known. */
interface Part {
  readonly part: string;
  readonly bytes: bigint | null;
  readonly macs: bigint | null;
}

function partsOf({ graph, count, batch }: Counted, by: Grouping): readonly Part[] {
  const macs = groupMacsExactly(count, by);
  const bytes = groupTrafficBytesExactly(graph, batch, by);
  // A part without counted nodes has none, unless it is an operator that no rule knows.
  const none = (part: string) => Object.hasOwn(count.coverage.unknownOps, part) ? null : 0n;
  return [...new Set([...bytes.keys(), ...macs.keys()])].map((part) => ({
    part,
    // Graphs inside of nodes are counted, their traffic is not.
    bytes: bytes.get(part) ?? null,
    macs: macs.get(part) ?? none(part),
  }));
}

function percentOf(part: bigint | null | undefined, whole: bigint): number | null {
  if (part === null || part === undefined || whole === 0n) return null;
  return Number((100 * Number(part) / Number(whole)).toFixed(2));
}

/** One row a part; `params` and `buffers` belong to the whole and are left out. */
function splitTable(counted: readonly Counted[], by: Grouping): PlainTable {
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
      const totalBytes = exactSum(parts.map(({ bytes }) => bytes ?? 0n));
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

function splitJson(counted: readonly Counted[], by: Grouping): PlainTable {
  const { columns, rows } = wholeTable(counted, "json");
  return {
    columns,
    rows: counted.map((model, index) => ({
      ...rows[index],
      [`macs_by_${by}`]: Object.fromEntries(groupMacsExactly(model.count, by)),
      [`bytes_by_${by}`]: Object.fromEntries(
        partsOf(model, by).flatMap(({ part, bytes }) => bytes === null ? [] : [[part, bytes]]),
      ),
    })),
  };
}

/** Every node that an output needs, in the order in which they run. */
function nodeTable(counted: readonly Counted[]): PlainTable {
  return {
    columns: [
      { key: "model", header: "Model" },
      { key: "node", header: "Node" },
      { key: "op", header: "Op" },
      { key: "output", header: "Output" },
      { key: "runs", header: "Runs", align: "right" },
      { key: "params", header: "Params", align: "right" },
      { key: "macs", header: "MACs", align: "right" },
      { key: "macs_percent", header: "MACs (%)", align: "right" },
    ],
    rows: counted.flatMap((model) =>
      nodeRows(model.graph, model.batch).map((row) => ({
        model: model.id,
        ...nodeRow(row),
        macs_percent: row.runs === undefined ? null : percentOf(row.macs, model.count.macs),
      }))
    ),
  };
}

function nodeJson(counted: readonly Counted[]): PlainTable {
  const { columns, rows } = wholeTable(counted, "json");
  return {
    columns,
    rows: counted.map(({ graph, batch }, index) => ({
      ...rows[index],
      nodes: nodeRows(graph, batch).map(nodeRow),
    })),
  };
}

function nodeRow({ name, op, output, params, macs, runs }: NodeRow): PlainRow {
  return {
    node: name,
    op,
    output: output === undefined ? "" : shapeText(output),
    runs: runs ?? null,
    params,
    macs: macs ?? null,
  };
}
