// Graphs that a rewrite must not touch: each breaks one condition of its pattern and no other.

import { assertStrictEquals } from "@std/assert";
import type { Graph } from "../../../models/graph/graph.ts";
import type { Rewrite } from "../../../models/rewrite/engine/rule.ts";

/** Asserts that a rewrite gives back the very graphs, by what is special about each. */
export function assertLeftAlone(rewrite: Rewrite, graphs: Readonly<Record<string, Graph>>): void {
  for (const [what, graph] of Object.entries(graphs)) {
    assertStrictEquals(rewrite(graph), graph, what);
  }
}
