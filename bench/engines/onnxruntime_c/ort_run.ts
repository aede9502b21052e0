// A run of a model that ONNX Runtime has loaded, with the same inputs as often as one likes.

import {
  bytesAt,
  cText,
  int64s,
  numbersAt,
  type Owned,
  owned,
  pointerArray,
  pointersIn,
  slot,
  textArray,
} from "./c_memory.ts";
import { deviceMemory, deviceValue, ioBinding, type OpenHanding } from "./device_values.ts";
import type { Ort } from "./ort_library.ts";
import { codeOf, dataTypeOf, type HostTensor, requireWhole } from "./host_tensor.ts";

/** How a run calls the runtime, and reaches its tensors. */
export interface Running {
  /** Whether the call waits in a thread of its own, and leaves this one to others. @default false */
  readonly isLater?: boolean;
  /**
   * Whether the session's tensors are bound once: no run hands inputs in, and outputs go where those of
   * the first run lie, on the processor. @default false
   */
  readonly isBound?: boolean;
  /**
   * Where bound tensors lie, by the runtime's name of that memory: runs begin and end there, and only
   * the first one, which is not bound, can be read. @default on the processor
   */
  readonly memory?: string;
}

/** A session to run. */
interface Runnable {
  readonly pointer: Deno.PointerValue;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}

/** A run, ready. */
export interface OrtRun extends Disposable {
  /** Runs once. */
  readonly start: () => Promise<void>;
  /**
   * Outputs of the last run, copied, in the order of their names. Throws Error if one is no tensor,
   * RangeError if it is of text.
   */
  readonly read: () => readonly HostTensor[];
}

/** Codes of the runtime's enumerations: a tensor, and how memory of the processor is described. */
const ONNX_TYPE_TENSOR = 1;
const DEVICE_ALLOCATOR = 0;
const DEFAULT_MEMORY = 0;

/**
 * Makes a run of a session.
 *
 * @throws {RangeError} If an input is missing, or has not as many bytes as it must.
 */
export function prepareRun(
  ort: Ort,
  session: Runnable,
  inputs: Readonly<Record<string, HostTensor>>,
  { isLater = false, isBound = false, memory }: Running,
  open?: OpenHanding,
): OrtRun {
  using stack = new DisposableStack();
  const values = session.inputNames.map((name) =>
    stack.use(tensorValue(ort, { name, tensor: inputs[name] })).pointer
  );
  const outputs = stack.use(outputValues(ort, session.outputNames));
  const device = memory === undefined || open === undefined
    ? undefined
    : stack.use(placedOn(ort, { session, inputs, values, memory, open }));
  const request = { session, values, outputs, isLater, ...device && { device } };
  const start = isBound ? stack.use(boundRun(ort, request)).start : plainRun(ort, request);
  const held = stack.move();
  return {
    start,
    read: () => outputs.read(),
    [Symbol.dispose]: () => held.dispose(),
  };
}

interface RunRequest {
  readonly session: Runnable;
  readonly values: readonly Deno.PointerValue[];
  readonly outputs: OutputValues;
  readonly isLater: boolean;
  /** Inputs in the memory of a device, where outputs go as well. */
  readonly device?: PlacedInputs;
}

interface PlacedInputs extends Disposable {
  readonly memory: Deno.PointerValue;
  readonly values: readonly Deno.PointerValue[];
}

/** The inputs in the memory of a device. */
function placedOn(
  ort: Ort,
  { session, inputs, values, memory, open }: Pick<RunRequest, "session" | "values"> & {
    readonly inputs: Readonly<Record<string, HostTensor>>;
    readonly memory: string;
    readonly open: OpenHanding;
  },
): PlacedInputs {
  using stack = new DisposableStack();
  const described = stack.use(deviceMemory(ort, memory));
  const placed = session.inputNames.flatMap((name, i) => {
    const tensor = inputs[name];
    const host = values[i] ?? null;
    return tensor === undefined
      ? []
      : [stack.use(deviceValue(ort, { tensor, host, memory: described.pointer, open })).pointer];
  });
  const held = stack.move();
  return {
    memory: described.pointer,
    values: placed,
    [Symbol.dispose]: () => held.dispose(),
  };
}

/** Every run makes its outputs anew. */
function plainRun({ calls, later }: Ort, { session, values, outputs, isLater }: RunRequest) {
  const request = [
    session.pointer,
    null,
    textArray(session.inputNames),
    pointerArray(values),
    BigInt(values.length),
    textArray(session.outputNames),
    BigInt(session.outputNames.length),
    outputs.buffer,
  ] as const;
  return async function start(): Promise<void> {
    outputs.release();
    if (isLater) await later.Run(...request);
    else calls.Run(...request);
  };
}

