import { assertEquals } from "@std/assert";
import { type Blame, findBlame } from "../../../bench/run/blame.ts";

const REWRITES = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** Looks for the blame where every trial that holds one of the `bad` sets disagrees. */
async function blameOf(
  bad: readonly string[],
  { trials = Infinity, suspects }: { trials?: number; suspects?: readonly string[] } = {},
): Promise<Blame & { readonly trialCount: number }> {
  let trialCount = 0;
  const blame = await findBlame(
    REWRITES,
    (names) => {
      trialCount++;
      return Promise.resolve(!bad.some((set) => [...set].every((name) => names.includes(name))));
    },
    { now: () => trialCount, endMs: trials },
    suspects,
  );
  return { ...blame, trialCount };
}

Deno.test("findBlame() finds the one rewrite to blame, wherever it stands, in few trials", async () => {
  for (const name of REWRITES) {
    assertEquals(await blameOf([name]), { rewrites: [name], isComplete: true, trialCount: 5 });
  }
});

Deno.test("findBlame() finds all that are to blame", async () => {
  const { rewrites, isComplete } = await blameOf(["c", "g"]);
  assertEquals([rewrites, isComplete], [["c", "g"], true]);
});

Deno.test("findBlame() blames of two that disagree only together the later one", async () => {
  const { rewrites, isComplete } = await blameOf(["bf"]);
  assertEquals([rewrites, isComplete], [["f"], true]);
});

Deno.test("findBlame() blames no rewrite where the graph without any disagrees", async () => {
  assertEquals(await blameOf([""]), { rewrites: [], isComplete: true, trialCount: 1 });
});

Deno.test("findBlame() asks once where the same rewrite was to blame elsewhere", async () => {
  const suspects = ["d"];
  const known = await blameOf(["d"], { suspects });
  assertEquals(known, { rewrites: ["d"], isComplete: true, trialCount: 1 });
  const other = await blameOf(["e"], { suspects });
  assertEquals([other.rewrites, other.isComplete], [["e"], true]);
});

Deno.test("findBlame() ends when its time is over, with what it has found", async () => {
  const early = await blameOf(["c", "g"], { trials: 3 });
  assertEquals(early, { rewrites: [], isComplete: false, trialCount: 3 });
  const late = await blameOf(["c", "g"], { trials: 5 });
  assertEquals(late, { rewrites: ["c"], isComplete: false, trialCount: 5 });
});
