// The dictionaries of a pickle that have tensors: which of them is meant, and what else there is.

import { CheckpointError } from "../checkpoint_error.ts";
import type { Skipped } from "../checkpoint.ts";
import { moduleEntries, moduleIn, type PartCount } from "./module_tensors.ts";
import {
  isOfKind,
  itemsOf,
  type PickleArray,
  type PickleTensor,
  type PickleValue,
} from "./pickle_value.ts";

/** A dictionary with tensors. */
export interface StateDict {
  /** That lead to it. */
  readonly keys: readonly string[];
  readonly tensors: ReadonlyMap<string, PickleTensor | PickleArray>;
  /** Whether paddle.save wrote it. */
  readonly isOfPaddle: boolean;
}

/** What was chosen, and what is left. */
export interface ChosenStateDict {
  readonly chosen: StateDict;
  readonly others: readonly StateDict[];
  readonly skipped: readonly Skipped[];
}

/** Deeper ones are none that people save. */
const MOST_DEPTH = 4;
/** Of an optimizer and such, whose tensors are no weights; an optimal or optimized model has some. */
const NO_WEIGHTS = /optim(?!al|um|i[sz](?!er))|scheduler|scaler/i;
/** As training scripts call the weights that they evaluate, the likelier ones first. */
const USUAL_KEYS = [
  "state_dict",
  "model",
  "model_state_dict",
  "model_state",
  "net",
  "network",
  "module",
  "model_ema",
  "state_dict_ema",
  "ema",
];

/** What a value has by name; `undefined` if it is no dictionary. */
function entriesOf(
  value: PickleValue,
  visited: PartCount,
): ReadonlyMap<PickleValue, PickleValue> | undefined {
  if (isOfKind(value, "dict")) return value.entries;
  const module = moduleIn(value);
  if (module !== undefined) return moduleEntries(module, visited);
  return isOfKind(value, "object") && value.entries !== null ? value.entries : undefined;
}

/** Under it paddle.save keeps the names that its variables have inside. */
const PADDLE_NAMES = "StructuredToParameterName@@";

/** An array with such a name, as paddle.save writes those of inner dictionaries. */
function namedArray(value: PickleValue): PickleValue | undefined {
  const [name, array] = isOfKind(value, "tuple") && value.items.length === 2 ? value.items : [];
  return typeof name === "string" && isOfKind(array, "array") ? array : undefined;
}

function tensorIn(value: PickleValue): PickleTensor | PickleArray | undefined {
  if (isOfKind(value, "tensor")) return value;
  const array = namedArray(value) ?? value;
  return isOfKind(array, "array") && array.parts?.data ? array : undefined;
}

/** All dictionaries with tensors, the outer ones first; each once, however many keys lead to it. */
function stateDictsOf(root: PickleValue): readonly StateDict[] {
  const seen = new Set<PickleValue>();
  const visited = { count: 0 };
  const found: StateDict[] = [];
  function visit(value: PickleValue, keys: readonly string[]): void {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    const entries = entriesOf(value, visited);
    if (entries === undefined) return;
    const named = [...entries].flatMap(([key, entry]) =>
      typeof key === "string" ? [[key, entry] as const] : []
    );
    const tensors = new Map(
      named.flatMap(([key, entry]) => {
        const tensor = tensorIn(entry);
        return tensor === undefined ? [] : [[key, tensor] as const];
      }),
    );
    const isOfPaddle = entries.has(PADDLE_NAMES) ||
      named.some(([, entry]) => namedArray(entry) !== undefined);
    if (tensors.size > 0) found.push({ keys, tensors, isOfPaddle });
    if (keys.length === MOST_DEPTH) return;
    for (const [key, entry] of named) {
      if (!NO_WEIGHTS.test(key)) visit(entry, [...keys, key]);
    }
  }
  visit(root, []);
  return found;
}

/** Keys as people write them; the file itself is a dot. */
export function keysText(keys: readonly string[]): string {
  return keys.length === 0 ? "." : keys.join(".");
}

