// Careless changes of what a command understands and answers.

import type { Mutation } from "./mutation.ts";

/** Of cli/. */
export const CLI_MUTATIONS: readonly Mutation[] = [
  {
    what: "devices: what comes after a device of a card that does not work is not tried",
    file: "cli/engines/choose_device.ts",
    find: '"problem" in before ? start() : before',
    replace: '"problem" in before ? before : start()',
  },
  {
    what: "2% is read as 200%",
    file: "cli/bench/bench_options.ts",
    find: 'return percentOf("precision-target", text, { least: 0, most: 99 }) / 100;',
    replace: 'return percentOf("precision-target", text, { least: 0, most: 99 });',
  },
  {
    what: "count --batch 0 is taken",
    file: "cli/commands/count_options.ts",
    find: 'wholeNumber("batch", batch, { least: 1, most: LARGEST_BATCH })',
    replace: 'wholeNumber("batch", batch, { least: 0, most: LARGEST_BATCH })',
  },
  {
    what: "the anchor is the first model whatever was named",
    file: "cli/bench/sized_models.ts",
    find: "return models.find((model) => model.id === id)?.id ?? models[0]?.id ?? id;",
    replace: "return models[0]?.id ?? id;",
  },
  {
    what: "a file of another kind is read as what it is not",
    file: "cli/files/file_kind.ts",
    find: "if (kind === undefined || wanted.includes(kind)) return;",
    replace: "if (kind !== undefined) return;",
  },
  {
    what: "who interrupts a command is told that the system refused",
    file: "cli/shell/files.ts",
    find: "if (signal.aborted) throw new Interruption(",
    replace: "if (!signal) throw new Interruption(",
  },
  {
    what: "options that say nothing in a call are taken",
    file: "cli/shell/refuse_options.ts",
    find: "if (given !== undefined) throw",
    replace: "if (given === why) throw",
  },
  {
    what: "a list may name a value twice",
    file: "cli/shell/values.ts",
    find:
      "if (new Set(values.map((value) => JSON.stringify(value))).size === values.length) return values;",
    replace: "if (values.length > 0) return values;",
  },
  {
    what: "models of unlike sizes are compared with a commit",
    file: "cli/bench/against_options.ts",
    find: "if (sizes.length > 1) {",
    replace: "if (sizes.length > 9) {",
  },
  {
    what: "1.05 is read as 1.05 %",
    file: "cli/shell/values.ts",
    find: "if (percent < 2 && ",
    replace: "if (percent < 0 && ",
  },
  {
    what: "names of models and files become numbers",
    file: "cli/shell/command.ts",
    find: 'string: ["_", ...named],',
    replace: "string: named,",
  },
  {
    what: "a minute has 6 seconds",
    file: "cli/shell/values.ts",
    find: '(match[2] === "m" ? 60_000 : 1000)',
    replace: '(match[2] === "m" ? 6_000 : 1000)',
  },
  {
    what: "a whole number may be below the least",
    file: "cli/shell/values.ts",
    find: "if (number >= least && number <= most) return number;",
    replace: "if (number <= most) return Number(least) * 0 + number;",
  },
  {
    what: "an option that is given twice is taken",
    file: "cli/shell/command.ts",
    find: "const isTwice = texts.length > 1 && !repeats;",
    replace: "const isTwice = false;",
  },
  {
    what: "not comparable passes",
    file: "cli/compare/compare_exit.ts",
    find: '"not comparable": EXIT.notComparable,',
    replace: '"not comparable": EXIT.done,',
  },
  {
    what: "a failed comparison passes",
    file: "cli/compare/compare_exit.ts",
    find: '"failed": EXIT.failed,',
    replace: '"failed": EXIT.done,',
  },
  {
    what: "strict lets undecided rows pass",
    file: "reports/compare/outcome.ts",
    find: "return undecidedCountOf(facts) > 0 || weaknessOf",
    replace: "return undecidedCountOf(facts) > 0 && weaknessOf",
  },
  {
    what: "a task's part forgets the step of its array",
    file: "cli/bench/slurm_array.ts",
    find: "const index = (id - min) / step + 1;",
    replace: "const index = id - min + 1;",
  },
  {
    what: "a list of tasks passes for a range",
    file: "cli/bench/slurm_array.ts",
    find: "if (step < 1 || (max - min) / step + 1 !== count) {",
    replace: "if (step < 1) {",
  },
  {
    what: "two runs write to one file",
    file: "cli/records/records_file.ts",
    find: "if (isLockedElsewhere(file)) {",
    replace: 'if (isLockedElsewhere(file) && path === "") {',
  },
  {
    what: "half a line becomes part of the next record",
    file: "cli/records/records_file.ts",
    find: "if (isCutOff) file.truncateSync(wholeLineBytes);",
    replace: "if (isCutOff && wholeLineBytes < 0) file.truncateSync(wholeLineBytes);",
  },
  {
    what: "a living run's folder is swept",
    file: "cli/shell/scratch.ts",
    find: "return owner.tryLockSync(true);",
    replace: "return owner.tryLockSync(true) || true;",
  },
  {
    what: "folders of others are swept",
    file: "cli/shell/scratch.ts",
    find: "return basename(path).startsWith(PREFIX);",
    replace: 'return basename(path).startsWith("");',
  },
  {
    what: "a drift of anchors hides what is missing",
    file: "cli/records/merge_files.ts",
    find: 'isSound &&= kind === "drift"',
    replace: 'isSound = kind === "drift"',
  },
  {
    what: "an array with a step is taken for parts 1 to n",
    file: "cli/bench/slurm_array.ts",
    find: "(min === 1 && max === partCount)",
    replace: "min === 1",
  },
];
