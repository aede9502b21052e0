// How findings on several files are said.

import type { RunRecord } from "../bench/record.ts";
import { shortMachine } from "./caption.ts";

/**
 * `duplicate`: a row timed in several files. `conflict`: rows that share their conditions but not
 * their settings. `missing`: rows or parts of a plan without an outcome. `drift`: anchors of one
 * machine that disagree, a doubt and no fault.
 */
export interface Finding {
  readonly kind: "duplicate" | "conflict" | "missing" | "drift";
  readonly text: string;
}

/** Names in a message; the rest is counted. */
const MOST_NAMES = 5;

/** The conditions of a run in words. */
export function conditionsText({ settings, machine }: RunRecord): string {
  const { size, batch, threads, device, precision } = settings;
  return `machine ${shortMachine(machine)}, size ${size}, batch ${batch}, threads ${threads}, ` +
    `${device}, ${precision}`;
}

/** The first names, and how many more there are. */
export function namedList(names: ReadonlySet<string>): string {
  const shown = [...names].slice(0, MOST_NAMES);
  const more = names.size - shown.length;
  return shown.join(", ") + (more === 0 ? "" : ` and ${more} more`);
}
