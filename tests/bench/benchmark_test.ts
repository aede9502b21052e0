import { assertEquals } from "@std/assert";
import { type BenchmarkPlan, runBenchmark } from "../../bench/benchmark.ts";
import { parseRecords, type Record, recordLine } from "../../bench/record.ts";
import { findModel } from "../../models/catalog.ts";
import { fakeMachine, type FakeModel } from "./fake_workers.ts";

const STEADY: FakeModel = { runMs: () => 100 };

function plan(models: readonly string[], changes: Partial<BenchmarkPlan> = {}): BenchmarkPlan {
  return {
    runId: "run",
    models: models.map(findModel),
    anchor: models[0] as string,
    size: { height: 64, width: 64 },
    batch: 4,
    threads: 2,
    device: "cpu",
    seed: 1,
    timeMs: 1000,
    rounds: 3,
    sliceMs: 1,
    ...changes,
  };
}

async function recordsOf(
  benchmark: BenchmarkPlan,
  models: Readonly<{ [id: string]: FakeModel }>,
): Promise<{ readonly records: readonly Record[]; readonly outcome: unknown }> {
  const records: Record[] = [];
  const outcome = await runBenchmark(benchmark, {
    ...fakeMachine(models),
    emit: (record) => records.push(record),
    show: () => undefined,
  });
  return { records, outcome };
}

Deno.test("runBenchmark() emits counts, rounds and timings that can be read back", async () => {
  const { records, outcome } = await recordsOf(plan(["resnet18", "dsnet-t"]), {
    "resnet18": STEADY,
    "dsnet-t": { runMs: () => 50 },
  });
  assertEquals(outcome, { failedCount: 0, timedCount: 2 });
  const kinds = Object.groupBy(records, ({ kind }) => kind);
  assertEquals(Object.entries(kinds).map(([kind, list]) => [kind, list?.length]), [
    ["count", 2],
    ["round", 6],
    ["timing", 2],
  ]);
  assertEquals(parseRecords(records.map(recordLine).join("")), { records, problems: [] });
  const timing = records.findLast(({ kind }) => kind === "timing");
  assertEquals(timing?.kind === "timing" && [timing.imagesPerSecond, timing.relative], [
    { median: 80, low: 80, high: 80 },
    { anchor: "resnet18", ratio: { median: 2, low: 2, high: 2 } },
  ]);
});

Deno.test("runBenchmark() gives a model that cannot be built its reason, and times the rest", async () => {
  const { records, outcome } = await recordsOf(
    plan(["resnet18", "dsnet-t"], { size: { height: 50, width: 50 } }),
    { resnet18: STEADY },
  );
  assertEquals(outcome, { failedCount: 1, timedCount: 1 });
  const failure = records.find(({ kind }) => kind === "failure");
  assertEquals(failure?.kind === "failure" && [failure.model, failure.stage], ["dsnet-t", "build"]);
});
