// The runtime's environment: plugin providers are registered in it, and it knows their devices.

import { cPath, cText, type Owned, owned, pointersAt, slot, textAt } from "./c_memory.ts";
import type { Ort } from "./ort_library.ts";

/** Errors only, as in the other engine of this runtime. */
export const LOG_SEVERITY_ERROR = 3;

/** Kinds of hardware, by the runtime's code. */
const KINDS = ["cpu", "gpu", "npu"] as const;

/** A device that a provider offers. */
export interface ProviderDevice {
  /** The runtime's own; it lives as long as the environment. */
  readonly pointer: Deno.PointerValue;
  /** E.g. `OpenVINOExecutionProvider`. */
  readonly provider: string;
  readonly kind: (typeof KINDS)[number] | "unknown";
  readonly vendor: string;
  /** What the provider says of it, e.g. `ov_device`. */
  readonly facts: Readonly<Record<string, string>>;
}

/** An environment; it must outlive all sessions in it. */
export interface OrtEnvironment extends Owned {
  /** Loads a library of providers; throws Error if it is none, or was made for another runtime. */
  readonly register: (libraryPath: string) => void;
  /** Devices of all providers, the runtime's own included. */
  readonly devices: () => readonly ProviderDevice[];
}

/** Opens the environment, its reports to its maker switched off. */
export function openEnvironment({ calls }: Ort): OrtEnvironment {
  using stack = new DisposableStack();
  const { pointer } = stack.use(
    owned(
      (place) => calls.CreateEnv(LOG_SEVERITY_ERROR, cText("dsnet-bench"), place),
      calls.ReleaseEnv,
    ),
  );
  calls.DisableTelemetryEvents(pointer);
  const held = stack.move();
  let registered = 0;

  function register(libraryPath: string): void {
    const name = cText(`plugin-${registered++}`);
    calls.RegisterExecutionProviderLibrary(pointer, name, cPath(libraryPath));
    held.defer(() => calls.UnregisterExecutionProviderLibrary(pointer, name));
  }

  function devices(): readonly ProviderDevice[] {
    const [list, count] = [slot(), slot()];
    calls.GetEpDevices(pointer, list.buffer, count.buffer);
    return pointersAt(list.pointer(), count.count()).map((device) => {
      const hardware = calls.EpDevice_Device(device);
      return {
        pointer: device,
        provider: textAt(calls.EpDevice_EpName(device)),
        kind: KINDS[calls.HardwareDevice_Type(hardware)] ?? "unknown",
        vendor: textAt(calls.HardwareDevice_Vendor(hardware)),
        facts: {
          ...pairsOf(calls.HardwareDevice_Metadata(hardware)),
          ...pairsOf(calls.EpDevice_EpMetadata(device)),
        },
      };
    });
  }

  function pairsOf(pairs: Deno.PointerValue): Readonly<Record<string, string>> {
    const [keys, values, count] = [slot(), slot(), slot()];
    calls.GetKeyValuePairs(pairs, keys.buffer, values.buffer, count.buffer);
    const texts = pointersAt(values.pointer(), count.count()).map(textAt);
    return Object.fromEntries(
      pointersAt(keys.pointer(), count.count()).map((key, i) => [textAt(key), texts[i] ?? ""]),
    );
  }

  return { pointer, register, devices, [Symbol.dispose]: () => held.dispose() };
}
