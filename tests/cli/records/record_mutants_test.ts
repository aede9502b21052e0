import { assertEquals } from "@std/assert";
import { mutantOf } from "../../support/mutants.ts";
import { withFolder } from "../../support/run_task.ts";
import { mutantTrial } from "./record_mutants.ts";

/** `mutate_records.ts` tries more of them. */
const MUTANTS = 500;

Deno.test("mutantOf() is the same for the same seed and another for another", () => {
  const lines = ['{"a":1}', '{"b":"x"}'];
  assertEquals(mutantOf(lines, 7), mutantOf(lines, 7));
  const texts = Array.from({ length: 50 }, (_, seed) => mutantOf(lines, seed).text);
  assertEquals(new Set(texts).size > 40, true);
});

Deno.test(`report and compare give a result or a message for ${MUTANTS} mutants of records`, () =>
  withFolder(async (folder) => {
    const { examine } = await mutantTrial(folder);
    for (let seed = 0; seed < MUTANTS; seed++) await examine(seed);
  }));
