// Careless changes of how checkpoints become the weights of networks.

import type { Mutation } from "./mutation.ts";

/** Of models/checkpoint/names/ and models/checkpoint/loading/. */
export const CHECKPOINT_MUTATIONS: readonly Mutation[] = [
  {
    what: "neighbours of nn.Unfold are taken in rows",
    file: "models/checkpoint/loading/pair_values.ts",
    find: "[0, 2, 1, 3].entries()",
    replace: "[0, 1, 2, 3].entries()",
  },
  {
    what: "numbers of a renaming stand side by side",
    file: "models/checkpoint/names/name_map.ts",
    find: "String(Number(a) + Number(b))",
    replace: "`${a}${b}`",
  },
  {
    what: "a prefix goes that not all names have",
    file: "models/checkpoint/loading/prefixes.ts",
    find: "!others.every((name)",
    replace: "!others.some((name)",
  },
  {
    what: "a parameter of which parts are missing has values",
    file: "models/checkpoint/loading/matching.ts",
    find: "first === undefined || tensors.length < count",
    replace: "first === undefined",
  },
  {
    what: "parts are joined in the order of the file",
    file: "models/checkpoint/loading/matching.ts",
    find: "named.find(({ part }) => part?.index === index)?.tensor",
    replace: "named[index]?.tensor",
  },
  {
    what: "matrices that lie transposed stay so",
    file: "models/checkpoint/loading/pair_values.ts",
    find: "if (!isTransposed) {",
    replace: "if (isTransposed || tensors.length > 0) {",
  },
  {
    what: "the smallest number that is none is denormal",
    file: "models/checkpoint/loading/pair_values.ts",
    find: "const EXPONENT_BITS = 0x7f800000;",
    replace: "const EXPONENT_BITS = 0x7f000000;",
  },
  {
    what: "running statistics may be missing",
    file: "models/checkpoint/loading/matching.ts",
    find: '(role === "learned" || role === "buffer") &&',
    replace: 'role === "learned" &&',
  },
  {
    what: "classes are counted from 0",
    file: "models/checkpoint/loading/class_count.ts",
    find: "const classes = 1 + (size",
    replace: "const classes = (size",
  },
  {
    what: "rows of unlike weights are compared",
    file: "reports/records/run_weights.ts",
    find: "sha256.slice(0, SHOWN_DIGITS),",
    replace: '"seeded",',
  },
  {
    what: "a checkpoint of one class has none",
    file: "models/checkpoint/loading/class_count.ts",
    find: "classes >= 1 ? classes",
    replace: "classes >= 2 ? classes",
  },
];
