// Rewriting by rules.
//
// A rule looks at one node and, where its pattern fits, builds a value that equals the node's
// output and costs less:  y = f(x)  becomes  y = g(x).  Replacing a value by an equal one keeps the
// meaning of the graph whatever else is replaced at the same time, so a rule needs no plan: it is
// tried at every node of its operator, again and again, until it fits nowhere; what nobody reads any
// more is dropped.

import { type Graph, type Node, shapeText, type Value } from "../../graph/graph.ts";
import { draftOf, type Workbench } from "./draft.ts";
import { ifKnown, type Surroundings, surroundingsOf } from "./surroundings.ts";

/** What a rule sees: the graph around a node. */
export interface Site extends Surroundings {
  /** Where new nodes go; they take the module path and the stream of the node. */
  readonly g: Workbench;
}

/** The values that equal the node's outputs; `undefined` where the pattern does not fit. */
export type Rule = (node: Node, site: Site) => Value | readonly Value[] | undefined;

/** Rules by the operator of the nodes that they are tried at, in this order. */
export type Rules = Readonly<Record<string, Rule | readonly Rule[]>>;

/** Makes a graph faster and keeps its meaning; gives back the same object where it has no effect. */
export type Rewrite = (graph: Graph) => Graph;

/** More sweeps than this only happen if two rules undo each other. */
const MOST_SWEEPS = 200;

/** Tries rules at every node of their operators until none fits. */
export function rewriteBy(table: Rules): Rewrite {
  const rules = new Map(Object.entries(table).map(([op, one]) => [op, [one].flat()]));
  return (graph) => {
    let current = graph;
    for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      const next = sweepOnce(current, rules);
      if (next === current) return current;
      current = next;
    }
    throw new RangeError(`Cannot rewrite "${graph.name}" as its rules find no end`);
  };
}

/** Tries the rules at every node once; the first that fits is taken. */
function sweepOnce(graph: Graph, rules: ReadonlyMap<string, readonly Rule[]>): Graph {
  const around = surroundingsOf(graph);
  const draft = draftOf(graph);
  let place = graph.nodes[0];
  const site: Site = {
    ...around,
    get g() {
      return draft.workbenchAt(place as Node);
    },
  };
  for (const node of graph.nodes) {
    const own = rules.get(node.op);
    if (own === undefined) continue;
    place = node;
    const result = firstResult(own, node, site);
    if (result === undefined) continue;
    draft.replace(node, equalsOf(node, around, [result].flat() as readonly Value[]));
  }
  return draft.finish();
}

function firstResult(rules: readonly Rule[], node: Node, site: Site): ReturnType<Rule> {
  for (const rule of rules) {
    const result = ifKnown(() => rule(node, site));
    if (result !== undefined) return result;
  }
  return undefined;
}

/** A rule must keep shapes, or it does not keep the meaning. */
function equalsOf(
  node: Node,
  { value }: Surroundings,
  results: readonly Value[],
): readonly Value[] {
  const wanted = node.outputs.map((name) => shapeText(value(name).shape));
  const given = results.map(({ shape }) => shapeText(shape));
  if (String(wanted) === String(given)) return results;
  throw new RangeError(
    `Cannot replace "${node.name}" as its shapes must stay: ` +
      `got ${given.join(", ")} for ${wanted.join(", ")}`,
  );
}
