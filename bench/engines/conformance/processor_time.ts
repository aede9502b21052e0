// Processor time of a running process, as the system counts it (proc_pid_stat(5)).

import { procText } from "../../process/program_text.ts";

/** USER_HZ, which Linux keeps at 100 for every program. */
const TICK_MS = 10;
/** Of the fields after the name, which may hold anything but ends with the last bracket. */
const USER_FIELD = 11;
const SYSTEM_FIELD = 12;

/** User and system time in the text of `/proc/PID/stat`; null where it is none. */
export function processorMsIn(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[USER_FIELD]) + Number(fields[SYSTEM_FIELD]);
  return Number.isFinite(ticks) ? ticks * TICK_MS : null;
}

/** Processor time of all threads of a process so far; null where the system does not tell. Never throws. */
export async function processorMsOf(pid: number): Promise<number | null> {
  const stat = await procText(pid, "stat");
  return stat === null ? null : processorMsIn(stat);
}
