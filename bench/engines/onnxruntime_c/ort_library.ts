// ONNX Runtime's own library, opened and found to be the version that our table of functions is about.
//
// Deno lets nobody follow an address with the right to one library only, so this process may load any
// (--allow-ffi), and is that of this engine alone; its files are as few as those of others. Functions
// are found by their places in a struct: the library must be the very version of deno.lock, and a
// message must come back as it went in before anything else is called. Every status is looked at,
// sizes are checked before an address is handed over, what C keeps is held, and all that it made is
// given back; tests run the binding with the garbage collector called and freed memory overwritten in
// between.

import { fileURLToPath } from "node:url";
import { cText, textAt } from "./c_memory.ts";
import { API_VERSION, ORT_FUNCTIONS, type OrtFunction } from "./ort_functions.ts";

/** The version of onnxruntime-node in deno.json, which brings the library. */
const RUNTIME_VERSION = "1.30.0";

type Functions = typeof ORT_FUNCTIONS;
type Arguments<Name extends keyof Functions> = Deno.ToNativeParameterTypes<
  Functions[Name]["parameters"]
>;
type Result<Name extends keyof Functions> = Functions[Name] extends
  { readonly result: infer Kind extends Deno.NativeResultType } ? Deno.FromNativeResultType<Kind>
  : void;

/** The functions; those that give a status throw Error with its message instead. */
export type OrtCalls = {
  readonly [Name in keyof Functions]: (...args: Arguments<Name>) => Result<Name>;
};

/** Those that compute, which can do it in a thread of their own: their buffers must last until then. */
export type OrtLaterCalls = {
  readonly [Name in "Run" | "RunWithBinding"]: (...args: Arguments<Name>) => Promise<void>;
};

/** The runtime, ready to be called. */
export interface Ort {
  readonly calls: OrtCalls;
  readonly later: OrtLaterCalls;
  /** As it says itself. */
  readonly version: string;
}

/** Where onnxruntime-node keeps the library of each system, below `bin/napi-v6`. */
const LIBRARY_NAMES: Readonly<Record<string, string>> = {
  linux: "libonnxruntime.so.1",
  darwin: "libonnxruntime.1.dylib",
  windows: "onnxruntime.dll",
};
const NODE_NAMES: Readonly<Record<string, string>> = {
  windows: "win32",
  x86_64: "x64",
  aarch64: "arm64",
};

/** The library that onnxruntime-node brings for this system. */
export function runtimeLibraryPath(): string {
  const { os, arch } = Deno.build;
  const place = `${NODE_NAMES[os] ?? os}/${NODE_NAMES[arch] ?? arch}`;
  const entry = import.meta.resolve("onnxruntime-node");
  return fileURLToPath(
    new URL(`../bin/napi-v6/${place}/${LIBRARY_NAMES[os] ?? LIBRARY_NAMES["linux"]}`, entry),
  );
}

/**
 * Opens the runtime. It stays open until the process ends: its threads would outlive their code.
 *
 * @throws {Error} If there is no such library, or it is another version than that of the table.
 */
export function openRuntime(
  path: string,
  { wanted = RUNTIME_VERSION }: { readonly wanted?: string } = {},
): Ort {
  const base = new Deno.UnsafePointerView(apiBaseOf(path));
  const version = textAt(functionAt(base, 1, { parameters: [], result: "pointer" })());
  if (version !== wanted) {
    throw new Error(
      `Cannot use "${path}" as its functions are known for ONNX Runtime ${wanted} only: ` +
        `it is ${version}, install the packages of deno.lock`,
    );
  }
  const api = functionAt(base, 0, { parameters: ["u32"], result: "pointer" })(API_VERSION);
  if (api === null) {
    throw new Error(`Cannot use "${path}" as it lacks version ${API_VERSION} of the C interface`);
  }
  const ort = ortOf(new Deno.UnsafePointerView(api), version);
  requirePlaces(ort.calls, path);
  return ort;
}

function apiBaseOf(path: string): Deno.PointerObject {
  let base: Deno.PointerValue;
  try {
    const library = Deno.dlopen(path, { OrtGetApiBase: { parameters: [], result: "pointer" } });
    base = library.symbols.OrtGetApiBase();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new Error(
      `Cannot open ONNX Runtime's library "${path}" as the system refused: ${
        error instanceof Error ? error.message : error
      }`,
      { cause: error },
    );
  }
  if (base === null) throw new Error(`Cannot use "${path}" as it gives no interface`);
  return base;
}

const ADDRESS_BYTES = 8;

function functionAt<const Signature extends Deno.ForeignFunction>(
  struct: Deno.UnsafePointerView,
  place: number,
  signature: Signature,
): Deno.FromForeignFunction<Signature> {
  const pointer = struct.getPointer<never>(place * ADDRESS_BYTES);
  if (pointer === null) throw new Error(`Cannot find function ${place} of ONNX Runtime`);
  const found = new Deno.UnsafeFnPointer<Signature>(pointer, signature);
  return found.call.bind(found) as Deno.FromForeignFunction<Signature>;
}

/** Any function of the table: its arguments are checked where {@linkcode OrtCalls} is called. */
type AnyCall = (...args: readonly never[]) => unknown;

function ortOf(struct: Deno.UnsafePointerView, version: string): Ort {
  const { CreateStatus: _, GetErrorMessage, ReleaseStatus } = ORT_FUNCTIONS;
  const messageOf = functionAt(struct, GetErrorMessage.place, GetErrorMessage);
  const release = functionAt(struct, ReleaseStatus.place, ReleaseStatus);

  function requireOk(name: string, status: unknown): void {
    if (status === null) return;
    const pointer = status as Deno.PointerObject;
    const message = textAt(messageOf(pointer));
    release(pointer);
    throw new Error(`${message} (${name})`);
  }

  const functions: Readonly<Record<string, OrtFunction>> = ORT_FUNCTIONS;
  const entries = Object.entries(functions).map(([name, { place, parameters, result }]) => {
    const call = functionAt(struct, place, { parameters, result: result ?? "pointer" }) as AnyCall;
    const checked: AnyCall = (...args) => requireOk(name, call(...args));
    return [name, result === undefined ? checked : call];
  });

  function later(name: keyof OrtLaterCalls) {
    const { place, parameters } = ORT_FUNCTIONS[name];
    const signature = { parameters, result: "pointer", nonblocking: true } as const;
    const call = functionAt(struct, place, signature) as AnyCall;
    return async (...args: readonly never[]) => requireOk(name, await call(...args));
  }

  return {
    calls: Object.fromEntries(entries) as OrtCalls,
    later: {
      Run: later("Run") as OrtLaterCalls["Run"],
      RunWithBinding: later("RunWithBinding") as OrtLaterCalls["RunWithBinding"],
    },
    version,
  };
}

/** A status of our own must come back as it went in, and the runtime must say how it was built. */
function requirePlaces(calls: OrtCalls, path: string): void {
  const message = "places";
  const status = calls.CreateStatus(1, cText(message));
  const isSame = textAt(calls.GetErrorMessage(status)) === message;
  calls.ReleaseStatus(status);
  if (!isSame || !textAt(calls.GetBuildInfoString()).startsWith("ORT Build Info")) {
    throw new Error(`Cannot use "${path}" as its functions are not where they should be`);
  }
}
