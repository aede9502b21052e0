// What NVIDIA's driver says of its GPUs: clocks, heat, power, who else computes there. By nvidia-smi,
// which comes with the driver; where it is not there, nothing is known.

import type { GpuState } from "../record/environment_types.ts";
import {
  askSmi,
  cellsOf,
  gpuLines,
  linesOf,
  placeOf,
  REASONS_FIELD,
  type SmiAnswer,
  withoutUnknown,
} from "./nvidia_smi.ts";

/** Fields that are asked for, in order. */
const FIELDS = [
  "index",
  "uuid",
  "name",
  "driver_version",
  "power.limit",
  "power.default_limit",
  "power.draw",
  "clocks.sm",
  "clocks.mem",
  "temperature.gpu",
  REASONS_FIELD,
  "memory.used",
  "memory.total",
  "mig.mode.current",
  "ecc.mode.current",
] as const;

/** What the driver says where a clock is locked. */
export const SET_BY_USER = "clocks set by the user";

/**
 * Bits of the reasons (NVML, nvmlClocksEventReasons), and whether they say that the run was held back; an
 * idle GPU is no reason to speak of.
 */
const THROTTLE_REASONS: readonly (readonly [bit: number, reason: string, holdsBack: boolean])[] = [
  [0x2, SET_BY_USER, false],
  [0x4, "power limit", true],
  [0x8, "hardware slowdown", true],
  [0x10, "sync boost", false],
  [0x20, "heat (software)", true],
  [0x40, "heat (hardware)", true],
  [0x80, "power brake", true],
  [0x100, "display clocks", false],
];

/** In the place of a value: the card has fallen off the bus, or waits for a reset. */
const LOST = /^\[(GPU is lost|GPU requires reset)\]$/;
const FORMAT = "--format=csv,noheader,nounits";
/** A program that asks a card that hangs does so itself. */
const ANSWER_LIMIT_MS = 20_000;

/** Whether a reason of a lower clock says that the run was held back. */
export function isHoldingBack(reason: string): boolean {
  return THROTTLE_REASONS.some(([, name, holdsBack]) => holdsBack && name === reason);
}

const BYTES_PER_MIB = 2 ** 20;

/** What the driver's program says. */
export interface GpuAnswer {
  readonly gpus: readonly GpuState[];
  /** Its own words where it fails, in one line; null where it does not, or is not there. */
  readonly problem: string | null;
}

/** All GPUs of the machine right now, or why they are not told. Never throws. */
export async function askGpus(
  command = "nvidia-smi",
  limitMs = ANSWER_LIMIT_MS,
): Promise<GpuAnswer> {
  let names: readonly string[] = FIELDS;
  let told: SmiAnswer = { text: "", problem: null };
  for (let asked: typeof names | undefined = names; asked !== undefined;) {
    names = asked;
    told = await askSmi(command, [`--query-gpu=${names.join(",")}`, FORMAT], limitMs);
    asked = withoutUnknown(names, told.problem ?? "");
  }
  const lines = gpuLines(told.text);
  if (lines.length === 0) return { gpus: [], problem: told.problem };
  const query = "--query-compute-apps=gpu_uuid,pid";
  const processes = await askSmi(command, [query, FORMAT], limitMs);
  return {
    gpus: gpusOf(told.text, processes.problem === null ? processes.text : undefined, names),
    problem: lines.flat().find((cell) => LOST.test(cell)) ?? told.problem,
  };
}

/** All GPUs of the machine right now; none where the driver's program is not there or fails. */
export async function readGpus(command = "nvidia-smi"): Promise<readonly GpuState[]> {
  return (await askGpus(command)).gpus;
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

/**
 * GPUs from the tables of nvidia-smi.
 *
 * @param processes GPU and process, a line each; `undefined` if it does not tell.
 * @param names Of the fields, in the order of the cells.
 * @returns Those that answer: of a card that is lost, the driver still knows the number.
 */
export function gpusOf(
  gpus: string,
  processes: string | undefined,
  names: readonly string[] = FIELDS,
): readonly GpuState[] {
  const busy = processes === undefined ? undefined : linesOf(processes).map(cellsOf);
  const there = gpuLines(gpus).filter((cells) => !cells.some((cell) => LOST.test(cell)));
  return there.map((cells) => {
    const cell = (field: typeof FIELDS[number]) => cells[placeOf(field, names)];
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
      throttleReasons: throttleReasonsOf(cell(REASONS_FIELD)),
      usedMemoryBytes: inBytes("memory.used"),
      memoryBytes: inBytes("memory.total"),
      processCount: busy?.filter(([uuid]) => uuid === cell("uuid")).length ?? null,
      isSplit: switchOf(cell("mig.mode.current")),
      correctsErrors: switchOf(cell("ecc.mode.current")),
    };
  });
}
