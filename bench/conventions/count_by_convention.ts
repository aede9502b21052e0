// Walks a graph once with one convention's table. All tools share this walk.

import {
  dimensionSize,
  type Graph,
  type Node,
  type Shape,
  type Spelling,
} from "../../models/graph.ts";
import { countGraph } from "../count.ts";
import type { Convention, CountUnit, Work } from "./convention.ts";
import { spellingOf } from "./spelling.ts";

/** What a tool would print for a network; all figures are exact integers. */
export interface ConventionCount {
  /** Id of the convention. */
  readonly id: string;
  /** What `total` and `byOp` are in. */
  readonly unit: CountUnit;
  /** Exact, of `batch` images. */
  readonly total: number;
  /**
   * The total split by how the code is written, in order of first use; what counts 0 is left out.
   * In a variant too the keys are the spellings of the graph.
   */
  readonly byOp: Readonly<Partial<Record<Spelling, number>>>;
  /** Images that the figures are for. */
  readonly batch: number;
  /** Operators that no rule of the suite knows, with how often they occur: never 0, unknown. */
  readonly unknownOps: Readonly<Record<string, number>>;
}

/** Options of {@linkcode countByConvention}. */
export interface CountOptions {
  /** Images that the total is for. @default 1 */
  readonly batch?: number;
}

/**
 * Counts a graph as a tool would.
 *
 * @param options The batch.
 * @throws {RangeError} If a tensor has no known shape or a total leaves the exact integers (2^53).
 */
export function countByConvention(
  graph: Graph,
  convention: Convention,
  { batch = 1 }: CountOptions = {},
): ConventionCount {
  const count = countGraph(graph, { batch });
  const macsOf = new Map(count.nodes.map(({ name, macs }) => [name, macs]));
  const unknownOps: Record<string, number> = { ...count.coverage.unknownOps };
  const byOp: Partial<Record<Spelling, number>> = {};
  let total = 0;

  for (const node of graph.nodes) {
    const macs = macsOf.get(node.name);
    const spelling = spellingOf(node);
    if (spelling === undefined) {
      if (macs !== undefined) unknownOps[node.op] = (unknownOps[node.op] ?? 0) + 1;
      continue;
    }
    const operations = convention.rules[spelling]?.(workOf(graph, node, { macs, batch })) ?? 0;
    if (operations === 0) continue;
    byOp[spelling] = (byOp[spelling] ?? 0) + operations;
    total += operations;
  }

  if (!Number.isSafeInteger(total)) {
    throw new RangeError(
      `Cannot count "${graph.name}" exactly by ${convention.id} as the total exceeds 2^53: ` +
        `got ${total}, use a smaller input or batch`,
    );
  }
  const { id, unit } = convention;
  return { id, unit, total, byOp, batch, unknownOps };
}

function workOf(
  graph: Graph,
  node: Node,
  { macs = 0, batch }: { readonly macs: number | undefined; readonly batch: number },
): Work {
  function shapeOf(name: string): Shape {
    const value = graph.values.get(name);
    if (value !== undefined) return value.shape.map((size) => dimensionSize(size, batch));
    throw new RangeError(`Cannot count "${node.name}" as its tensor "${name}" has no known shape`);
  }
  return {
    macs,
    inputs: node.inputs.map((name) => name === "" ? undefined : shapeOf(name)),
    output: shapeOf(node.outputs[0] ?? ""),
    batch,
  };
}
