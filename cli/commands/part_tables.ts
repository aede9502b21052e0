// The tables of `count --by`: a row for each part of each model, or for each node.

import type { Count } from "../../bench/count/count.ts";
import { type Grouping, groupMacsExactly } from "../../bench/count/groupings.ts";
import { type NodeRow, nodeRows } from "../../bench/count/node_rows.ts";
import { exactSum } from "../../bench/count/rules/exact.ts";
import { groupTrafficBytes, nodesOfOpenTraffic } from "../../bench/figures/roofline.ts";
import { shapeText } from "../../models/graph/graph.ts";
import {
  figures,
  inJson,
  type PlainColumn,
  type PlainTable,
  plainTable,
  words,
} from "../../reports/text/plain_table.ts";
import type { Format } from "../shell/format.ts";
import type { CountSubject } from "./count_subject.ts";
import { wholeColumns } from "./count_tables.ts";

/** A model with its count and all that both were made of. */
export interface CountedGraph extends CountSubject {
  readonly count: Count<bigint>;
}

/** The table of a grouping. JSON keeps whole and parts in one object a model. */
export function partTable(
  counted: readonly CountedGraph[],
  by: Grouping,
  format: Format,
): PlainTable {
  if (format === "json") return wholeJson(counted, by);
  return by === "node" ? nodeTable(counted) : splitTable(counted, by);
}

/** A part of a network: bytes that it moves at least, and multiply-adds; null: not known. */
interface Part {
  readonly part: string;
  readonly bytes: bigint | null;
  readonly macs: bigint | null;
}

function partsOf({ graph, count, batch }: CountedGraph, by: Grouping): readonly Part[] {
  const macs = groupMacsExactly(count, by);
  const bytes = groupTrafficBytes(graph, batch, by);
  // A part without counted nodes has none, unless it is an operator that no rule knows.
  const none = (part: string) => Object.hasOwn(count.coverage.unknownOps, part) ? null : 0n;
  return [...new Set([...bytes.keys(), ...macs.keys()])].map((part) => ({
    part,
    // Of an If that data decide, the cheaper branch is counted, and no bytes are.
    bytes: bytes.get(part) ?? null,
    macs: macs.get(part) ?? none(part),
  }));
}

function percentOf(part: bigint | null | undefined, whole: bigint): number | null {
  if (part === null || part === undefined || whole === 0n) return null;
  return Number((100 * Number(part) / Number(whole)).toFixed(2));
}

/** Whose bytes are in no part, a sentence for each model. */
export function openTrafficNotes(counted: readonly CountedGraph[]): readonly string[] {
  return counted.flatMap(({ id, graph }) => {
    const open = nodesOfOpenTraffic(graph);
    return open.length === 0 ? [] : [
      `note: ${id}: bytes lack what graphs inside of ${open.join(", ")} move: ` +
      `data decide how often they run`,
    ];
  });
}

/** One row a part; `params` and `buffers` belong to the whole and are left out. */
function splitTable(counted: readonly CountedGraph[], by: Grouping): PlainTable {
  const lines = counted.flatMap((model) => {
    const parts = partsOf(model, by);
    const totalBytes = exactSum(parts.map(({ bytes }) => bytes ?? 0n));
    return parts.map((part) => ({ ...part, model, totalBytes }));
  });
  return plainTable(lines, [
    words("model", ({ model }) => model.id, "Model"),
    words(by, ({ part }) => part, by[0]?.toUpperCase() + by.slice(1)),
    figures("macs", ({ macs }) => macs, "MACs"),
    figures("macs_percent", ({ macs, model }) => percentOf(macs, model.count.macs), "MACs (%)"),
    figures("bytes", ({ bytes }) => bytes, "Bytes"),
    figures("bytes_percent", ({ bytes, totalBytes }) => percentOf(bytes, totalBytes), "Bytes (%)"),
  ]);
}

/** Every node that an output needs, in the order in which they run. */
function nodeTable(counted: readonly CountedGraph[]): PlainTable {
  const lines = counted.flatMap((model) =>
    nodeRows(model.graph, model.batch).map((node) => ({ ...node, model }))
  );
  return plainTable(lines, [
    words("model", ({ model }) => model.id, "Model"),
    ...NODE_COLUMNS,
    figures(
      "macs_percent",
      ({ runs, macs, model }) => runs === undefined ? null : percentOf(macs, model.count.macs),
      "MACs (%)",
    ),
  ]);
}

const NODE_COLUMNS: readonly PlainColumn<NodeRow>[] = [
  words("node", ({ name }) => name, "Node"),
  words("op", ({ op }) => op, "Op"),
  words("output", ({ output }) => output === undefined ? "" : shapeText(output), "Output"),
  figures("runs", ({ runs }) => runs, "Runs"),
  figures("params", ({ params }) => params, "Params"),
  figures("macs", ({ macs }) => macs, "MACs"),
];

/** A model with its parts or nodes in one object. */
function wholeJson(counted: readonly CountedGraph[], by: Grouping): PlainTable {
  const whole = wholeColumns(counted, "json");
  if (by === "node") {
    const nodesOf = ({ graph, batch }: CountedGraph) =>
      plainTable(nodeRows(graph, batch), NODE_COLUMNS).rows;
    return plainTable(counted, [...whole, inJson("nodes", nodesOf)]);
  }
  const bytesOf = (model: CountedGraph) =>
    partsOf(model, by).flatMap(({ part, bytes }) => bytes === null ? [] : [[part, bytes]]);
  return plainTable(counted, [
    ...whole,
    inJson(`macs_by_${by}`, ({ count }) => Object.fromEntries(groupMacsExactly(count, by))),
    inJson(`bytes_by_${by}`, (model) => Object.fromEntries(bytesOf(model))),
  ]);
}