/**
 * The dictionary that a key names; without a key, the usual one: the file itself if none in it has more
 * tensors, else by the names that training scripts use, else the one with most tensors.
 *
 * @throws {CheckpointError} If there is none, or none of that key.
 */
export function chooseStateDict(root: PickleValue, key?: string): ChosenStateDict {
  const found = stateDictsOf(root);
  const chosen = key === undefined
    ? usual(found)
    : found.find(({ keys }) => keysText(keys) === key);
  if (chosen === undefined) throw noneFound(root, found, key);
  const others = found.filter((other) => other !== chosen);
  return { chosen, others, skipped: skippedOf(root, { chosen, others }) };
}

function usual(found: readonly StateDict[]): StateDict | undefined {
  const most = found.reduce((size, { tensors }) => Math.max(size, tensors.size), 0);
  const [first] = found;
  if (first?.keys.length === 0 && first.tensors.size === most) return first;
  const byName = USUAL_KEYS.map((name) =>
    found.find(({ keys }) => keys.length === 1 && keys[0] === name)
  ).find((dict) => dict !== undefined);
  return byName ?? found.find(({ tensors }) => tensors.size === most);
}

function noneFound(
  root: PickleValue,
  found: readonly StateDict[],
  key: string | undefined,
): CheckpointError {
  if (found.length === 0) {
    return new CheckpointError({
      reason: `it is ${whatIs(root)} and holds no tensors by name`,
      cure: "save model.state_dict()",
    });
  }
  const names = found.slice(0, MOST_NAMED).map(({ keys }) => `"${keysText(keys)}"`).join(", ");
  return new CheckpointError({
    reason: `it has no tensors under the key "${key}"`,
    cure: `give --key one of ${names}`,
  });
}

const MOST_NAMED = 20;

/** What lies beside the state dicts, on the way to the chosen one and in it. */
function skippedOf(
  root: PickleValue,
  { chosen, others }: Pick<ChosenStateDict, "chosen" | "others">,
): readonly Skipped[] {
  const skipped: Skipped[] = [];
  const visited = { count: 0 };
  const toOthers = new Set(
    others.flatMap(({ keys }) => keys.map((_, depth) => keysText(keys.slice(0, depth + 1)))),
  );
  let value: PickleValue | undefined = root;
  for (let depth = 0; depth <= chosen.keys.length && value !== undefined; depth++) {
    const entries: ReadonlyMap<PickleValue, PickleValue> = entriesOf(value, visited) ?? new Map();
    const before = chosen.keys.slice(0, depth);
    const next = chosen.keys[depth];
    for (const [key, entry] of entries) {
      const isTaken = next === undefined
        ? typeof key === "string" && chosen.tensors.has(key)
        : key === next;
      const path = keysText([...before, keyText(key)]);
      if (!isTaken && !toOthers.has(path)) skipped.push({ path, what: whatIs(entry) });
    }
    value = next === undefined ? undefined : entries.get(next);
  }
  return skipped;
}

function keyText(key: PickleValue): string {
  return typeof key === "string" || typeof key === "number" ? String(key) : whatIs(key);
}

/** A value in a few words. */
function whatIs(value: PickleValue): string {
  if (value === null) return "None";
  if (typeof value === "string") return "a text";
  if (typeof value !== "object") return String(value);
  if (isOfKind(value, "object")) return value.path;
  if (isOfKind(value, "global")) return `the name ${value.path}`;
  if (isOfKind(value, "dict")) return `a dictionary of ${value.entries.size}`;
  const items = itemsOf(value);
  return items === undefined ? PLAIN_NAMES[value.kind] ?? "" : `a ${value.kind} of ${items.length}`;
}

const PLAIN_NAMES: Readonly<Record<string, string>> = {
  bytes: "bytes",
  storage: "memory of a tensor",
  tensor: "a tensor",
  dtype: "a type of numpy",
  array: "an array",
};
