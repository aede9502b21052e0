// Schemas of what comes from elsewhere in any number: tables by names (operators, stages, streams,
// variables) and lists.

import { z } from "zod";

/** Values by name, without a prototype: `table["constructor"]` is there only if it was given. */
export type ByName<Value> = Readonly<{ [name: string]: Value }>;

/**
 * Schema of such a table; any name is one, `__proto__` too, which an object with a prototype would
 * lose. Of several faults the first is said.
 */
export function byName<Value>(value: z.ZodType<Value>): z.ZodType<ByName<Value>> {
  return z.custom<ByName<unknown>>(isTable, "Invalid input: expected object")
    .transform((given, context): ByName<Value> => {
      const table: { [name: string]: Value } = Object.create(null);
      for (const [name, input] of Object.entries(given)) {
        const read = value.safeParse(input);
        if (!read.success) {
          const message = read.error.issues[0]?.message ?? "Invalid input";
          context.issues.push({ code: "custom", message, input, path: [name] });
          return z.NEVER;
        }
        table[name] = read.data;
      }
      return table;
    });
}

function isTable(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Elements that are read at once: so many can be wrong before the rest is left alone. */
export const PIECE_LENGTH = 100;

/** How long a list is. */
export interface ListBounds {
  /** @default 0 */
  readonly least?: number;
  /** @default any */
  readonly most?: number;
}

/**
 * Schema of a list. `z.array(value)` would note every wrong element of millions, and lists of lists
 * would not be read at all then; here the faults of the first piece that has any are all that is said.
 */
export function listOf<Value>(
  value: z.ZodType<Value>,
  { least = 0, most = Infinity }: ListBounds = {},
): z.ZodType<readonly Value[]> {
  const piece = z.array(value);
  return z.array(z.unknown()).min(least).max(most).transform((given, context) => {
    const list: Value[] = [];
    for (let start = 0; start < given.length; start += PIECE_LENGTH) {
      const read = piece.safeParse(given.slice(start, start + PIECE_LENGTH));
      if (!read.success) {
        for (const { path: [index, ...path], ...issue } of read.error.issues) {
          const at = { input: given, path: [start + Number(index), ...path] };
          context.issues.push({ ...issue, ...at } as z.core.$ZodRawIssue);
        }
        return z.NEVER;
      }
      for (const element of read.data) list.push(element);
    }
    return list;
  });
}
