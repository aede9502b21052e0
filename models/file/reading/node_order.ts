// The order in which nodes can run. ONNX wants files to be in it; some that were edited are not, and
// runtimes sort them.

import { FileError } from "../file_error.ts";

/** What ordering looks at. */
export interface Ordered {
  /** For messages. */
  readonly name: string;
  readonly outputs: readonly string[];
  /** Values that it or its subgraphs read. */
  readonly reads: readonly string[];
}

/**
 * The nodes, each after those whose outputs it reads, in their own order otherwise.
 *
 * @throws {FileError} If some wait for each other.
 */
export function inRunningOrder<Node extends Ordered>(nodes: readonly Node[]): readonly Node[] {
  return isInOrder(nodes) ? nodes : sorted(nodes);
}

/** Whether nothing is read before it is made; what is made elsewhere does not count. */
function isInOrder(nodes: readonly Ordered[]): boolean {
  const early = new Set<string>();
  return nodes.every(({ outputs, reads }) => {
    const isLate = outputs.some((output) => early.has(output)) ||
      outputs.some((output) => reads.includes(output));
    for (const read of reads) early.add(read);
    return !isLate;
  });
}

function sorted<Node extends Ordered>(nodes: readonly Node[]): readonly Node[] {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
  const makersOf = (node: Node) => node.reads.flatMap((read) => makers.get(read) ?? []);
  const isDone = new Set<Node>();
  const ordered: Node[] = [];
  for (const first of nodes) {
    /** Nodes that wait for the one after them, and what each has still to wait for. */
    const waiting: { readonly node: Node; readonly before: Node[] }[] = [];
    const isWaiting = new Set<Node>();
    const enter = (node: Node) => {
      if (isDone.has(node)) return;
      if (isWaiting.has(node)) throw circle(node);
      isWaiting.add(node);
      waiting.push({ node, before: makersOf(node) });
    };
    enter(first);
    for (let last = waiting.at(-1); last !== undefined; last = waiting.at(-1)) {
      const next = last.before.pop();
      if (next !== undefined) enter(next);
      else {
        waiting.pop();
        isDone.add(last.node);
        ordered.push(last.node);
      }
    }
  }
  return ordered;
}

function circle({ name }: Ordered): FileError {
  return new FileError({
    reason: `node "${name}" reads, through others, what it makes itself`,
    cure: "nodes must not run in a circle, export the model again",
  });
}
