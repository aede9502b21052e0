// Tables by names that come from elsewhere: operators, stages, streams, variables.

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
