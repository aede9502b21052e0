// Records that differ from a sound one in a single field, for every field that a schema has: what must
// follow a field is tried with each, so that a new field cannot be forgotten.

import { equal } from "@std/assert";
import { z } from "zod";

/** A value with one field changed. */
export interface Variation<Value> {
  /** Its path, such as `settings.batch`. */
  readonly field: string;
  readonly changed: Value;
}

/** One of these at least is another value of any field of a record. */
const CANDIDATES: readonly unknown[] = [
  "other",
  "2027-01-01T00:00:00Z",
  2 ** 40,
  7,
  0.5,
  true,
  false,
  null,
  [],
  ["other"],
  [[1]],
  { other: "other" },
  { other: 1 },
  { total: 9, throttled: 9 },
  { plan: "other", index: 1, count: 1, run: 1, runs: 1 },
  { median: 2, low: 1, high: 3 },
  { anchor: "other", ratio: { median: 2, low: 1, high: 3 } },
  { nodes: ["other"], share: 0.5 },
  { p90: 1, p99: 1 },
  { runMs: 9, deviceMs: 9 },
  {
    source: null,
    sampledEveryMs: null,
    problem: "other",
    wattsByRound: [],
    imagesPerJoule: null,
  },
  {
    matrixShare: { median: 2, low: 1, high: 3 },
    copyShare: 0.5,
    bound: "memory",
    impossible: true,
  },
  { byOp: {}, byStage: {}, byStream: {} },
];

/**
 * Every way in which one field is another valid value, objects of the schema field by field. Throws
 * Error for a field of which no other value is known here, unless it is a literal.
 */
export function variationsOf<Schema extends z.ZodObject>(
  schema: Schema,
  value: z.output<Schema>,
): readonly Variation<z.output<Schema>>[] {
  return Object.entries<z.ZodType>(schema.shape).flatMap(([name, field]) => {
    const now = value[name as keyof typeof value];
    if (field instanceof z.ZodObject) {
      return variationsOf(field, now as z.output<typeof field>).map((inner) => ({
        field: `${name}.${inner.field}`,
        changed: { ...value, [name]: inner.changed },
      }));
    }
    const others = [...CANDIDATES, ...wordsOf(field)].filter((candidate) =>
      !equal(candidate, now) && field.safeParse(candidate).success
    );
    if (others.length === 0 && !(field instanceof z.ZodLiteral)) {
      throw new Error(`Cannot vary "${name}": give CANDIDATES another value of it`);
    }
    return others.map((other) => ({ field: name, changed: { ...value, [name]: other } }));
  });
}

function wordsOf(field: z.ZodType): readonly unknown[] {
  if (field instanceof z.ZodEnum) return field.options;
  return field instanceof z.ZodNullable ? wordsOf(field.unwrap() as z.ZodType) : [];
}

/** The fields of which every variation does something; throws Error where only some of them do. */
export async function fieldsThat<Value>(
  variations: readonly Variation<Value>[],
  decide: (changed: Value) => boolean | Promise<boolean>,
): Promise<readonly string[]> {
  const decided = await Promise.all(
    variations.map(async ({ field, changed }) => ({ field, decides: await decide(changed) })),
  );
  return [...Map.groupBy(decided, ({ field }) => field)].flatMap(([field, tries]) => {
    const count = tries.filter(({ decides }) => decides).length;
    if (count !== 0 && count !== tries.length) {
      throw new Error(`Only ${count} of ${tries.length} values of "${field}" do it`);
    }
    return count === 0 ? [] : [field];
  });
}
