// Two graphs held against each other: what got bigger, node by node.

import type { NodeRow } from "../../bench/count/node_rows.ts";
import { shapeText } from "../../models/graph/graph.ts";
import type { PlainRow, PlainTable } from "../text/plain_table.ts";
import { type NodeMatch, nodeMatches } from "./node_matches.ts";

/** What a graph costs, and its nodes. */
export interface GraphSide {
  /** What tables call it. */
  readonly name: string;
  readonly params: bigint;
  readonly macs: bigint;
  /** Where data decide which branch runs, the most. */
  readonly macsMax: bigint;
  readonly nodes: readonly NodeRow[];
}

/** Whether the new graph costs more, less or the same. */
export type SizeVerdict = "bigger" | "smaller" | "same";

/** What two graphs differ in. */
export interface GraphDifferences {
  readonly base: GraphSide;
  readonly next: GraphSide;
  readonly params: SizeVerdict;
  readonly macs: SizeVerdict;
  /** Nodes that cost another number of multiply-adds or parameters, the largest change first. */
  readonly changed: readonly NodeMatch[];
  /** Nodes on both sides that cost what they did. */
  readonly alikeCount: number;
  /** Nodes without cost that are new. */
  readonly freeAddedCount: number;
  /** Nodes without cost that are gone. */
  readonly freeRemovedCount: number;
}

/** Holds a new graph against an old one. */
export function graphDifferences(base: GraphSide, next: GraphSide): GraphDifferences {
  const matches = nodeMatches(base.nodes, next.nodes);
  const changed = matches.filter(isChanged);
  const alike = matches.filter((match) => !isChanged(match));
  return {
    base,
    next,
    params: verdict(base.params, next.params),
    macs: verdict(base.macs + base.macsMax, next.macs + next.macsMax),
    changed: changed.toSorted((a, b) =>
      compareBig(size(macsChange(b)), size(macsChange(a))) ||
      compareBig(size(paramsChange(b)), size(paramsChange(a)))
    ),
    alikeCount: alike.filter(({ base, next }) => base !== undefined && next !== undefined).length,
    freeAddedCount: alike.filter(({ base }) => base === undefined).length,
    freeRemovedCount: alike.filter(({ next }) => next === undefined).length,
  };
}

function verdict(base: bigint, next: bigint): SizeVerdict {
  if (base === next) return "same";
  return next > base ? "bigger" : "smaller";
}

function isChanged(match: NodeMatch): boolean {
  return paramsChange(match) !== 0n || macsChange(match) !== 0n ||
    match.base !== undefined && match.next !== undefined &&
      (match.base.macs === undefined) !== (match.next.macs === undefined);
}

function paramsChange({ base, next }: NodeMatch): bigint {
  return (next?.params ?? 0n) - (base?.params ?? 0n);
}

function macsChange({ base, next }: NodeMatch): bigint {
  return (next?.macs ?? 0n) - (base?.macs ?? 0n);
}

function size(change: bigint): bigint {
  return change < 0n ? -change : change;
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A row for each node that changed, and one for the whole. */
export function differencesTable(differences: GraphDifferences): PlainTable {
  return {
    columns: [
      { key: "node", header: "Node" },
      { key: "op", header: "Op" },
      { key: "change", header: "Change" },
      { key: "output_base", header: "Output, base" },
      { key: "output_new", header: "Output, new" },
      { key: "params_base", header: "Params, base", align: "right" },
      { key: "params_new", header: "Params, new", align: "right" },
      { key: "params_difference", header: "Difference", align: "right" },
      { key: "macs_base", header: "MACs, base", align: "right" },
      { key: "macs_new", header: "MACs, new", align: "right" },
      { key: "macs_difference", header: "Difference", align: "right" },
    ],
    rows: [...differences.changed.map(nodeRow), wholeRow(differences)],
  };
}

function nodeRow(match: NodeMatch): PlainRow {
  const { base, next } = match;
  const row = next ?? base;
  return {
    node: row?.name ?? "",
    op: base !== undefined && next !== undefined && base.op !== next.op
      ? `${base.op} -> ${next.op}`
      : row?.op ?? "",
    change: changeText(match),
    output_base: outputText(base),
    output_new: outputText(next),
    params_base: base?.params ?? null,
    params_new: next?.params ?? null,
    params_difference: paramsChange(match),
    macs_base: base?.macs ?? null,
    macs_new: next?.macs ?? null,
    macs_difference: macsChange(match),
  };
}

function changeText({ base, next }: NodeMatch): string {
  if (base === undefined) return "added";
  return next === undefined ? "removed" : "changed";
}

function outputText(row: NodeRow | undefined): string {
  return row?.output === undefined ? "" : shapeText(row.output);
}

function wholeRow({ base, next, params, macs }: GraphDifferences): PlainRow {
  return {
    node: "(whole graph)",
    op: "",
    change: params === macs ? params : `Params ${params}, MACs ${macs}`,
    output_base: "",
    output_new: "",
    params_base: base.params,
    params_new: next.params,
    params_difference: next.params - base.params,
    macs_base: base.macs,
    macs_new: next.macs,
    macs_difference: next.macs - base.macs,
  };
}

/** The verdict in a sentence. */
export function verdictText(differences: GraphDifferences): string {
  const { base, next, params, macs } = differences;
  const { alikeCount, freeAddedCount, freeRemovedCount } = differences;
  const macsOf = (side: GraphSide) =>
    side.macs === side.macsMax ? `${side.macs}` : `${side.macs} to ${side.macsMax}`;
  return `"${next.name}" against "${base.name}": Params ${params} (${base.params} -> ` +
    `${next.params}), MACs ${macs} (${macsOf(base)} -> ${macsOf(next)}); ` +
    `${alikeCount} nodes cost what they did, of those that are free ${freeAddedCount} are new and ` +
    `${freeRemovedCount} are gone`;
}
