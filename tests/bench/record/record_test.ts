import { assertEquals, assertThrows } from "@std/assert";
import {
  type BenchRecord,
  type FailureRecord,
  RECORD_SCHEMA,
  recordLine,
} from "../../../bench/record/record.ts";
import { parseRecords } from "../../../bench/record/record_reader.ts";
import { count, timing } from "../../reports/fixtures/fixed_records.ts";

const FAILURE: FailureRecord = {
  schema: RECORD_SCHEMA,
  kind: "failure",
  runId: "run",
  model: "resnet18",
  method: "ResNet-18",
  size: "224",
  graph: "plain",
  batch: 8,
  engine: "onnxruntime-node",
  instances: 1,
  stage: "load",
  reason: "out of memory\n| of course",
};

Deno.test("recordLine() and parseRecords() keep a record whole, one line each", () => {
  const text = recordLine(FAILURE) + recordLine(FAILURE);
  assertEquals(text.split("\n").length, 3);
  assertEquals(parseRecords(text), { records: [FAILURE, FAILURE], problems: [] });
});

Deno.test("parseRecords() reads records from before there were engines as onnxruntime-node's", () => {
  const { engine: _, instances: __, ...old } = FAILURE;
  assertEquals(parseRecords(`${JSON.stringify(old)}\n`).records, [FAILURE]);
  const { engineVersions, engineOptions, runsInFlight, overDefaultEngine, ...written } = timing(
    "resnet18",
    1,
    1,
  );
  assertEquals(parseRecords(`${JSON.stringify(written)}\n`).records, [
    { ...written, engineVersions, engineOptions, runsInFlight, overDefaultEngine },
  ]);
});

Deno.test("parseRecords() reports a half-written last line and keeps the rest", () => {
  const { records, problems } = parseRecords(recordLine(FAILURE) + '{"schema":"dsnet-be');
  assertEquals(records, [FAILURE]);
  assertEquals(problems.length, 1);
  assertEquals(problems[0]?.startsWith("line 2 is no record"), true);
});

Deno.test("parseRecords() skips a byte-order mark, in front and between joined files", () => {
  const marked = `\uFEFF${recordLine(FAILURE)}`;
  assertEquals(parseRecords(marked + marked + "\uFEFF\n"), {
    records: [FAILURE, FAILURE],
    problems: [],
  });
});

Deno.test("parseRecords() takes no other version, kind or type for a record", () => {
  for (
    const line of [
      { ...FAILURE, schema: "dsnet-bench/99" },
      { ...FAILURE, kind: "secret" },
      { ...FAILURE, model: 5 },
      null,
      [],
    ]
  ) {
    assertEquals(parseRecords(JSON.stringify(line)).records, []);
  }
});

Deno.test("parseRecords() takes no record that lacks what every run writes", () => {
  const problemsWithout = (record: BenchRecord, field: string) =>
    parseRecords(JSON.stringify({ ...record, [field]: undefined })).problems;
  const whole = timing("deit-s", 128, 1);
  assertEquals(problemsWithout(whole, "anything else"), []);
  for (const field of ["roundsId", "tracedRuns"]) {
    assertEquals(problemsWithout(whole, field), [`line 1 is no record: ${field} is missing`]);
  }
  assertEquals(problemsWithout(count("deit-s", 1, 2), "bytesByStream"), [
    "line 1 is no record: Invalid input: expected object at bytesByStream",
  ]);
});

Deno.test("recordLine() refuses numbers that JSON has not", () => {
  const count = {
    schema: RECORD_SCHEMA,
    kind: "count",
    runId: "run",
    model: "m",
    method: "M",
    size: "224",
    graphHash: "",
    params: NaN,
    buffers: 0,
    macs: 0,
    flops: 0,
    macsByOp: {},
    macsByStage: {},
    macsByStream: {},
    bytesByStream: {},
    unknownOps: {},
    unusedNodes: [],
    constantWeights: [],
  } as const;
  assertThrows(() => recordLine(count), Error, "params");
});
