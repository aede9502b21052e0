// What pickles name and call: on the list are plain containers and what tensors are made of; all else
// stays a name.

import { fillArray, fillDtype, NUMPY_CALLS } from "./rebuild_numpy.ts";
import { type Rebuild, TORCH_CALLS } from "./rebuild_torch.ts";
import { isOfKind, itemsOf, type PickleValue, unmade } from "./pickle_value.ts";

/** Modules by another name: of Python 2, and of numpy 2. */
const RENAMED: readonly (readonly [old: RegExp, now: string])[] = [
  [/^__builtin__$/, "builtins"],
  [/^copy_reg$/, "copyreg"],
  [/^numpy\._core\b/, "numpy.core"],
];

/** The module under the name that we know. */
export function knownModule(module: string): string {
  const found = RENAMED.find(([old]) => old.test(module));
  return found === undefined ? module : module.replace(...found);
}

function sequence(kind: "list" | "tuple" | "set"): Rebuild {
  return ([items]) => ({ kind, items: [...itemsOf(items) ?? []] });
}

/** Of `(key, value)` pairs. */
function dict([pairs]: readonly PickleValue[]): PickleValue {
  const entries = (itemsOf(pairs) ?? []).map((pair): [PickleValue, PickleValue] => {
    const [key = null, value = null] = itemsOf(pair) ?? [];
    return [key, value];
  });
  return { kind: "dict", entries: new Map(entries) };
}

/** `(text, "latin1")`: bytes as Python 3 writes them in protocol 2. */
function encode([text, encoding]: readonly PickleValue[]): PickleValue | undefined {
  if (encoding !== "latin1") return undefined;
  if (typeof text === "string") return { kind: "bytes", letters: text };
  return isOfKind(text, "bytes") && "encoding" in text
    ? { ...text, encoding: "latin-1 in UTF-8" }
    : undefined;
}

/** `(class, base, state)`: an object as protocols 0 and 1 have it. */
function reconstructor([of]: readonly PickleValue[]): PickleValue | undefined {
  return isOfKind(of, "global") ? unmade(of.path) : undefined;
}

const CALLS: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  ...TORCH_CALLS,
  ...NUMPY_CALLS,
  ["collections.OrderedDict", dict],
  ["collections.defaultdict", () => dict([])],
  ["builtins.dict", dict],
  ["builtins.list", sequence("list")],
  ["builtins.tuple", sequence("tuple")],
  ["builtins.set", sequence("set")],
  ["builtins.frozenset", sequence("set")],
  ["builtins.bytes", ([value]) => isOfKind(value, "bytes") ? value : undefined],
  ["builtins.bytearray", ([value]) => isOfKind(value, "bytes") ? value : undefined],
  ["_codecs.encode", encode],
  ["copyreg._reconstructor", reconstructor],
]);

/**
 * What a call gives: plain data for a function or class on the list, else an object that is not made.
 * `undefined`: one on the list cannot have such arguments.
 */
export function called(of: PickleValue, args: readonly PickleValue[]): PickleValue | undefined {
  if (isOfKind(of, "object")) return of;
  if (!isOfKind(of, "global")) return undefined;
  const call = CALLS.get(of.path);
  return call === undefined ? unmade(of.path) : call(args);
}

/** Fills a value with a state; whether it may have such a one. */
export function build(value: PickleValue, state: PickleValue): boolean {
  if (isOfKind(value, "array")) return fillArray(value, state);
  if (isOfKind(value, "dtype")) return fillDtype(value, state);
  if (isOfKind(value, "object")) value.state = state;
  return true;
}
