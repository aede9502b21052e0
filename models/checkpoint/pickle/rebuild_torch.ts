// What PyTorch's pickles call to make tensors, as plain data (torch/_utils.py, torch/serialization.py).

import type { CheckpointType } from "../checkpoint.ts";
import { isCount } from "../stored_tensor.ts";
import {
  countsOf,
  isOfKind,
  itemsOf,
  type PickleStorage,
  type PickleTensor,
  type PickleValue,
  unmade,
} from "./pickle_value.ts";
import { storageDtype, torchDtype } from "./torch_types.ts";

/** Makes the value of a call; `undefined`: the arguments are none that it could have. */
export type Rebuild = (args: readonly PickleValue[]) => PickleValue | undefined;

/** What a persistent id stands for: a storage, or a class of a whole model. */
export function persistentValue(id: PickleValue): PickleValue | undefined {
  const [kind, of, key, , elementCount, view = null] = itemsOf(id) ?? [];
  if (kind === "module") return of ?? null;
  if (kind !== "storage" || !isOfKind(of, "global") || typeof key !== "string") return undefined;
  if (!isCount(elementCount)) return undefined;
  const dtype = storageDtype(of.path);
  if (view === null) return { kind: "storage", key, dtype, elementCount, viewOffset: 0 };
  const [, viewOffset, viewCount] = itemsOf(view) ?? [];
  if (!isCount(viewOffset) || !isCount(viewCount)) return undefined;
  return { kind: "storage", key, dtype, elementCount: viewCount, viewOffset };
}

function tensorOf(
  args: readonly PickleValue[],
  dtypeOf: (storage: PickleStorage) => CheckpointType,
): PickleTensor | undefined {
  const [storage, offset, size, stride] = args;
  const [shape, strides] = [countsOf(size), countsOf(stride)];
  if (!isOfKind(storage, "storage") || !isCount(offset)) return undefined;
  if (shape === undefined || strides?.length !== shape.length) return undefined;
  return { kind: "tensor", dtype: dtypeOf(storage), storage, offset, shape, strides };
}

/** A conjugate or a negation that was put off is not in the elements. */
function isPutOff(metadata: PickleValue | undefined): boolean {
  return isOfKind(metadata, "dict") && [...metadata.entries.values()].includes(true);
}

function rebuildTensor(args: readonly PickleValue[]): PickleTensor | undefined {
  const isOdd = isPutOff(args[6]);
  return tensorOf(args, ({ dtype }) => isOdd ? `unknown ${dtype} to be negated` : dtype);
}

/** `(layout, (indices, values, size, …))`, of rows `(indices, indices, values, size)`: a name and a shape. */
function rebuildSparse([, parts]: readonly PickleValue[]): PickleTensor | undefined {
  const items = itemsOf(parts) ?? [];
  const place = items.findIndex((item) => countsOf(item) !== undefined);
  const [values, shape] = [items[place - 1], countsOf(items[place])];
  if (!isOfKind(values, "tensor") || shape === undefined) return undefined;
  return { ...values, shape, strides: shape.map(() => 0), dtype: `unknown sparse ${values.dtype}` };
}

/** With a type of its own, over a storage of bytes. */
function rebuildTyped(args: readonly PickleValue[]): PickleTensor | undefined {
  const dtype = args[6];
  if (!isOfKind(dtype, "global")) return undefined;
  return tensorOf(args, () => torchDtype(dtype.path));
}

/** `(function, class, arguments, state)`: a tensor of a subclass, or one with attributes. */
function rebuildFromType([of, , args]: readonly PickleValue[]): PickleValue | undefined {
  const rebuild = isOfKind(of, "global") ? TORCH_CALLS.get(of.path) : undefined;
  if (!isOfKind(of, "global") || of.path === FROM_TYPE) return undefined;
  return rebuild === undefined ? unmade(of.path) : rebuild(itemsOf(args) ?? []);
}

const FROM_TYPE = "torch._tensor._rebuild_from_type_v2";

/** By name of the function. */
export const TORCH_CALLS: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  ["torch._utils._rebuild_tensor", rebuildTensor],
  ["torch._utils._rebuild_tensor_v2", rebuildTensor],
  ["torch._utils._rebuild_tensor_v3", rebuildTyped],
  // The storage has a type of its own, which nobody reads as numbers without scale and zero point.
  ["torch._utils._rebuild_qtensor", rebuildTensor],
  ["torch._utils._rebuild_sparse_tensor", rebuildSparse],
  ["torch._utils._rebuild_parameter", ([data]) => data],
  ["torch._utils._rebuild_parameter_with_state", ([data]) => data],
  ["torch._utils._rebuild_device_tensor_from_cpu_tensor", ([data]) => data],
  ["torch._utils._rebuild_device_tensor_from_numpy", ([data]) => data],
  ["torch._utils._rebuild_xla_tensor", ([data]) => data],
  [FROM_TYPE, rebuildFromType],
  ["torch.Size", ([sizes]) => sizes],
]);
