// How much memory a process had at most. Linux hands the largest resident set of getrusage(2) on to
// a program that a process starts, so that a small worker of a large parent would say what the parent
// has; the mark of its own memory (VmHWM of proc_pid_status(5)) begins anew.

import { BYTES_PER_KIB } from "../samples/units.ts";
import { procText } from "./program_text.ts";

/** `VmHWM:	   37104 kB` of a process's status, in bytes; null where there is no such line. */
export function highWaterMarkBytes(status: string): number | null {
  return statusBytes(status, "VmHWM");
}

/** The same without files that are mapped now, of which several processes share one copy. */
export function ownHighWaterMarkBytes(status: string): number | null {
  const [most, mapped] = [statusBytes(status, "VmHWM"), statusBytes(status, "RssFile")];
  return most === null || mapped === null ? null : most - mapped;
}

function statusBytes(status: string, field: string): number | null {
  const line = status.split("\n").find((each) => each.startsWith(`${field}:`));
  const kib = line && /^\w+:\s+(\d+) kB$/.exec(line)?.[1];
  return kib ? BYTES_PER_KIB * Number(kib) : null;
}

/** Largest resident set of a running process so far; null where the system does not tell. Never throws. */
export async function peakMemoryBytesOf(pid: number): Promise<number | null> {
  const status = await procText(pid, "status");
  return status === null ? null : highWaterMarkBytes(status);
}

/** What of it is the process's own, mapped files left out; null where the system does not tell. */
export async function ownMemoryBytesOf(pid: number): Promise<number | null> {
  const status = await procText(pid, "status");
  return status === null ? null : ownHighWaterMarkBytes(status);
}
