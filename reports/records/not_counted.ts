// Operators that no rule counts make a total a lower bound: on it rests no verdict.

import type { CountRecord } from "../../bench/record/record.ts";

/** `{ Foo: 2, Bar: 1 }` -> `["Foo x2", "Bar x1"]`: operators that are not counted. */
export function notCounted(count: CountRecord | undefined): readonly string[] {
  return Object.entries(count?.unknownOps ?? {}).map(([op, times]) => `${op} x${times}`);
}

/** The multiply-adds; unknown where they are a lower bound. */
export function completeMacs(count: CountRecord | undefined): number | undefined {
  return notCounted(count).length === 0 ? count?.macs : undefined;
}
