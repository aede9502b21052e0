import { assert, assertEquals } from "@std/assert";
import { startMerge } from "../../reports/merge.ts";
import type { Record } from "../../bench/record.ts";
import { paperTable } from "../../reports/paper_table.ts";
import { count, failure, METHODS, RECORDS, round, RUN, timing } from "./fixed_records.ts";
import { fleetRecords } from "./synthetic_records.ts";

function merged(records: Iterable<Record>) {
  const merge = startMerge();
  for (const record of records) merge.add(record, "a.jsonl");
  return merge.finish();
}

Deno.test("startMerge() keeps what the table shows", () => {
  const later = { ...RUN, runId: "run-2", settings: { ...RUN.settings, batch: 1 } };
  const lists: readonly (readonly Record[])[] = [
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

Deno.test("startMerge() keeps the samples of timings only if asked", () => {
  const roundsOf = (samples: boolean) => {
    const merge = startMerge({ samples });
    for (const record of RECORDS) merge.add(record, "a.jsonl");
    return merge.finish().timed[0]?.timing.roundsMs;
  };
  assertEquals([roundsOf(true), roundsOf(false)], [[[10]], [[]]]);
});

Deno.test("startMerge() keeps of a row its count, its timing and that there were rounds", () => {
  const { records } = merged(fleetRecords(2, 3));
  assertEquals(records.length, 2 * (1 + 3 * 3));
  const [kept] = records.filter((record) => record.kind === "timing");
  assertEquals(kept?.roundsMs.length, 29);
  assert(kept?.roundsMs.every((samples) => samples.length === 0));
});

Deno.test("startMerge() knows the files of every run and timing", () => {
  const merge = startMerge();
  merge.add(RUN, "a.jsonl");
  merge.add(timing("deit-s", 128, 1), "a.jsonl");
  merge.add(timing("deit-s", 128, 1), "b.jsonl");
  const { runs, timed } = merge.finish();
  assertEquals([...runs.get("run-1")?.sources ?? []], ["a.jsonl", "b.jsonl"]);
  assertEquals(timed.map(({ sources }) => [...sources]), [["a.jsonl", "b.jsonl"]]);
});
