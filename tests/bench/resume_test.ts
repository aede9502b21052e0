import { assertEquals } from "@std/assert";
import { runBenchmark } from "../../bench/benchmark.ts";
import { jobKey, jobOf, type RunPlan, settingsOf } from "../../bench/plan.ts";
import type { Record, RunRecord, TimingRecord } from "../../bench/record.ts";
import { earlierRun } from "../../bench/resume.ts";
import { findModel } from "../../models/catalog.ts";
import { RUN, timing } from "../reports/fixed_records.ts";
import { fakeMachine } from "./fake_workers.ts";

const PLAN: RunPlan = {
  ...{ runId: "new", models: ["resnet18", "resnet34"].map(findModel), anchor: "resnet18" },
  ...{ graphs: ["plain"], size: { height: 64, width: 64 }, batch: 4, threads: 2 },
  ...{ deviceRequested: "cpu", device: "cpu", precision: "fp32", input: "copied", seed: 1 },
  ...{
    timeMs: 1e6,
    rounds: 4,
    sliceMs: 1,
    precisionTarget: 0,
    ceilings: true,
    memoryLimitBytes: 1e12,
  },
};
const KILLED: RunRecord = { ...RUN, runId: "killed", settings: settingsOf(PLAN) };

/** Records of a run until it was killed after so many of its records. */
async function killedRun(recordCount: number): Promise<readonly Record[]> {
  const records: Record[] = [KILLED];
  await runBenchmark({ ...PLAN, runId: "killed" }, {
    ...fakeMachine({ resnet18: { runMs: () => 100 }, resnet34: { runMs: () => 200 } }),
    emit: (record) => records.push(record),
    show: () => undefined,
    device: { deviceName: null, isSoftware: false },
  });
  return records.slice(0, recordCount);
}

Deno.test("earlierRun() finds the rounds of a killed run of the same settings", async () => {
  // Run, two counts, and of the rounds of two models and five ceilings one and a half.
  const earlier = earlierRun(await killedRun(3 + 9), PLAN, KILLED);
  assertEquals([earlier?.runId, earlier?.finished], ["killed", false]);
  const counts = [...earlier?.rounds.values() ?? []].map((rounds) => rounds.length);
  assertEquals(counts.reduce((sum, count) => sum + count), 9);
});

Deno.test("earlierRun() goes on with rows that a signal cut short", () => {
  const conditions = { model: "resnet18", size: "64", batch: 4, threads: 2 };
  const cut = { ...timing("resnet18", 100, 1), ...conditions, runId: "killed" };
  const timedOf = (endedBy: TimingRecord["endedBy"]) =>
    earlierRun([KILLED, { ...cut, endedBy }], PLAN, KILLED)?.timed.size;
  assertEquals([timedOf("rounds"), timedOf("interrupted")], [1, 0]);
});

Deno.test("earlierRun() does not mind another limit of memory", async () => {
  const roomier = { ...PLAN, memoryLimitBytes: 2e12 };
  assertEquals(earlierRun(await killedRun(12), roomier, KILLED)?.runId, "killed");
});

Deno.test("earlierRun() never mixes settings, machines or versions", async () => {
  const records = await killedRun(12);
  assertEquals(earlierRun(records, { ...PLAN, batch: 8 }, KILLED), undefined);
  assertEquals(earlierRun(records, { ...PLAN, seed: 2 }, KILLED), undefined);
  assertEquals(earlierRun(records, PLAN, { ...KILLED, machine: "other" }), undefined);
  assertEquals(earlierRun(records, PLAN, { ...KILLED, gitCommit: "other" }), undefined);
});

Deno.test("runBenchmark() measures after a kill only the rounds that are missing", async () => {
  const before = await killedRun(3 + 9);
  const earlier = earlierRun(before, PLAN, KILLED);
  const after: Record[] = [];
  const outcome = await runBenchmark({ ...PLAN, runId: "killed" }, {
    ...fakeMachine({ resnet18: { runMs: () => 100 }, resnet34: { runMs: () => 200 } }),
    emit: (record) => after.push(record),
    show: () => undefined,
    device: { deviceName: null, isSoftware: false },
    ...(earlier === undefined ? {} : { earlier }),
  });
  assertEquals(outcome, { failedCount: 0, timedCount: 2, interrupted: false });
  const rounds = (records: readonly Record[]) =>
    records.flatMap((record) => record.kind === "round" ? [`${record.model} ${record.round}`] : []);
  const all = [...rounds(before), ...rounds(after)];
  assertEquals(all.length, 4 * 7);
  assertEquals(new Set(all).size, all.length);
});

Deno.test("runBenchmark() times nothing again that has its timing", async () => {
  const everything = await killedRun(Infinity);
  const earlier = earlierRun(everything, PLAN, KILLED);
  assertEquals(
    earlier?.timed,
    new Set(
      ["resnet18", "resnet34"].map((model) => jobKey(jobOf(PLAN, model, "plain"))),
    ),
  );
  const machine = fakeMachine({});
  await runBenchmark({ ...PLAN, runId: "killed" }, {
    ...machine,
    emit: () => undefined,
    show: () => undefined,
    device: { deviceName: null, isSoftware: false },
    ...(earlier === undefined ? {} : { earlier }),
  });
  assertEquals(machine.slices, []);
});
