// The hand-written types of the records against what the schemas read: a difference does not compile.

import { assertEquals } from "@std/assert";
import type { z } from "zod";
import {
  type CeilingRecord,
  ceilingSchema,
  type CountRecord,
  countSchema,
  type EndRecord,
  endSchema,
  type FailureRecord,
  failureSchema,
  type RoundRecord,
  roundSchema,
  type RunRecord,
  runSchema,
  type TimingRecord,
  timingSchema,
} from "../../../bench/record/record.ts";

/** Takes what has the same fields in both directions, optional ones too. */
type Same<A, B> = [Required<A>, Required<B>] extends [Required<B>, Required<A>] ? true : false;

/** The schema, and whether its type is the one that is written by hand. */
function holds<Written, Schema extends z.ZodType>(
  _schema: Schema,
  isSame: Same<z.infer<Schema>, Written>,
): boolean {
  return isSame;
}

Deno.test("the types of the records are those that the schemas read", () => {
  assertEquals([
    holds<RunRecord, typeof runSchema>(runSchema, true),
    holds<CountRecord, typeof countSchema>(countSchema, true),
    holds<RoundRecord, typeof roundSchema>(roundSchema, true),
    holds<TimingRecord, typeof timingSchema>(timingSchema, true),
    holds<CeilingRecord, typeof ceilingSchema>(ceilingSchema, true),
    holds<FailureRecord, typeof failureSchema>(failureSchema, true),
    holds<EndRecord, typeof endSchema>(endSchema, true),
  ], Array(7).fill(true));
});
