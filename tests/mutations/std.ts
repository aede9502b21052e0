// Careless changes of the stand-ins: an assertion that passes too much hides all the rest.

import type { Mutation } from "./mutation.ts";

/** Of std/. */
export const STD_MUTATIONS: readonly Mutation[] = [
  {
    what: "assertAlmostEquals() allows a thousand times as much",
    file: "std/assert/mod.ts",
    find: "const DEFAULT_RELATIVE_TOLERANCE = 1e-7;",
    replace: "const DEFAULT_RELATIVE_TOLERANCE = 1e-4;",
  },
  {
    what: "assertAlmostEquals() takes NaN for close",
    file: "std/assert/mod.ts",
    find: "Number.isFinite(difference) && difference <= tolerance",
    replace: "!(difference > tolerance)",
  },
  {
    what: "assertEquals() takes objects for equal whose state it cannot see",
    file: "std/assert/_comparable.ts",
    find: "if (prototype !== Object.prototype && keys.length === 0) return identityOf(value);",
    replace: "",
  },
  {
    what: "assertNotEquals() never fails",
    file: "std/assert/mod.ts",
    find: "  if (equal(actual, expected)) {",
    replace: "  if (actual === expected) {",
  },
  {
    what: "assertThrows() passes where nothing was thrown",
    file: "std/assert/mod.ts",
    find: "fail(`Expected function to throw${added(msgOf(claim))}`);",
    replace: "return undefined;",
  },
  {
    what: "assertRejects() takes an error thrown at once for a rejection",
    file: "std/assert/mod.ts",
    find: "fail(`Expected function to reject, it threw ${inspect(error)}${added(msgOf(claim))}`);",
    replace: "promise = Promise.reject(error);",
  },
  {
    what: "assertStringIncludes() looks the other way round",
    file: "std/assert/mod.ts",
    find: "if (actual.includes(expected)) return;",
    replace: "if (expected.includes(actual)) return;",
  },
  {
    what: "assertMatch() keeps the place of a global pattern",
    file: "std/assert/mod.ts",
    find: "if (actual.search(expected) < 0) {",
    replace: "if (!expected.test(actual)) {",
  },
  {
    what: "parseArgs() takes what follows -- for flags",
    file: "std/cli/mod.ts",
    find: `args.includes("--") ? args.indexOf("--") : args.length;`,
    replace: "args.length;",
  },
  {
    what: "parseArgs() keeps the first of repeated flags",
    file: "std/cli/mod.ts",
    find: "all.at(-1)",
    replace: "all[0]",
  },
  {
    what: "stringify() writes rows without a carriage return",
    file: "std/csv/mod.ts",
    find: `record_delimiter: "\\r\\n",\n    quoted_match`,
    replace: `record_delimiter: "\\n",\n    quoted_match`,
  },
  {
    what: "parse() keeps a byte-order mark in the first header",
    file: "std/csv/mod.ts",
    find: "bom: true,",
    replace: "bom: false,",
  },
];
