// How findings on several files are said.

import type { TimingRecord } from "../../bench/record/record.ts";
import { engineKey, engineOf } from "./engine_use.ts";
import { conditionsKey } from "./run_conditions.ts";
import type { Found, Merged } from "./merge.ts";

/** Names in a message; the rest is counted. */
const MOST_NAMES = 5;

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

/** The timing of a row. */
export type TimedRow = Found<TimingRecord>;

/** Every timing. */
export function timedRows({ pieces }: Merged): readonly TimedRow[] {
  return pieces.filter((one): one is TimedRow => one.piece.kind === "timing");
}

/** Equal for timings of one row. */
export function rowKey({ found: { run }, piece }: TimedRow): string {
  const { model, graph } = piece;
  return `${conditionsKey(run)} ${engineKey(engineOf(run, piece))} ${model} ${graph}`;
}

/** All files that have any of these. */
export function filesOf(found: readonly Pick<Found, "sources">[]): ReadonlySet<string> {
  return new Set(found.flatMap(({ sources }) => [...sources]));
}
