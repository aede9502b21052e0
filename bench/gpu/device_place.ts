// What the process of an engine needs to compute on a device: CUDA's libraries, and which GPU it sees.
// The user's Python and nvidia-smi are asked once, however many rows there are.

import { CUDA_DEVICES, deviceIndex, deviceKind, precisionVariables } from "../job/device.ts";
import type { Device, Job } from "../job/protocol.ts";
import { cudaLibraryFolders, underLibraries } from "./cuda_libraries.ts";
import { gpuBindingOf, gpuVariables, type NumberedGpu, type ReadVariable } from "./gpu_binding.ts";

/** The Python that engines run in unless told otherwise, by its usual name. */
export const USUAL_PYTHON = Deno.build.os === "windows" ? "python" : "python3";

/** How the process of an engine is started. */
export interface DevicePlace {
  /** A program, with its arguments, that starts it; none where there is nothing to find. */
  readonly under: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** Tells it for a device; throws RangeError if the run may not see it. */
export type PlaceOf = (device: Device) => Promise<DevicePlace>;

/** Who tells. */
export interface PlaceSources {
  /** The user's Python, whose packages may have CUDA. */
  readonly python: string;
  /** Reads the variables that bind a run to GPUs. @default only where a device has an index */
  readonly read?: ReadVariable;
  /** The machine's GPUs; asked once. */
  readonly gpus: () => Promise<readonly NumberedGpu[]>;
  /** @default as the Python and the system have them */
  readonly folders?: () => Promise<readonly string[]>;
}

/** Places of devices, in one run. */
export function devicePlaces({ python, read, ...sources }: PlaceSources): PlaceOf {
  const gpus = once(sources.gpus);
  const folders = once(sources.folders ?? (() => cudaLibraryFolders(python)));

  async function variablesOf(device: Device): Promise<DevicePlace["variables"]> {
    if (read === undefined && deviceIndex(device) === undefined) return {};
    const seen = await gpus();
    return gpuVariables(device, gpuBindingOf(read ?? Deno.env.get, seen), seen);
  }

  return async (device) => {
    if (!CUDA_DEVICES.includes(deviceKind(device))) return { under: [], variables: {} };
    const under = Deno.build.os === "linux" ? underLibraries(await folders()) : [];
    return { under, variables: await variablesOf(device) };
  };
}

/** As `placeOf` tells, with what keeps products to the bits that a job asks for. */
export async function placeOfJob(
  placeOf: PlaceOf,
  { device, precision }: Pick<Job, "device" | "precision">,
): Promise<DevicePlace> {
  const { under, variables } = await placeOf(device);
  return { under, variables: { ...variables, ...precisionVariables(device, precision) } };
}

/** A question that is asked when it is first needed, and never again. */
function once<Answer>(ask: () => Promise<Answer>): () => Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  return () => answer ??= ask();
}
