// Tensors in a device's memory. The interface has no call that copies bytes there, so a model that hands
// its input on runs once with the output bound to that memory, and its output is the tensor.

import { encodeSelfContained } from "../../../models/graph/onnx.ts";
import { seededValues } from "../../../models/graph/parameter_values.ts";
import type { Graph } from "../../../models/graph/graph.ts";
import { cText, type Owned, owned, pointersAt, slot } from "./c_memory.ts";
import type { HostTensor } from "./host_tensor.ts";
import type { Ort } from "./ort_library.ts";

/** Codes of the runtime's enumerations: how memory of a device is described. */
const DEVICE_ALLOCATOR = 0;
const DEFAULT_MEMORY = 0;
const FIRST_DEVICE = 0;

/** Opens a session of a model's bytes on the device. */
export type OpenHanding = (model: Uint8Array<ArrayBuffer>) => Owned;

/** A model that hands its input on: `x` -> `y`. */
function handingModel({ dtype, shape }: Pick<HostTensor, "dtype" | "shape">): Graph {
  const [x, y] = [{ name: "x", dtype, shape }, { name: "y", dtype, shape }];
  return {
    name: "hand",
    inputs: [x],
    outputs: [y],
    nodes: [
      { name: "hand", op: "Identity", inputs: ["x"], outputs: ["y"], attributes: {}, scope: "" },
    ],
    parameters: [],
    values: new Map([["x", x], ["y", y]]),
  };
}

/** Describes the memory of a device, such as `Cuda`. */
export function deviceMemory({ calls }: Ort, name: string): Owned {
  return owned(
    (place) =>
      calls.CreateMemoryInfo(cText(name), DEVICE_ALLOCATOR, FIRST_DEVICE, DEFAULT_MEMORY, place),
    calls.ReleaseMemoryInfo,
  );
}

/** A binding of a session, of inputs and outputs that stay where they are. */
export function ioBinding({ calls }: Ort, session: Deno.PointerValue): Owned {
  return owned((place) => calls.CreateIoBinding(session, place), calls.ReleaseIoBinding);
}

/** The values that a binding's outputs have got; each is the caller's to release. */
function boundValues(
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
): Owned {
  const { calls } = ort;
  using stack = new DisposableStack();
  const session = stack.use(open(encodeSelfContained(handingModel(tensor), seededValues(0))));
  const { pointer: binding } = stack.use(ioBinding(ort, session.pointer));
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
