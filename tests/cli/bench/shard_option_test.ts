import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { GPU_VARIABLES } from "../../../bench/gpu/gpu_binding.ts";
import { SHARD_VARIABLES, shardFolder, shardOf } from "../../../cli/bench/shard_option.ts";
import { UsageError } from "../../../cli/shell/usage_error.ts";

type Environment = Readonly<Record<string, string>>;

function shard(text: string, environment: Environment = {}): string {
  const { index, count } = shardOf(text, (name) => environment[name]);
  return `${index}/${count}`;
}

/** What Slurm 22.05 sets in task `id` of an array of so many tasks. */
function slurm(id: number, count: number, [min, max, step]: readonly number[]): Environment {
  return {
    SLURM_ARRAY_TASK_ID: `${id}`,
    SLURM_ARRAY_TASK_COUNT: `${count}`,
    SLURM_ARRAY_TASK_MIN: `${min}`,
    SLURM_ARRAY_TASK_MAX: `${max}`,
    SLURM_ARRAY_TASK_STEP: `${step}`,
  };
}

/** The environment without one variable. */
function without(name: string, environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([key]) => key !== name));
}

/** Task 6 of `--array=4-7`. */
const SLURM = slurm(6, 4, [4, 7, 1]);

Deno.test("shardOf() reads i/n without looking at the environment", () => {
  const read = () => {
    throw new Error("no permission");
  };
  assertEquals(shardOf("2/8", read), { index: 2, count: 8 });
});

Deno.test("shardOf() finds the part that a scheduler gave", () => {
  assertEquals(shard("auto", SLURM), "3/4");
  assertEquals(shard("auto/8", { SLURM_ARRAY_TASK_ID: "6" }), "6/8");
  assertEquals(shard("auto/8", { JOB_COMPLETION_INDEX: "0" }), "1/8");
  assertEquals(shard("auto/8", { PARALLEL_SEQ: "8" }), "8/8");
});

Deno.test("shardOf() takes the tasks of an array with a step in their order", () => {
  const parts = (ids: readonly number[], range: readonly number[]) =>
    ids.map((id) => shard("auto", slurm(id, ids.length, range)));
  assertEquals(parts([0, 2, 4, 6], [0, 6, 2]), ["1/4", "2/4", "3/4", "4/4"]);
  // --array=0-7:3 and --array=0-3, as Slurm tells them.
  assertEquals(parts([0, 3, 6], [0, 6, 3]), ["1/3", "2/3", "3/3"]);
  assertEquals(parts([0, 1, 2, 3], [0, 3, 1]), ["1/4", "2/4", "3/4", "4/4"]);
  assertEquals(parts([5], [5, 5, 1]), ["1/1"]);
});

Deno.test("shardOf() takes ids for parts where the count of parts is given", () => {
  assertEquals(shard("auto/8", slurm(6, 1, [6, 6, 1])), "6/8");
  assertEquals(shard("auto/8", slurm(5, 2, [2, 5, 1])), "5/8");
  assertEquals(shard("auto/8", slurm(5, 8, [1, 8, 1])), "5/8");
});

/** Values, environments, and what must be said. */
const REFUSED: readonly (readonly [text: string, environment: Environment, message: string])[] = [
  ["2", {}, 'Cannot take --shard "2" as it is no part of a whole: give i/n as in 2/8, auto'],
  ["two/8", {}, 'Cannot take --shard "two/8" as it is no part of a whole'],
  ["0/8", {}, 'Cannot take --shard "0/8" as part 0 of 8 does not exist'],
  ["9/8", {}, 'Cannot take --shard "9/8" as part 9 of 8 does not exist'],
  ["auto", {}, 'Cannot take --shard "auto" as no scheduler says which part this is'],
  ["auto", { PARALLEL_SEQ: "1" }, "as only Slurm tells how many parts there are: give auto/n"],
  ["auto/2", { JOB_COMPLETION_INDEX: "2" }, "as part 3 of 2 does not exist"],
  ["auto/2", { PARALLEL_SEQ: "one" }, 'as PARALLEL_SEQ is "one"'],
  ["auto/8", { ...SLURM, PARALLEL_SEQ: "1" }, "as several schedulers say which part this is"],
  [
    // --array=1,3,7
    "auto",
    slurm(3, 3, [1, 7, 1]),
    'Cannot take --shard "auto" as its array is a list of 3 task(s) from 1 to 7: submit it with ' +
    '"sbatch --array=1-3", or give auto/n if these are some of n parts again',
  ],
  [
    // --array=1,3,5
    "auto/3",
    slurm(3, 3, [1, 5, 2]),
    "as its array has all 3 parts but numbers them 1 to 5: submit it with",
  ],
  ["auto", slurm(5, 5, [0, 8, 2]), "as task 5 is none of 0 to 8 by 2: give --shard i/n"],
  ["auto", slurm(1, 1, [1, 1, 0]), "its array is a list of 1 task(s) from 1 to 1"],
  ...["COUNT", "MIN", "MAX", "STEP"].map((name) =>
    [
      "auto",
      without(`SLURM_ARRAY_TASK_${name}`, SLURM),
      `Cannot take --shard "auto" as SLURM_ARRAY_TASK_${name} is not set: give the number of parts`,
    ] as const
  ),
  [
    // --array=0-6:2
    "auto/4",
    slurm(2, 4, [0, 6, 2]),
    'Cannot take --shard "auto/4" as its array has all 4 parts but numbers them 0 to 6: submit it ' +
    'with "sbatch --array=1-4", or give auto',
  ],
  // --array=1-7:2, and --array=1-3,7
  ["auto/4", slurm(3, 4, [1, 7, 2]), "its array has all 4 parts but numbers them 1 to 7"],
  ["auto/4", slurm(2, 4, [1, 7, 1]), "its array has all 4 parts but numbers them 1 to 7"],
  ["auto/8", slurm(9, 2, [8, 9, 1]), 'Cannot take --shard "auto/8" as part 9 of 8 does not exist'],
];

for (const [text, environment, message] of REFUSED) {
  Deno.test(`shardOf() refuses ${text} with ${JSON.stringify(environment)}`, () => {
    assertThrows(() => shard(text, environment), UsageError, message);
  });
}

Deno.test("the bench task may read the variables of --shard, and those that bind it to GPUs", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
  const [, names = ""] = /--allow-env=(\S+)/.exec(tasks.bench.command) ?? [];
  const needed = [...SHARD_VARIABLES, ...GPU_VARIABLES];
  assertEquals(needed.filter((name) => !names.split(",").includes(name)), []);
});

Deno.test("shardFolder() is a folder of its own for every part", () => {
  assertEquals(shardFolder("out", { index: 2, count: 8 }), "out/shard-2-of-8");
  assertEquals(shardFolder("out", undefined), "out");
});

Deno.test("shardFolder() gives unlike parts unlike folders, none inside another", () => {
  const anyShard = fc.integer({ min: 1, max: 100_000 })
    .chain((count) =>
      fc.record({ index: fc.integer({ min: 1, max: count }), count: fc.constant(count) })
    );
  fc.assert(fc.property(anyShard, anyShard, (one, other) => {
    const [a, b] = [one, other].map((shard) => `${shardFolder("out", shard)}/`) as [string, string];
    const isSame = one.index === other.index && one.count === other.count;
    assertEquals(a === b, isSame);
    assertEquals(a.startsWith(b) || b.startsWith(a), isSame);
  }));
});
