// What lowering a file's graphs shares: the functions, the frame that nodes stand in, and what the
// names of values become there.

import type { FileAttribute, FileGraph, FileTensor } from "../file_model.ts";
import type { RawFunction, RawNode } from "../proto/raw_model.ts";
import { type Budget, KEPT_BYTES } from "../wire/budget.ts";

/** What all graphs of a file share while they are lowered. */
export interface Lowering {
  readonly functions: ReadonlyMap<string, RawFunction>;
  readonly budget: Budget;
  /** A name of a node that no other one has, from the wanted one. */
  readonly nodeName: (wanted: string) => string;
  /** The same of tensors that are moved out of functions. */
  readonly tensorName: (wanted: string) => string;
  /** Reads what lies beside the model. */
  readonly settle: (tensor: FileTensor) => FileTensor;
  /** Tensors of functions, by themselves: each is there once. */
  readonly hoisted: Map<FileTensor | RawNode, FileTensor>;
  /** Values that a subgraph reads from around it, each with the node that does. */
  readonly captures: Map<FileGraph, ReadonlyMap<string, string>>;
  /** Attributes that nodes share, by the numbers of these. */
  readonly attributes: Map<string, ReadonlyMap<string, FileAttribute>>;
  readonly notices: Set<string>;
}

/** Where nodes stand: the model itself, or one call of a function. */
export interface Frame {
  readonly versions: ReadonlyMap<string, number>;
  /** The name of a value here -> its name in the file. */
  readonly rename: (name: string) => string;
  /** Values of the call's attributes; `undefined` outside of functions. */
  readonly attributes: ReadonlyMap<string, FileAttribute> | undefined;
  /** Functions that are being called, outermost first. */
  readonly calls: readonly string[];
  /** Before the names of nodes, ending in a slash. */
  readonly nodePrefix: string;
  /** Before the names of values; `""` outside of functions. */
  readonly valuePrefix: string;
  readonly scope: string;
}

/** Key of a function: domain, name and overload. */
export function functionKey(
  { domain, name, overload }: Pick<RawFunction, "domain" | "name" | "overload">,
): string {
  return [domain, name, overload].filter((part) => part !== "").join("::");
}

/** The frame with names of its own besides. */
export function renaming(budget: Budget, frame: Frame, own: ReadonlyMap<string, string>): Frame {
  for (const name of own.values()) budget.keep(KEPT_BYTES.text + 2 * name.length);
  return { ...frame, rename: (name) => name === "" ? "" : own.get(name) ?? frame.rename(name) };
}

/** A tensor of a function, moved out of it: there once, however often the function is called. */
export function hoist(
  { hoisted, tensorName, settle }: Lowering,
  key: FileTensor | RawNode,
  tensor: FileTensor,
  { calls }: Frame,
): FileTensor {
  const known = hoisted.get(key);
  if (known !== undefined) return known;
  const name = tensorName(`${calls.at(-1)}::${tensor.name}`);
  const moved = settle({ ...tensor, name });
  hoisted.set(key, moved);
  return moved;
}
