import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { SHARD_VARIABLES, shardFolder, shardOf } from "../../cli/shard_option.ts";
import { UsageError } from "../../cli/usage_error.ts";

type Environment = Readonly<Record<string, string>>;

function shard(text: string, environment: Environment = {}): string {
  const { index, count } = shardOf(text, (name) => environment[name]);
  return `${index}/${count}`;
}

const SLURM = { SLURM_ARRAY_TASK_ID: "6", SLURM_ARRAY_TASK_COUNT: "4", SLURM_ARRAY_TASK_MIN: "4" };

Deno.test("shardOf() reads i/n without looking at the environment", () => {
  const read = () => {
    throw new Error("no permission");
  };
  assertEquals(shardOf("2/8", read), { index: 2, count: 8 });
});

Deno.test("shardOf() finds the part that a scheduler gave", () => {
  assertEquals(shard("auto", SLURM), "3/4");
  assertEquals(shard("auto/8", { SLURM_ARRAY_TASK_ID: "6", SLURM_ARRAY_TASK_COUNT: "1" }), "6/8");
  assertEquals(shard("auto/8", { JOB_COMPLETION_INDEX: "0" }), "1/8");
  assertEquals(shard("auto/8", { PARALLEL_SEQ: "8" }), "8/8");
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
];

for (const [text, environment, message] of REFUSED) {
  Deno.test(`shardOf() refuses ${text} with ${JSON.stringify(environment)}`, () => {
    assertThrows(() => shard(text, environment), UsageError, message);
  });
}

Deno.test("the bench task may read the variables of --shard", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
  const [, names = ""] = /--allow-env=(\S+)/.exec(tasks.bench.command) ?? [];
  assertEquals(SHARD_VARIABLES.filter((name) => !names.split(",").includes(name)), []);
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
