// The kept list and what it is run with; the run itself takes half an hour and is no test.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { MUTATIONS } from "./all.ts";
import { mutated, type Mutation } from "./mutation.ts";
import { nearestTests } from "./nearest_tests.ts";
import { type MutationResult, scoreText } from "./score.ts";
import { failedFiles, quickFirst, testSeconds } from "./test_output.ts";

const CHANGE: Mutation = { what: "one more", file: "a.ts", find: "= 1", replace: "= 2" };

Deno.test("every mutation finds its place exactly once and bears a name of its own", async () => {
  for (const mutation of MUTATIONS) mutated(await Deno.readTextFile(mutation.file), mutation);
  assertEquals(new Set(MUTATIONS.map(({ what }) => what)).size, MUTATIONS.length);
  assert(MUTATIONS.filter(({ equivalent }) => equivalent === undefined).length >= 120);
});

Deno.test("mutated() replaces the one place, and refuses one that is gone or there twice", () => {
  assertEquals(mutated("a = 1; b = $&;", { ...CHANGE, replace: "= $&" }), "a = $&; b = $&;");
  for (const text of ["a = 3;", "a = 1; b = 1;"]) {
    assertThrows(() => mutated(text, CHANGE), RangeError, 'Cannot apply "one more" as a.ts');
  }
  assertThrows(() => mutated("a = 1;", { ...CHANGE, replace: "= 1" }), RangeError, "and change");
});

Deno.test("nearestTests() begins with mirrors and direct importers, ends with what never reaches it", () => {
  const imports = new Map([
    ["tests/x_test.ts", ["bench/far.ts"]],
    ["tests/direct_test.ts", ["bench/count/count.ts"]],
    ["tests/bench/count/count_laws_test.ts", []],
    ["tests/bench/count/far_test.ts", ["bench/far.ts"]],
    ["tests/bench/run/far_test.ts", ["bench/far.ts"]],
    ["tests/cli/cli_test.ts", []],
    ["tests/bench/process_test.ts", []],
    ["bench/far.ts", ["bench/count/count.ts"]],
  ]);
  const tests = [...imports.keys()].filter((path) => path.startsWith("tests/"));
  assertEquals(nearestTests("bench/count/count.ts", tests, imports), [
    ["tests/direct_test.ts", "tests/bench/count/count_laws_test.ts"],
    ["tests/bench/count/far_test.ts"],
    ["tests/bench/run/far_test.ts"],
    ["tests/x_test.ts"],
    ["tests/bench/process_test.ts"],
    ["tests/cli/cli_test.ts"],
  ]);
  assertEquals(
    nearestTests("std/assert/_comparable.ts", ["tests/std/assert_test.ts"], new Map())[0],
    [
      "tests/std/assert_test.ts",
    ],
  );
});

Deno.test("scoreText() gives the share of each folder and names who survived", () => {
  const result = (file: string, verdict: MutationResult["verdict"]): MutationResult => (
    { tree: "t", what: `change ${file}`, file, verdict, by: "" }
  );
  const text = scoreText(
    [result("a/x.ts", "killed"), result("a/y.ts", "survived"), result("b/z.ts", "killed")],
    [{ ...CHANGE, equivalent: "nobody reads it" }],
  );
  assertEquals(text.split("\n"), [
    "a: 1 of 2 killed, 50.0 %",
    "b: 1 of 1 killed, 100.0 %",
    "all: 2 of 3 killed, 66.7 %",
    "survived: a/y.ts: change a/y.ts",
    "equivalent: a.ts: one more: nobody reads it",
  ]);
});

const OUTPUT = [
  "running 2 tests from ./tests/a_test.ts",
  "one ... ok (1m2s)",
  "two ...",
  "  a step ... FAILED (400ms)",
  "two ... FAILED (due to 1 failed step) (500ms)",
  "running 2 tests from ./tests/b_test.ts",
  "three ... ignored (0ms)",
  "four ... ok (4s)",
].join("\n");

Deno.test("testSeconds() adds up the tests of each file; quickFirst() lets the slow ones wait", () => {
  const seconds = testSeconds(OUTPUT);
  assertEquals([...seconds], [["tests/a_test.ts", 62.5], ["tests/b_test.ts", 4]]);
  const files = ["tests/a_test.ts", "tests/b_test.ts", "tests/c_test.ts"];
  assertEquals(quickFirst(files, seconds), [
    ["tests/c_test.ts"],
    ["tests/b_test.ts"],
    ["tests/a_test.ts"],
  ]);
});

Deno.test("failedFiles() names files with failed tests, wherever the test is written, or with none", () => {
  assertEquals(failedFiles(OUTPUT), ["tests/a_test.ts"]);
  assertEquals(failedFiles("ERRORS\n\n./tests/c_test.ts (uncaught error)\nerror: x"), [
    "tests/c_test.ts",
  ]);
  assertEquals(failedFiles(OUTPUT.replace("FAILED (due", "ok (due")), []);
});
