import { assertEquals, assertMatch } from "@std/assert";
import { unmeasurable } from "../../../bench/record/measurable.ts";
import { recordLine } from "../../../bench/record/record.ts";
import { parseRecords } from "../../../bench/record/record_reader.ts";
import { timing } from "../../reports/fixtures/fixed_records.ts";

/** What is read from a line with some texts in place of others. */
function readAs(...changes: readonly (readonly [string, string])[]) {
  const line = changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`Cannot change "${from}" as the line lacks it`);
    return text.replace(from, to);
  }, recordLine(timing("deit-s", 128, 1)));
  return parseRecords(line);
}

Deno.test("unmeasurable() takes samples of 0 ms, negative and infinite ones for no measurement", () => {
  assertEquals(unmeasurable([0.1, 0, 0.1]), undefined);
  assertMatch(unmeasurable([0]) ?? "", /^not measurable: half of 1 run\(s\) or more took 0 ms/);
  assertMatch(unmeasurable([0, 0, 5]) ?? "", /^not measurable: half of 3/);
  assertEquals(unmeasurable([1, -744]), "not measurable: a run took -744 ms by this clock");
  assertEquals(unmeasurable([NaN]), "not measurable: a run took NaN ms by this clock");
  assertEquals(unmeasurable([Infinity]), "not measurable: a run took Infinity ms by this clock");
  assertEquals(unmeasurable([]), "not measurable: no run was timed");
  assertEquals(unmeasurable([9.9e18]), undefined);
  assertEquals(
    unmeasurable([1e19]),
    "not measurable: a run took 10000000000000000000 ms by this clock",
  );
  assertEquals([unmeasurable([0, 1]), unmeasurable([0, 1.1e-9, 1.1e-9])], [undefined, undefined]);
  assertMatch(unmeasurable([0, 1e-9, 1e-9]) ?? "", /^not measurable: half of 3/);
});

Deno.test("parseRecords() reads a rate that cannot be as a failure with its reason", () => {
  for (
    const [value, said] of [
      ["-744", "-744"],
      ["0", "0"],
      ["1e999", "Infinity"],
      ["null", "null"],
      ["1.7e308", "1.7e\\+308"],
    ] as const
  ) {
    const { records: [record], problems } = readAs(['"median":128', `"median":${value}`]);
    assertEquals(problems, []);
    assertEquals(record?.kind === "failure" && [record.model, record.stage], ["deit-s", "check"]);
    assertMatch(
      record?.kind === "failure" ? record.reason : "",
      new RegExp(`^not measurable: imagesPerSecond.median: must be above 0 .* got ${said}$`),
    );
  }
});

Deno.test("parseRecords() reads samples of 0 ms as a failure with its reason", () => {
  const { records: [record] } = readAs(['"roundsMs":[[10]', '"roundsMs":[[0]']);
  assertEquals(
    record?.kind === "failure" && record.reason,
    "not measurable: roundsMs.0: half of 1 run(s) or more took 0 ms by this clock",
  );
});

Deno.test("parseRecords() quotes two reasons why a timing cannot be, and counts the rest", () => {
  const reasonOf = (...changes: readonly (readonly [string, string])[]) => {
    const { records: [record] } = readAs(...changes);
    return record?.kind === "failure" ? record.reason : "";
  };
  const rate = ['"median":128', '"median":-1'] as const;
  const latency = ['"latencyMs":{"median":10', '"latencyMs":{"median":-2'] as const;
  const samples = ['"roundsMs":[[10]', '"roundsMs":[[-3]'] as const;
  assertMatch(reasonOf(rate, latency), /got -1; latencyMs.median: must be .* got -2$/);
  assertMatch(reasonOf(rate, latency, samples), / and 1 more$/);
});

Deno.test("parseRecords() takes a timing that lacks fields for no record at all", () => {
  const { records, problems } = readAs(['"imagesPerSecond"', '"imagesPerHour"']);
  assertEquals([records.length, problems.length], [0, 1]);
});

Deno.test("parseRecords() tells a figure that is missing from one that cannot be", () => {
  const { records, problems } = readAs(['"buildMs":1,', ""]);
  assertEquals([records, problems], [[], ["line 1 is no record: buildMs is missing"]]);
});

Deno.test("parseRecords() leaves derived figures empty where they are none", () => {
  const { records: [record] } = readAs(
    ['"matrixShare":{"median":0.5', '"matrixShare":{"median":1.7e308'],
    ['"ratio":{"median":1', '"ratio":{"median":null'],
    ['"harnessShare":0.005', '"harnessShare":-1e300'],
    ['"idleCores":0', '"idleCores":1e300'],
    ['"p90":12', '"p90":-12'],
    ['"share":0', '"share":-1e-17'],
  );
  if (record?.kind !== "timing") throw new Error("Cannot read the timing");
  const { roofline, relative, harnessShare, idleCores, latencyPercentilesMs, fallback } = record;
  assertEquals([roofline, relative, harnessShare, idleCores], [null, null, null, null]);
  assertEquals([latencyPercentilesMs.p90, fallback.share], [null, 0]);
});
