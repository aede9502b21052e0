// Which of the machine's GPUs a run may use: as CUDA obeys it, a scheduler says it, and `cuda:1` asks
// for it. Pure: variables and GPUs come in.
//
// CUDA sees those that CUDA_VISIBLE_DEVICES names, in its order, up to the first that is none, and
// counts them from 0 (docs.nvidia.com/cuda, "CUDA environment variables"). Slurm sets that variable
// itself, unless a site has told it not to; what it gave then stands in variables of its own, as the
// machine counts, which a job that sees only its own cards counts otherwise (slurm.schedmd.com/gres.html).

import { CUDA_DEVICES, deviceIndex, deviceKind } from "../job/device.ts";
import type { Device } from "../job/protocol.ts";
import type { ByName } from "../record/unbounded.ts";
import type { GpuState } from "../record/environment_types.ts";

const VISIBLE = "CUDA_VISIBLE_DEVICES";
const ORDER = "CUDA_DEVICE_ORDER";
/** The order in which nvidia-smi counts; CUDA's own is the fastest first. */
const ORDER_OF_SLOTS = "PCI_BUS_ID";
/** What Slurm gave to the step, and to the job. */
const SLURM_VARIABLES = ["SLURM_STEP_GPUS", "SLURM_JOB_GPUS"] as const;

/** Variables that bind a run to GPUs; the task's permissions name them. */
export const GPU_VARIABLES = [VISIBLE, ORDER, ...SLURM_VARIABLES] as const;

/** Reads a variable of the environment; `undefined` if it is not set. */
export type ReadVariable = (name: string) => string | undefined;

/** What a run is bound to. */
export interface GpuBinding {
  /** Those of the variables that are set, by name. */
  readonly variables: ByName<string>;
  /** GPUs that it may see, by number or UUID, in CUDA's order; `undefined`: all. */
  readonly visible: readonly string[] | undefined;
}

/** A GPU as far as it is found by what binds a run to it. */
export type NumberedGpu = Pick<GpuState, "index" | "name" | "uuid">;

/** What binds a run, on a machine with these GPUs; none where nobody can tell. */
export function gpuBindingOf(read: ReadVariable, gpus: readonly NumberedGpu[]): GpuBinding {
  const set = GPU_VARIABLES.flatMap((name) => {
    const value = read(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const variables = Object.fromEntries(set);
  const named = variables[VISIBLE];
  if (named !== undefined) return { variables, visible: entriesOf(named) };
  const given = SLURM_VARIABLES.map((name) => variables[name]).find((text) => text !== undefined);
  const numbers = entriesOf(given ?? "");
  // Where one of them is not seen, the job sees its own cards only, and all of them are its own.
  const isSeen = numbers.every((number) => gpus.some(({ index }) => String(index) === number));
  return { variables, visible: numbers.length > 0 && isSeen ? numbers : undefined };
}

/** `"2,GPU-5d,-1,0"` -> `["2", "GPU-5d"]`: CUDA goes no further than to the first that is none. */
function entriesOf(text: string): readonly string[] {
  const entries = text.split(",").map((entry) => entry.trim());
  const end = entries.findIndex((entry) => !/^(?:\d+|(?:GPU|MIG)-[\w./-]+)$/.test(entry));
  return end < 0 ? entries : entries.slice(0, end);
}

/**
 * Variables of an engine's process on a device, so that it sees the GPU that is meant; none where it
 * sees what it should by itself.
 *
 * @throws {RangeError} If the run may not see as many.
 */
export function gpuVariables(
  device: Device,
  { variables, visible }: GpuBinding,
  gpus: readonly NumberedGpu[],
): Readonly<Record<string, string>> {
  if (!CUDA_DEVICES.includes(deviceKind(device))) return {};
  const index = deviceIndex(device);
  const order = ORDER in variables ? {} : { [ORDER]: ORDER_OF_SLOTS };
  if (index === undefined) {
    const isBoundBySlurm = visible !== undefined && !(VISIBLE in variables);
    return isBoundBySlurm ? { ...order, [VISIBLE]: visible.join(",") } : {};
  }
  const seen = visible ?? gpus.map((gpu) => String(gpu.index));
  const entry = seen[index] ??
    (seen.length === 0 && visible === undefined ? `${index}` : undefined);
  if (entry !== undefined) return { ...order, [VISIBLE]: entry };
  const bound = Object.entries(variables).map(([name, value]) => `${name}=${value}`).join(" ");
  throw new RangeError(
    `there is no ${device}, as CUDA sees ${seen.length} GPU(s) here` +
      `${bound === "" ? "" : ` (${bound})`}: they are counted from ${deviceKind(device)}:0`,
  );
}

/** Those of the machine's GPUs that a device may be: one, where that can be told. */
export function gpusOfDevice<Gpu extends NumberedGpu>(
  gpus: readonly Gpu[],
  device: Device,
  { variables, visible }: GpuBinding,
): readonly Gpu[] {
  if (!CUDA_DEVICES.includes(deviceKind(device))) return gpus;
  const seen = visible === undefined ? gpus : visible.flatMap((entry) => gpuOf(entry, gpus) ?? []);
  const isWhole = visible === undefined || seen.length === visible.length;
  if (!isWhole) return gpus;
  // By its own order CUDA may count unlike cards otherwise than nvidia-smi does.
  const isNamed = visible?.every((entry) => /^(?:GPU|MIG)-/.test(entry)) ?? false;
  const order = variables[ORDER] ?? (deviceIndex(device) === undefined ? "" : ORDER_OF_SLOTS);
  const areAlike = new Set(gpus.map(({ name }) => name)).size <= 1;
  if (!isNamed && !areAlike && order !== ORDER_OF_SLOTS) return gpus;
  const one = seen[deviceIndex(device) ?? 0];
  return one === undefined ? seen : [one];
}

/** A GPU by its number, the beginning of its UUID, or a part of it, as older drivers name those. */
function gpuOf<Gpu extends NumberedGpu>(entry: string, gpus: readonly Gpu[]): Gpu | undefined {
  return gpus.find(({ index, uuid }) =>
    String(index) === entry ||
    (uuid !== undefined && (uuid.startsWith(entry) || entry.startsWith(`MIG-${uuid}/`)))
  );
}
