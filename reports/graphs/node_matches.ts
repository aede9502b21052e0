// Which node of a graph is which of another: by name, then, as tools rename nodes, by operator, shape
// and parameters in order.

import type { NodeRow } from "../../bench/count/node_rows.ts";
import { shapeText } from "../../models/graph/graph.ts";

/** A node in both graphs, or in one of them only. */
export interface NodeMatch {
  readonly base: NodeRow | undefined;
  readonly next: NodeRow | undefined;
}

/** Every node of both sides, once; in the order of the new graph, what is gone after it. */
export function nodeMatches(
  base: readonly NodeRow[],
  next: readonly NodeRow[],
): readonly NodeMatch[] {
  const left = new Set(base);
  const partners = new Map<NodeRow, NodeRow>();
  for (const keyOf of [nameAndOperator, name, looks]) {
    const candidates = Map.groupBy(left, keyOf);
    for (const row of next) {
      if (partners.has(row)) continue;
      const partner = candidates.get(keyOf(row))?.shift();
      if (partner === undefined) continue;
      partners.set(row, partner);
      left.delete(partner);
    }
  }
  return [
    ...next.map((row) => ({ base: partners.get(row), next: row })),
    ...[...left].map((row) => ({ base: row, next: undefined })),
  ];
}

function nameAndOperator(row: NodeRow): string {
  return `${row.op} ${row.name}`;
}

function name(row: NodeRow): string {
  return row.name;
}

function looks({ op, output, params }: NodeRow): string {
  return `${op} ${output === undefined ? "?" : shapeText(output)} ${params}`;
}
