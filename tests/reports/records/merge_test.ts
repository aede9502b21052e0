import { assert, assertEquals } from "@std/assert";
import { measurementsOf } from "../../../reports/records/measurement.ts";
import { startMerge } from "../../../reports/records/merge.ts";
import { timedRows } from "../../../reports/records/merge_text.ts";
import type { BenchRecord, RunRecord } from "../../../bench/record/record.ts";
import { paperTable } from "../fixtures/paper_table.ts";
import { count, failure, METHODS, RECORDS, round, RUN, timing } from "../fixtures/fixed_records.ts";
import { fleetRecords } from "../fixtures/synthetic_records.ts";

function merged(records: Iterable<BenchRecord>) {
  const merge = startMerge();
  for (const record of records) merge.add(record, "a.jsonl");
  return merge.finish();
}

Deno.test("startMerge() keeps what the table shows", () => {
  const later = { ...RUN, runId: "run-2", settings: { ...RUN.settings, batch: 1 } };
  const lists: readonly (readonly BenchRecord[])[] = [
    RECORDS,
    [...RECORDS, timing("dsnet-b", 32, 0.25), failure("deit-s", "killed")],
    [RUN, count("deit-s", 1, 1), round("dsnet-b"), { ...round("dsnet-b"), round: 1 }],
    [...RECORDS, later, { ...timing("deit-s", 16, 1), runId: "run-2", batch: 1 }, RUN],
    [timing("deit-s", 1, 1), timing("deit-s", 2, 1)],
  ];
  for (const records of lists) {
    assertEquals(
      paperTable(merged(records).records, [], METHODS),
      paperTable(records, [], METHODS),
    );
  }
});

Deno.test("startMerge() keeps the time by stream, which a section of the report divides", () => {
  const [row] = timedRows(merged(RECORDS));
  assertEquals(row?.piece.kernelMs, { byOp: {}, byStage: {}, byStream: { shared: 9 } });
});

Deno.test("startMerge() keeps the samples of timings only if asked", () => {
  const roundsOf = (samples: boolean) => {
    const merge = startMerge({ samples });
    for (const record of RECORDS) merge.add(record, "a.jsonl");
    return timedRows(merge.finish())[0]?.piece.roundsMs;
  };
  assertEquals([roundsOf(true), roundsOf(false)], [Array(6).fill([10]), Array(6).fill([])]);
});

Deno.test("startMerge() keeps of a row its count, its timing and how many rounds there were", () => {
  const { records } = merged(fleetRecords(2, 3));
  assertEquals(records.length, 2 * (1 + 3 * 2));
  const [kept] = records.filter((record) => record.kind === "timing");
  assertEquals(kept?.roundsMs.length, 29);
  assert(kept?.roundsMs.every((samples) => samples.length === 0));
});

/** Objects, and places in lists, that are held by a value; what is shared counts once. */
function heldCount(value: unknown, seen = new Set<unknown>()): number {
  if (typeof value !== "object" || value === null || seen.has(value)) return 0;
  seen.add(value);
  const parts = value instanceof Map
    ? [...value.entries()].flat()
    : value instanceof Set
    ? [...value]
    : Object.values(value);
  return 1 + parts.length + parts.reduce((sum: number, part) => sum + heldCount(part, seen), 0);
}

Deno.test("startMerge() holds for ten times the lines what it holds for the same rows", () => {
  const held = (roundCount: number) => {
    const merge = startMerge();
    let lineCount = 0;
    for (const record of fleetRecords(4, 25, { roundCount })) {
      merge.add(record, record.runId);
      lineCount++;
    }
    return { lineCount, count: heldCount(merge.finish()) };
  };
  const [few, many] = [held(18), held(198)];
  assertEquals([few.lineCount, many.lineCount], [2004, 20_004]);
  // The one list of empty rounds that all rows share has 180 more places.
  assertEquals(many.count - few.count, 198 - 18);
});

Deno.test("startMerge() knows the files of every run and timing", () => {
  const merge = startMerge();
  merge.add(RUN, "a.jsonl");
  merge.add(timing("deit-s", 128, 1), "a.jsonl");
  merge.add(timing("deit-s", 128, 1), "b.jsonl");
  const merged = merge.finish();
  assertEquals([...merged.runs.get("run-1")?.sources ?? []], ["a.jsonl", "b.jsonl"]);
  assertEquals(timedRows(merged).map(({ sources }) => [...sources]), [["a.jsonl", "b.jsonl"]]);
});

Deno.test("startMerge() takes a file with rounds of a row for none that has its timing", () => {
  const merge = startMerge();
  merge.add(RUN, "killed.jsonl");
  merge.add(round("deit-s"), "killed.jsonl");
  merge.add(timing("deit-s", 128, 1), "resumed.jsonl");
  merge.add(round("deit-s"), "killed.jsonl");
  assertEquals(timedRows(merge.finish()).map(({ sources }) => [...sources]), [["resumed.jsonl"]]);
});

Deno.test("startMerge() takes what a run said last, though another run came between", () => {
  const later = { ...RUN, runId: "run-2" };
  const rows = [timing("deit-s", 1, 1), { ...timing("deit-s", 2, 1), runId: "run-2" }];
  const records = [RUN, later, ...rows, timing("deit-s", 3, 1)];
  const rates = measurementsOf(merged(records).records).measurements
    .flatMap(({ timing }) => timing?.imagesPerSecond.median ?? []);
  assertEquals(rates, [3]);
});

Deno.test("startMerge() names the card of older records, whose engines did not know its name", () => {
  const cuda = {
    ...RUN,
    settings: { ...RUN.settings, device: "cuda" },
    environment: { ...RUN.environment, deviceKinds: ["NVIDIA L4"] },
  };
  const unnamed = { ...timing("deit-s", 16, 1), deviceUsed: "cuda", deviceName: null };
  const named = { ...timing("dsnet-b", 32, 1), deviceUsed: "cuda", deviceName: "Fake L4" };
  const namesIn = (run: RunRecord) =>
    timedRows(merged([unnamed, run, named])).map(({ piece }) => piece.deviceName);
  assertEquals(namesIn(cuda), ["NVIDIA L4", "Fake L4"]);
  assertEquals(namesIn(RUN), [null, "Fake L4"]);
});
