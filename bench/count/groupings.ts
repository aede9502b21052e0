// Splits the multiply-adds of a count into parts.

import type { Node, Stream } from "../../models/graph/graph.ts";
import { operatorName } from "./rules/mac_rules.ts";
import type { NodeCount } from "./tally.ts";

/** How a total can be split. */
export type Grouping = "stage" | "op" | "stream" | "name-prefix" | "node";

/** All groupings, for help and checks. */
export const GROUPINGS: readonly Grouping[] = ["stage", "op", "stream", "name-prefix", "node"];

/** What decides to which part a node belongs. */
export type GroupedNode = Pick<Node, "name" | "op" | "domain" | "scope"> & {
  /** As marked on the node; absent: the first module of its scope. */
  readonly stage?: string | undefined;
  /** The part of a network with two streams; absent: it has none. */
  readonly stream?: Stream | undefined;
};

const GROUP_NAMES: Readonly<Record<Grouping, (node: GroupedNode) => string>> = {
  stage: ({ stage, scope }) => (stage ?? scope.split(".")[0]) || "(network)",
  op: operatorName,
  stream: ({ stream }) => stream ?? "(single stream)",
  "name-prefix": ({ name }) => namePrefix(name),
  node: ({ name }) => name,
};

/** Parts of a name, as exporters write them: `/blocks/blocks.0/attn/MatMul`, `model.layers.0.mlp`. */
const NAME_PARTS = /[^/.:]+/g;
const NUMBER = /^\d+$/;

/**
 * What a name begins with, down to the first number: `/blocks/blocks.0/attn/MatMul` -> `blocks.0`,
 * `features.3.conv/Conv` -> `features.3`, `stem/Conv` -> `stem`.
 */
export function namePrefix(name: string): string {
  const parts = name.match(NAME_PARTS) ?? [];
  // The last part is the operator.
  const modules = parts.slice(0, -1);
  const place = modules.findIndex((part) => NUMBER.test(part));
  if (place > 0) return `${modules[place - 1]}.${modules[place]}`;
  return modules[0] ?? "(network)";
}

/** The part that a node belongs to. */
export function groupNameOf(node: GroupedNode, by: Grouping): string {
  return GROUP_NAMES[by](node);
}

/** Nodes that were counted. */
export interface CountedNodes {
  /** What decides of each to which part it belongs, and what it costs. */
  readonly nodes: readonly Pick<
    NodeCount<number | bigint>,
    "name" | "op" | "scope" | "stage" | "stream" | "macs"
  >[];
}

/** Splits the multiply-adds; the parts sum to `count.macs`. Groups in order of first use. */
export function groupMacs(count: CountedNodes, by: Grouping): ReadonlyMap<string, number> {
  return new Map([...groupMacsExactly(count, by)].map(([part, macs]) => [part, Number(macs)]));
}

/** {@linkcode groupMacs} in integers of any size. */
export function groupMacsExactly(
  { nodes }: CountedNodes,
  by: Grouping,
): ReadonlyMap<string, bigint> {
  const groups = new Map<string, bigint>();
  for (const node of nodes) {
    const group = groupNameOf(node, by);
    groups.set(group, (groups.get(group) ?? 0n) + BigInt(node.macs));
  }
  return groups;
}
