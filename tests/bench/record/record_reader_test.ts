import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { recordLine } from "../../../bench/record/record.ts";
import { parseRecords, recordReader } from "../../../bench/record/record_reader.ts";
import { failure, RUN } from "../../reports/fixtures/fixed_records.ts";

const GOOD = recordLine(failure("deit-s", "killed"));

/** Problems of a text that comes in these pieces, and whether each is half a line. */
function problemsOf(...pieces: readonly string[]): readonly (readonly [string, boolean])[] {
  const problems: (readonly [string, boolean])[] = [];
  const reader = recordReader({
    onRecord() {},
    onProblem: (problem, isHalf) => problems.push([problem, isHalf]),
  });
  pieces.forEach((piece) => reader.push(piece));
  reader.end();
  return problems;
}

Deno.test("recordReader() takes the last line of a file alone for half a one", () => {
  const cutOff = "is no record: it is cut off, as a killed run leaves it";
  assertEquals(problemsOf(GOOD, '{"sch'), [[`line 2 ${cutOff}`, true]]);
  assertEquals(problemsOf('{"sch\n', GOOD), [["line 1 is no record: it is no JSON", false]]);
  assertEquals(problemsOf(GOOD, '{"sch\n'), [["line 2 is no record: it is no JSON", false]]);
  assertEquals(problemsOf(GOOD, "{}").map(([, isHalf]) => isHalf), [false]);
  assertEquals(problemsOf("x"), [["line 1 is no record: it is no JSON", false]]);
  for (let size = 1; size < GOOD.length - 1; size++) {
    assertEquals(problemsOf(GOOD.slice(0, size)), [[`line 1 ${cutOff}`, true]]);
  }
});

Deno.test("recordReader() joins the pieces of a line once, however many there are", () => {
  const records: unknown[] = [];
  const reader = recordReader({ onRecord: (record) => records.push(record), onProblem() {} });
  for (const letter of GOOD + GOOD.trimEnd()) reader.push(letter);
  reader.end();
  assertEquals(records, [failure("deit-s", "killed"), failure("deit-s", "killed")]);
});

Deno.test("recordReader() holds no line that is longer than strings may be", () => {
  const piece = "x".repeat(1 << 24);
  const pieces = new Array<string>(40).fill(piece);
  assertEquals(problemsOf(...pieces, "\n", GOOD), [
    ["line 1 is no record: it is longer than 268435456 letters", false],
  ]);
});

Deno.test("recordReader() says little about a line, whatever is wrong with it", () => {
  const { settings } = RUN;
  const line = JSON.stringify({
    ...RUN,
    settings: { ...settings, models: new Array(1000).fill(1) },
  });
  const [[problem] = [""]] = problemsOf(line);
  assert(problem.endsWith("at settings.models.2 and many more"), problem);
  assert(problem.length < 400);
});

Deno.test("recordReader() reads lists of lists with a million faults, which is a problem and no crash", () => {
  const timing = { ...RUN, kind: "timing", roundsMs: [new Array(1e6).fill("x")] };
  const [[problem] = [""]] = problemsOf(JSON.stringify(timing));
  assert(problem.endsWith(" more"), problem);
});

Deno.test("recordReader() says what is missing and what is of another kind", () => {
  const said = (change: object) => problemsOf(JSON.stringify({ ...RUN, ...change }))[0]?.[0];
  const text = "line 1 is no record: ";
  assertEquals(said({ machine: undefined }), `${text}machine is missing`);
  assertEquals(
    said({ machine: 5 }),
    `${text}Invalid input: expected string, received number at machine`,
  );
  assertEquals(problemsOf("5")[0]?.[0], `${text}Invalid input: expected object, received number`);
});

Deno.test("parseRecords() takes a part of more than 100,000 parts, or above their count, for none", () => {
  const problem = (shard: object) => {
    const whole = { plan: "ab12", index: 1, count: 2, run: 1, runs: 1, ...shard };
    return parseRecords(JSON.stringify({ ...RUN, shard: whole })).problems[0];
  };
  assertEquals([problem({}), problem({ count: 100_000 })], [undefined, undefined]);
  assertStringIncludes(problem({ count: 1e7 }) ?? "", "<=100000 at shard.count");
  assertStringIncludes(problem({ index: 3 }) ?? "", "part index is above count at shard");
  assertStringIncludes(problem({ run: 2 }) ?? "", "run is above runs at shard");
});

Deno.test("parseRecords() says the first five lines that are no records and counts the others", () => {
  const { records, problems } = parseRecords(`${"no\n".repeat(5000)}${GOOD}`);
  assertEquals([records.length, problems.length], [1, 6]);
  assertEquals(problems.slice(-2), [
    "line 5 is no record: it is no JSON",
    "4995 more lines are no records",
  ]);
});