/** The first run makes the outputs, all others write where they lie. */
function boundRun(
  ort: Ort,
  request: RunRequest,
): Disposable & { readonly start: () => Promise<void> } {
  const { calls, later } = ort;
  const { session, outputs, isLater, device } = request;
  const { values } = device ?? request;
  using stack = new DisposableStack();
  const { pointer: binding } = stack.use(ioBinding(ort, session.pointer));
  session.inputNames.forEach((name, i) => {
    calls.BindInput(binding, cText(name), values[i] ?? null);
  });
  const makeOutputs = plainRun(ort, request);
  let isMade = false;
  const held = stack.move();
  return {
    async start() {
      if (isMade) {
        if (isLater) await later.RunWithBinding(session.pointer, null, binding);
        else calls.RunWithBinding(session.pointer, null, binding);
        // A device may still be at it.
        calls.SynchronizeBoundOutputs(binding);
        return;
      }
      await makeOutputs();
      session.outputNames.forEach((name, i) => {
        if (device !== undefined) calls.BindOutputToDevice(binding, cText(name), device.memory);
        else calls.BindOutput(binding, cText(name), outputs.pointers()[i] ?? null);
      });
      isMade = true;
    },
    [Symbol.dispose]: () => held.dispose(),
  };
}

/** A tensor of the runtime's over a copy of these bytes, which cannot move and is held. */
function tensorValue(
  { calls }: Ort,
  { name, tensor }: { readonly name: string; readonly tensor: HostTensor | undefined },
): Owned & { readonly held: unknown } {
  if (tensor === undefined) {
    throw new RangeError(`Cannot run the model as input "${name}" is missing`);
  }
  requireWhole(name, tensor);
  const { dtype, shape, bytes } = tensor;
  // The address of a tensor without elements must lead somewhere, too.
  const own = new Uint8Array(new ArrayBuffer(Math.max(bytes.byteLength, 1)));
  own.set(bytes);
  using memory = owned(
    (place) => calls.CreateCpuMemoryInfo(DEVICE_ALLOCATOR, DEFAULT_MEMORY, place),
    calls.ReleaseMemoryInfo,
  );
  const value = owned((place) =>
    calls.CreateTensorWithDataAsOrtValue(
      memory.pointer,
      own,
      BigInt(bytes.byteLength),
      int64s(shape),
      BigInt(shape.length),
      codeOf(dtype),
      place,
    ), calls.ReleaseValue);
  return { held: own, ...value };
}

/** Where the runtime leaves outputs. */
interface OutputValues extends Disposable {
  readonly buffer: BigUint64Array<ArrayBuffer>;
  readonly pointers: () => readonly Deno.PointerValue[];
  readonly read: () => readonly HostTensor[];
  /** Gives those of the run before back. */
  readonly release: () => void;
}

function outputValues(ort: Ort, names: readonly string[]): OutputValues {
  const { calls } = ort;
  const buffer = pointerArray(names.map(() => null));
  const pointers = () => pointersIn(buffer);
  function release(): void {
    for (const pointer of pointers()) if (pointer !== null) calls.ReleaseValue(pointer);
    buffer.fill(0n);
  }
  return {
    buffer,
    pointers,
    read: () => pointers().map((pointer, i) => readTensor(ort, names[i] ?? "", pointer)),
    release,
    [Symbol.dispose]: release,
  };
}

/** A copy of a tensor that lies on the processor. */
function readTensor({ calls }: Ort, name: string, value: Deno.PointerValue): HostTensor {
  if (value === null) throw new Error(`Cannot read output "${name}" as no run has given it`);
  const kind = slot();
  calls.GetValueType(value, kind.buffer);
  if (kind.code() !== ONNX_TYPE_TENSOR) {
    throw new Error(`Cannot read output "${name}" as it is no tensor`);
  }
  const [code, sizes, rank] = [slot(), slot(), slot()];
  calls.GetTensorElementTypeAndShapeDataReference(value, code.buffer, sizes.buffer, rank.buffer);
  const shape = numbersAt(sizes.pointer(), rank.count());
  const [data, size] = [slot(), slot()];
  const dtype = dataTypeOf(code.code());
  calls.GetTensorSizeInBytes(value, size.buffer);
  calls.GetTensorMutableData(value, data.buffer);
  const bytes = bytesAt(data.pointer(), size.count());
  return { dtype, shape, bytes };
}
