// How findings on several files are said.

import type { RunRecord } from "../../bench/record/record.ts";
import { shortMachine } from "../text/short_machine.ts";
import { conditionsKey } from "./measurement.ts";
import type { TimedRow } from "./merge.ts";

/**
 * `duplicate`: a part or row in several files. `conflict`: rows that share their conditions but not
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
  return firstNames(names, names.size);
}

/** The first of so many names, taken no further than they are shown. */
export function firstNames(names: Iterable<string>, count: number): string {
  const shown = Iterator.from(names).take(MOST_NAMES).toArray();
  const more = count - shown.length;
  return shown.join(", ") + (more === 0 ? "" : ` and ${more} more`);
}

/** Equal for timings of one row. */
export function rowKey({ found, timing }: TimedRow): string {
  return `${conditionsKey(found.run)} ${timing.model} ${timing.graph}`;
}

/** All files that have any of these. */
export function filesOf(found: readonly Pick<TimedRow, "sources">[]): ReadonlySet<string> {
  return new Set(found.flatMap(({ sources }) => [...sources]));
}
