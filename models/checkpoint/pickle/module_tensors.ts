// The state dict of a model that was saved whole, by torch.save(model) or as TorchScript: its tensors by
// the names that model.state_dict() gives them (torch/nn/modules/module.py), without its classes.

import { CheckpointError } from "../checkpoint_error.ts";
import {
  isOfKind,
  itemsOf,
  type PickleDict,
  type PickleObject,
  type PickleValue,
} from "./pickle_value.ts";

/** Modules within modules. */
const MOST_DEPTH = 64;
/** Modules and tensors of a model. */
const MOST_PARTS = 2e5;

/** A part of a model by its name in it. */
type Part = readonly [name: string, value: PickleValue];

/** The modules of a module, where its state is that of one of torch.save. */
function modulesOf({ state }: PickleObject): PickleDict | undefined {
  const modules = isOfKind(state, "dict") ? state.entries.get("_modules") : undefined;
  return isOfKind(modules, "dict") ? modules : undefined;
}

function isScripted({ path }: PickleObject): boolean {
  return path.startsWith("__torch__.");
}

/** What of a module's state is in its state dict: tensors first, then modules. */
function partsOf(module: PickleObject): readonly Part[] {
  const { state } = module;
  const modules = modulesOf(module);
  if (isOfKind(state, "dict") && modules !== undefined) return pickledParts(state, modules);
  return isScripted(module) ? namedEntries(state) : [];
}

function pickledParts(state: PickleDict, modules: PickleDict): readonly Part[] {
  const passing = new Set(itemsOf(state.entries.get("_non_persistent_buffers_set")));
  return [
    ...namedEntries(state.entries.get("_parameters")),
    ...namedEntries(state.entries.get("_buffers")).filter(([name]) => !passing.has(name)),
    ...namedEntries(modules),
  ];
}

function namedEntries(value: PickleValue | undefined): readonly Part[] {
  if (!isOfKind(value, "dict")) return [];
  return [...value.entries].flatMap(([name, part]) =>
    typeof name === "string" ? [[name, part]] : []
  );
}

/** The model that a value is, or the part of one. */
export function moduleIn(value: PickleValue): PickleObject | undefined {
  if (!isOfKind(value, "object")) return undefined;
  return modulesOf(value) !== undefined || isScripted(value) ? value : undefined;
}

/** Parts that were visited, of all models of a file together. */
export interface PartCount {
  count: number;
}

/**
 * The entries of a model's state dict.
 *
 * @throws {CheckpointError} If there are more parts than models have.
 */
export function moduleEntries(
  root: PickleObject,
  visited: PartCount,
): ReadonlyMap<PickleValue, PickleValue> {
  const entries = new Map<PickleValue, PickleValue>();
  function visit(module: PickleObject, prefix: string, depth: number): void {
    const parts = partsOf(module);
    visited.count += 1 + parts.length;
    if (visited.count > MOST_PARTS || depth > MOST_DEPTH) throw tooMany();
    for (const [name, value] of parts) {
      if (isOfKind(value, "object")) visit(value, `${prefix}${name}.`, depth + 1);
      else if (isOfKind(value, "tensor")) entries.set(`${prefix}${name}`, value);
    }
  }
  visit(root, "", 0);
  return entries;
}

function tooMany(): CheckpointError {
  return new CheckpointError({
    reason: `its model has more than ${MOST_PARTS} parts, or is more than ${MOST_DEPTH} deep`,
    cure: "save model.state_dict() instead",
  });
}
