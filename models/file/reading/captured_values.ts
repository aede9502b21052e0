// What a graph reads from around it, and that no two of its values share a name.

import { FileError } from "../file_error.ts";
import type { FileGraph } from "../file_model.ts";
import type { Ordered } from "./node_order.ts";

/**
 * Values that are read here and made around here, each with the node that reads it.
 *
 * @throws {FileError} If two values share a name.
 */
export function capturedValues(
  { inputs, initializers, outputs }: Pick<FileGraph, "inputs" | "initializers" | "outputs">,
  nodes: readonly Ordered[],
): ReadonlyMap<string, string> {
  const makers = new Map<string, Maker>();
  const add = (name: string, maker: Maker) => {
    const other = makers.get(name);
    if (other !== undefined) throw twice(name, other, maker);
    makers.set(name, maker);
  };
  for (const { name } of inputs) add(name, "an input of the graph");
  for (const { name } of initializers) add(name, "an initializer");
  for (const node of nodes) {
    for (const output of node.outputs) if (output !== "") add(output, node);
  }
  const readers = new Map<string, string>();
  for (const { name, reads } of nodes) {
    for (const read of reads) if (!makers.has(read)) readers.set(read, `node "${name}"`);
  }
  for (const { name } of outputs) {
    if (!makers.has(name)) readers.set(name, "an output of the graph");
  }
  return readers;
}

/** A node, or what else makes a value, in words. */
type Maker = Ordered | string;

function makerText(maker: Maker): string {
  return typeof maker === "string" ? maker : `node "${maker.name}"`;
}

function twice(name: string, one: Maker, other: Maker): FileError {
  return new FileError({
    reason: `value "${name}" is made twice, by ${makerText(one)} and by ${makerText(other)}`,
    cure: "each value must have a name of its own, rename one or export the model again",
  });
}
