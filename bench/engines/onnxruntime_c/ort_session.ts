// A model in ONNX Runtime, through its C interface: loaded, run, traced, released.

import {
  cPath,
  cText,
  type Owned,
  owned,
  pointerArray,
  type Slot,
  slot,
  textArray,
  textAt,
} from "./c_memory.ts";
import { LOG_SEVERITY_ERROR, type OrtEnvironment, type ProviderDevice } from "./ort_environment.ts";
import type { Ort } from "./ort_library.ts";
import { type OrtRun, prepareRun, type Running } from "./ort_run.ts";
import type { HostTensor } from "./host_tensor.ts";

/** The runtime changes the graph as far as it can, by its code. */
const ALL_OPTIMIZATIONS = 99;

/** How a model is loaded. */
export interface SessionRequest {
  /** The path of a file, or the bytes of one. */
  readonly model: string | Uint8Array<ArrayBuffer>;
  readonly threads: number;
  /** Entries of the session's configuration, e.g. `session.intra_op.allow_spinning`. */
  readonly entries: Readonly<Record<string, string>>;
  /** What named dimensions of the file are. @default as in the file */
  readonly sizesByName?: Readonly<Record<string, number>>;
  /** Where a trace goes, the beginning of its path. @default no trace is made */
  readonly tracePrefix?: string;
  /** Devices of one provider, with its options. @default the runtime's own on the processor */
  readonly placement?: {
    readonly devices: readonly ProviderDevice[];
    readonly options: Readonly<Record<string, string>>;
  };
  /** Options of the runtime's own CUDA provider. @default it is not used */
  readonly cuda?: Readonly<Record<string, string>>;
}

/** A loaded model. */
export interface OrtSession extends Owned {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Throws RangeError if inputs are missing or have other sizes than bytes. */
  readonly prepare: (inputs: Readonly<Record<string, HostTensor>>, running?: Running) => OrtRun;
  /** Ends the trace; the path of its file. */
  readonly endTrace: () => string;
}

/** Loads a model; throws Error with the runtime's reason if it cannot. */
export function openOrtSession(
  ort: Ort,
  environment: OrtEnvironment,
  request: SessionRequest,
): OrtSession {
  const { calls } = ort;
  using stack = new DisposableStack();
  const { pointer } = stack.use(createdSession(ort, environment, request));
  const allocator = allocatorOf(ort);

  /** Text that the runtime allocated, which is given back. */
  function taken(found: Slot): string {
    const text = textAt(found.pointer());
    calls.AllocatorFree(allocator, found.pointer());
    return text;
  }

  function namesOf(kind: "Input" | "Output"): readonly string[] {
    const count = slot();
    calls[`SessionGet${kind}Count`](pointer, count.buffer);
    return Array.from({ length: count.count() }, (_, i) => {
      const name = slot();
      calls[`SessionGet${kind}Name`](pointer, BigInt(i), allocator, name.buffer);
      return taken(name);
    });
  }

  const names = { inputNames: namesOf("Input"), outputNames: namesOf("Output") };
  const held = stack.move();
  const { tracePrefix: _, ...untraced } = request;
  const { cuda } = request;
  const openHanding = (model: Uint8Array<ArrayBuffer>) =>
    openOrtSession(ort, environment, {
      ...untraced,
      model,
      ...(cuda === undefined ? {} : { cuda: { ...cuda, enable_cuda_graph: "0" } }),
    });
  return {
    pointer,
    ...names,
    prepare: (inputs, running = {}) =>
      prepareRun(ort, { pointer, ...names }, inputs, running, openHanding),
    endTrace() {
      const path = slot();
      calls.SessionEndProfiling(pointer, allocator, path.buffer);
      return taken(path);
    },
    [Symbol.dispose]: () => held.dispose(),
  };
}

function createdSession(
  ort: Ort,
  environment: OrtEnvironment,
  request: SessionRequest,
): Owned {
  const { calls } = ort;
  const { model } = request;
  using options = optionsOf(ort, environment, request);
  return owned((place) => {
    if (typeof model === "string") {
      calls.CreateSession(environment.pointer, cPath(model), options.pointer, place);
    } else {
      const size = BigInt(model.byteLength);
      calls.CreateSessionFromArray(environment.pointer, model, size, options.pointer, place);
    }
  }, calls.ReleaseSession);
}

/** The runtime's own allocator, which is never released. */
function allocatorOf({ calls }: Ort): Deno.PointerValue {
  const allocator = slot();
  calls.GetAllocatorWithDefaultOptions(allocator.buffer);
  return allocator.pointer();
}

/** Adds the runtime's CUDA provider; throws Error if its library is not there. */
function appendCuda(
  { calls }: Pick<Ort, "calls">,
  options: Deno.PointerValue,
  choices: Readonly<Record<string, string>>,
): void {
  using cuda = owned(calls.CreateCUDAProviderOptions, calls.ReleaseCUDAProviderOptions);
  const [keys, values] = [textArray(Object.keys(choices)), textArray(Object.values(choices))];
  calls.UpdateCUDAProviderOptions(cuda.pointer, keys, values, BigInt(keys.length));
  calls.SessionOptionsAppendExecutionProvider_CUDA_V2(options, cuda.pointer);
}

function optionsOf(
  { calls }: Ort,
  environment: OrtEnvironment,
  { threads, entries, sizesByName = {}, tracePrefix, placement, cuda }: SessionRequest,
): Owned {
  using stack = new DisposableStack();
  const { pointer: options } = stack.use(
    owned(calls.CreateSessionOptions, calls.ReleaseSessionOptions),
  );
  calls.SetSessionLogSeverityLevel(options, LOG_SEVERITY_ERROR);
  calls.SetIntraOpNumThreads(options, threads);
  calls.SetSessionGraphOptimizationLevel(options, ALL_OPTIMIZATIONS);
  for (const [key, value] of Object.entries(entries)) {
    calls.AddSessionConfigEntry(options, cText(key), cText(value));
  }
  for (const [name, size] of Object.entries(sizesByName)) {
    calls.AddFreeDimensionOverrideByName(options, cText(name), BigInt(size));
  }
  if (tracePrefix !== undefined) calls.EnableProfiling(options, cPath(tracePrefix));
  if (placement !== undefined) {
    const { devices, options: choices } = placement;
    calls.SessionOptionsAppendExecutionProvider_V2(
      options,
      environment.pointer,
      pointerArray(devices.map(({ pointer }) => pointer)),
      BigInt(devices.length),
      textArray(Object.keys(choices)),
      textArray(Object.values(choices)),
      BigInt(Object.keys(choices).length),
    );
  }
  if (cuda !== undefined) appendCuda({ calls }, options, cuda);
  const held = stack.move();
  return { pointer: options, [Symbol.dispose]: () => held.dispose() };
}
