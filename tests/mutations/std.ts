// Careless changes of the stand-ins: an assertion that passes too much hides all the rest.

import type { Mutation } from "./mutation.ts";

/** Of std/. */
export const STD_MUTATIONS: readonly Mutation[] = [
  {
    what: "assertAlmostEquals() allows a thousand times as much",
    file: "std/assert/almost_equals.ts",
    find: "const DEFAULT_RELATIVE_TOLERANCE = 1e-7;",
    replace: "const DEFAULT_RELATIVE_TOLERANCE = 1e-4;",
  },
  {
    what: "assertAlmostEquals() takes NaN for close",
    file: "std/assert/almost_equals.ts",
    find: "if (Number.isFinite(difference) && difference <= allowed) return;",
    replace: "if (!(difference > allowed)) return;",
  },
  {
    what: "assertEquals() takes weak maps for equal",
    file: "std/assert/equal.ts",
    find: "for (const weakClass of [WeakMap, WeakSet]) {",
    replace: "for (const weakClass of [WeakSet]) {",
  },
  {
    what: "assertNotEquals() never fails",
    file: "std/assert/equals.ts",
    find: "if (!equal(actual, expected)) return;",
    replace: "if (actual !== expected) return;",
  },
  {
    what: "assertThrows() passes where nothing was thrown",
    file: "std/assert/throws.ts",
    find: `throw failure("Expected function to throw", { added: claim.msg });`,
    replace: "return undefined;",
  },
  {
    what: "assertRejects() takes an error thrown at once for a rejection",
    file: "std/assert/rejects.ts",
    find: `    throw failure("Expected function to reject, it threw instead", {
      added: claim.msg,
      cause: error,
    });`,
    replace: "    return Promise.reject(error);",
  },
  {
    what: "assertStringIncludes() looks the other way round",
    file: "std/assert/text.ts",
    find: "if (actual.includes(expected)) return;",
    replace: "if (expected.includes(actual)) return;",
  },
  {
    what: "assertMatch() keeps the place of a global pattern",
    file: "std/assert/text.ts",
    find: "if (actual.search(expected) >= 0) return;",
    replace: "if (expected.test(actual)) return;",
  },
  {
    what: "parseArgs() takes what follows -- for flags",
    file: "std/cli/parse_args.ts",
    find: "const queue = args.slice(0, end);",
    replace: `const queue = args.filter((argument) => argument !== "--");`,
  },
  {
    what: "parseArgs() makes numbers of text options",
    file: "std/cli/parse_args.ts",
    find: "if (value === true || strings.has(name)) return value;",
    replace: "if (value === true) return value;",
  },
  {
    what: "parseArgs() keeps the first of repeated flags",
    file: "std/cli/parse_args.ts",
    find: "values[name] = collected.has(name) ? [...list, typed] : typed;",
    replace: "values[name] = collected.has(name) ? [...list, typed] : earlier ?? typed;",
  },
];
