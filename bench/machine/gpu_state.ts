// What NVIDIA's driver says of its GPUs: clocks, heat, power, who else computes there. By nvidia-smi,
// which comes with the driver; where it is not there, nothing is known.

import type { GpuState } from "../record/environment_types.ts";

/** Fields that are asked for, in order; older and newer drivers know all of them. */
const FIELDS = [
  ...["index", "uuid", "name", "driver_version", "power.limit", "power.default_limit"],
  ...["power.draw", "clocks.sm", "clocks.mem", "temperature.gpu", "clocks_throttle_reasons.active"],
  ...["memory.used", "memory.total", "mig.mode.current", "ecc.mode.current"],
] as const;

/** Bits of the reasons (NVML, nvmlClocksEventReasons); an idle GPU is no reason to speak of. */
const THROTTLE_REASONS: readonly (readonly [bit: number, reason: string])[] = [
  [0x2, "clocks set by the user"],
  [0x4, "power limit"],
  [0x8, "hardware slowdown"],
  [0x10, "sync boost"],
  [0x20, "heat (software)"],
  [0x40, "heat (hardware)"],
  [0x80, "power brake"],
  [0x100, "display clocks"],
];

const BYTES_PER_MIB = 2 ** 20;

/** What the driver's program says. */
export interface GpuAnswer {
  readonly gpus: readonly GpuState[];
  /** Its own words where it fails, in one line; null where it does not, or is not there. */
  readonly problem: string | null;
}

/** All GPUs of the machine right now, or why they are not told. Never throws. */
export async function askGpus(command = "nvidia-smi"): Promise<GpuAnswer> {
  const format = "--format=csv,noheader,nounits";
  const { text, problem } = await outputOf(command, `--query-gpu=${FIELDS.join(",")}`, format);
  if (text === undefined) return { gpus: [], problem };
  const processes = await outputOf(command, "--query-compute-apps=gpu_uuid,pid", format);
  return { gpus: gpusOf(text, processes.text), problem };
}

/** All GPUs of the machine right now; none where the driver's program is not there or fails. */
export async function readGpus(command = "nvidia-smi"): Promise<readonly GpuState[]> {
  return (await askGpus(command)).gpus;
}

interface Output {
  readonly text: string | undefined;
  readonly problem: string | null;
}

async function outputOf(command: string, ...args: readonly string[]): Promise<Output> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, {
      args: [...args],
      stdin: "null",
    }).output();
    const text = new TextDecoder().decode(stdout);
    if (success) return { text, problem: null };
    const said = `${text}\n${new TextDecoder().decode(stderr)}`.split("\n").find((line) =>
      line.trim() !== ""
    );
    return { text: undefined, problem: said?.trim() ?? "nothing" };
  } catch {
    return { text: undefined, problem: null };
  }
}

/** `"[N/A]"` and such are not known. */
export function numberOf(text: string | undefined): number | null {
  const number = text === undefined || text === "" ? NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

/** What keeps the clock down, in words; null where it is not told. */
export function throttleReasonsOf(text: string | undefined): readonly string[] | null {
  const bits = numberOf(text);
  return bits === null
    ? null
    : THROTTLE_REASONS.filter(([bit]) => (bits & bit) !== 0).map(([, reason]) => reason);
}

function switchOf(text: string | undefined): boolean | null {
  return text === "Enabled" ? true : text === "Disabled" ? false : null;
}

function rowsOf(csv: string): readonly (readonly string[])[] {
  return csv.split("\n").filter((line) => line.trim() !== "")
    .map((line) => line.split(",").map((cell) => cell.trim()));
}

/**
 * GPUs from the tables of nvidia-smi.
 *
 * @param processes GPU and process, a line each; `undefined` if it does not tell.
 */
export function gpusOf(gpus: string, processes: string | undefined): readonly GpuState[] {
  const busy = processes === undefined ? undefined : rowsOf(processes);
  return rowsOf(gpus).map((cells) => {
    const cell = (field: typeof FIELDS[number]) => cells[FIELDS.indexOf(field)];
    const inBytes = (field: "memory.used" | "memory.total") => {
      const mebibytes = numberOf(cell(field));
      return mebibytes === null ? null : mebibytes * BYTES_PER_MIB;
    };
    return {
      index: numberOf(cell("index")) ?? 0,
      uuid: cell("uuid"),
      name: cell("name") ?? "unknown",
      driver: cell("driver_version") ?? "unknown",
      powerLimitWatts: numberOf(cell("power.limit")),
      usualPowerLimitWatts: numberOf(cell("power.default_limit")),
      powerWatts: numberOf(cell("power.draw")),
      smClockMhz: numberOf(cell("clocks.sm")),
      memoryClockMhz: numberOf(cell("clocks.mem")),
      temperatureCelsius: numberOf(cell("temperature.gpu")),
      throttleReasons: throttleReasonsOf(cell("clocks_throttle_reasons.active")),
      usedMemoryBytes: inBytes("memory.used"),
      memoryBytes: inBytes("memory.total"),
      processCount: busy?.filter(([uuid]) => uuid === cell("uuid")).length ?? null,
      isSplit: switchOf(cell("mig.mode.current")),
      correctsErrors: switchOf(cell("ecc.mode.current")),
    };
  });
}
