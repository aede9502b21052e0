// How much memory a process had at most. Linux hands the largest resident set of getrusage(2) on to
// a program that a process starts, so that a small worker of a large parent would say what the parent
// has; the mark of its own memory (VmHWM of proc_pid_status(5)) begins anew.

import { BYTES_PER_KIB } from "../samples/units.ts";
import { procText } from "./proc_text.ts";

/** `VmHWM:	   37104 kB` of a process's status, in bytes; null where there is no such line. */
export function highWaterMarkBytes(status: string): number | null {
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? null : BYTES_PER_KIB * Number(kib);
}

/** Largest resident set of a running process so far; null where the system does not tell. Never throws. */
export async function peakMemoryBytesOf(pid: number): Promise<number | null> {
  const status = await procText(pid, "status");
  return status === null ? null : highWaterMarkBytes(status);
}
