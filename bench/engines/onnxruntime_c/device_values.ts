// Tensors in a device's memory. The interface has no call that copies bytes there, so a model that hands
// its input on runs once with the output bound to that memory, and its output is the tensor.

import { encodeSelfContained } from "../../../models/graph/onnx.ts";
import { seededValues } from "../../../models/graph/parameter_values.ts";
import type { Graph } from "../../../models/graph/graph.ts";
import { cText, pointersAt, slot } from "./c_memory.ts";
import type { HostTensor } from "./host_tensor.ts";
import type { Ort } from "./ort_library.ts";

/** Codes of the runtime's enumerations: how memory of a device is described. */
const DEVICE_ALLOCATOR = 0;
const DEFAULT_MEMORY = 0;
const FIRST_DEVICE = 0;

/** A session with one input and one output, to hand tensors on. */
export interface HandingSession extends Disposable {
  readonly pointer: Deno.PointerValue;
}

/** Opens a session of a model's bytes on the device. */
export type OpenHanding = (model: Uint8Array<ArrayBuffer>) => HandingSession;

/** A model that hands its input on: `x` -> `y`. */
function handingModel({ dtype, shape }: Pick<HostTensor, "dtype" | "shape">): Graph {
  const [x, y] = ["x", "y"].map((name) => ({ name, dtype, shape: [...shape] }));
  if (x === undefined || y === undefined) throw new RangeError("Cannot name two tensors");
  const node = {
    ...{ name: "hand", op: "Identity", inputs: ["x"], outputs: ["y"], attributes: {}, scope: "" },
  };
  return {
    ...{ name: "hand", inputs: [x], outputs: [y], nodes: [node], parameters: [] },
    values: new Map([["x", x], ["y", y]]),
  };
}

/** Describes the memory of a device, such as `Cuda`. */
export function deviceMemory(
  { calls }: Ort,
  name: string,
): Disposable & { readonly pointer: Deno.PointerValue } {
  const made = slot();
  calls.CreateMemoryInfo(
    cText(name),
    DEVICE_ALLOCATOR,
    FIRST_DEVICE,
    DEFAULT_MEMORY,
    made.buffer,
  );
  const pointer = made.pointer();
  return { pointer, [Symbol.dispose]: () => calls.ReleaseMemoryInfo(pointer) };
}

/** The values that a binding's outputs have got; each is the caller's to release. */
export function boundValues(
  { calls }: Ort,
  binding: Deno.PointerValue,
): readonly Deno.PointerValue[] {
  const [allocator, list, count] = [slot(), slot(), slot()];
  calls.GetAllocatorWithDefaultOptions(allocator.buffer);
  calls.GetBoundOutputValues(binding, allocator.pointer(), list.buffer, count.buffer);
  const values = pointersAt(list.pointer(), count.count());
  calls.AllocatorFree(allocator.pointer(), list.pointer());
  return values;
}

/**
 * A tensor in a device's memory that has the elements of one of the processor's.
 *
 * @param host The runtime's value of `tensor`.
 */
export function deviceValue(
  ort: Ort,
  { tensor, host, memory, open }: {
    readonly tensor: HostTensor;
    readonly host: Deno.PointerValue;
    readonly memory: Deno.PointerValue;
    readonly open: OpenHanding;
  },
): Disposable & { readonly pointer: Deno.PointerValue } {
  const { calls } = ort;
  using stack = new DisposableStack();
  const session = stack.use(open(encodeSelfContained(handingModel(tensor), seededValues(0))));
  const made = slot();
  calls.CreateIoBinding(session.pointer, made.buffer);
  const binding = made.pointer();
  stack.defer(() => calls.ReleaseIoBinding(binding));
  calls.BindInput(binding, cText("x"), host);
  calls.BindOutputToDevice(binding, cText("y"), memory);
  calls.RunWithBinding(session.pointer, null, binding);
  calls.SynchronizeBoundOutputs(binding);
  const [value = null] = boundValues(ort, binding);
  stack.defer(() => calls.ReleaseValue(value));
  // The session stays: the memory of what it made may be its own.
  const held = stack.move();
  return { pointer: value, [Symbol.dispose]: () => held.dispose() };
}
