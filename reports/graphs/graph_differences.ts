// Two graphs held against each other: what got bigger, node by node.

import type { NodeRow } from "../../bench/count/node_rows.ts";
import { shapeText } from "../../models/graph/graph.ts";
import {
  figures,
  type PlainColumn,
  type PlainTable,
  plainTable,
  words,
} from "../text/plain_table.ts";
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

function paramsChange({ base, next }: Pick<Line, "base" | "next">): bigint {
  return (next?.params ?? 0n) - (base?.params ?? 0n);
}

function macsChange({ base, next }: Pick<Line, "base" | "next">): bigint {
  return (next?.macs ?? 0n) - (base?.macs ?? 0n);
}

function size(change: bigint): bigint {
  return change < 0n ? -change : change;
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A line of the table: a node, or the whole. */
interface Line extends Pick<NodeRow, "op"> {
  readonly name: string;
  readonly change: string;
  readonly base: Cost | undefined;
  readonly next: Cost | undefined;
}

/** What a node or a graph costs, and of a node what it puts out. */
type Cost = Pick<NodeRow, "params" | "macs"> & Partial<Pick<NodeRow, "output">>;

const COLUMNS: readonly PlainColumn<Line>[] = [
  words("node", ({ name }) => name, "Node"),
  words("op", ({ op }) => op, "Op"),
  words("change", ({ change }) => change, "Change"),
  words("output_base", ({ base }) => outputText(base), "Output, base"),
  words("output_new", ({ next }) => outputText(next), "Output, new"),
  figures("params_base", ({ base }) => base?.params, "Params, base"),
  figures("params_new", ({ next }) => next?.params, "Params, new"),
  figures("params_difference", paramsChange, "Difference"),
  figures("macs_base", ({ base }) => base?.macs, "MACs, base"),
  figures("macs_new", ({ next }) => next?.macs, "MACs, new"),
  figures("macs_difference", macsChange, "Difference"),
];

/** A row for each node that changed, and one for the whole. */
export function differencesTable(
  { changed, base, next, params, macs }: GraphDifferences,
): PlainTable {
  const change = params === macs ? params : `Params ${params}, MACs ${macs}`;
  const whole = { name: "(whole graph)", op: "", change, base, next };
  return plainTable([...changed.map(nodeLine), whole], COLUMNS);
}

function nodeLine({ base, next }: NodeMatch): Line {
  const ops = [base?.op, next?.op].filter((op) => op !== undefined);
  return {
    name: (next ?? base)?.name ?? "",
    op: [...new Set(ops)].join(" -> "),
    change: base === undefined ? "added" : next === undefined ? "removed" : "changed",
    base,
    next,
  };
}

function outputText(cost: Cost | undefined): string {
  return cost?.output === undefined ? "" : shapeText(cost.output);
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
