// Several engines in one run: rows, ceilings and ratios of each, in the same rounds.

import { assertEquals } from "@std/assert";
import type { PlannedEngine, RunPlan } from "../../../bench/plan/plan.ts";
import { settingsOf } from "../../../bench/plan/plan.ts";
import type { BenchRecord, RunRecord, TimingRecord } from "../../../bench/record/record.ts";
import { type BenchmarkTools, runBenchmark } from "../../../bench/run/benchmark.ts";
import { earlierRun } from "../../../bench/run/resume.ts";
import { findModel } from "../../../models/catalog.ts";
import { RUN } from "../../reports/fixtures/fixed_records.ts";
import { FAKE_DEVICE, fakeMachine, type FakeModel } from "../fakes/fake_workers.ts";
import { runPlan } from "../fakes/run_plan.ts";

const NODE: PlannedEngine = {
  engine: "onnxruntime-node",
  options: {},
  instances: 1,
  graphs: ["plain", "fast"],
};
const OTHER: PlannedEngine = {
  engine: "other",
  options: { streams: "2" },
  variant: "eager",
  instances: 1,
  graphs: ["plain"],
};

function plan(engines: readonly PlannedEngine[]): RunPlan {
  return runPlan({
    engines,
    graphs: ["plain", "fast"],
    rounds: 6,
  });
}

async function measure(
  asked: RunPlan,
  models: Readonly<Record<string, FakeModel>>,
  tools: Partial<BenchmarkTools> = {},
) {
  const records: BenchRecord[] = [];
  const outcome = await runBenchmark(asked, {
    ...fakeMachine(models),
    emit: (record) => records.push(record),
    show: () => undefined,
    device: FAKE_DEVICE,
    ...tools,
  });
  const timings = records.filter((record) => record.kind === "timing");
  return { records, outcome, timings };
}

/** A machine on which the other engine is twice as fast. */
const TWICE: Readonly<Record<string, FakeModel>> = {
  "resnet18": { runMs: () => 100 },
  "resnet18 plain other": { runMs: () => 50 },
  "ceiling/matrix-2048 plain other": { runMs: () => 0.5 },
};

function about({ engine, variant, graph, relative, overDefaultEngine }: TimingRecord) {
  const ratios = [relative?.ratio.median, overDefaultEngine?.median];
  return [engine, variant, graph, ...ratios];
}

Deno.test("runBenchmark() times engines in the same rounds, with ratios within and across them", async () => {
  const { timings, records, outcome } = await measure(plan([NODE, OTHER]), TWICE);
  assertEquals(outcome, { failedCount: 0, timedCount: 3, interrupted: false });
  assertEquals(timings.map(about), [
    ["onnxruntime-node", undefined, "plain", 1, undefined],
    ["onnxruntime-node", undefined, "fast", 1, undefined],
    ["other", "eager", "plain", 1, 2],
  ]);
  assertEquals(new Set(timings.map(({ roundsId }) => roundsId)).size, 1);
  assertEquals(timings.map(({ engineOptions }) => ({ ...engineOptions })), [{}, {}, OTHER.options]);
  const counts = records.filter(({ kind }) => kind === "count");
  assertEquals(counts.length, 1, "counts do not depend on the engine");
});

Deno.test("runBenchmark() has a ratio to the default engine's other graph where it ran no other", async () => {
  const { timings } = await measure(plan([{ ...NODE, graphs: ["fast"] }, OTHER]), {
    ...TWICE,
    "resnet18 fast": { runMs: () => 25 },
  });
  assertEquals(timings.map(about), [
    ["onnxruntime-node", undefined, "fast", 1, undefined],
    ["other", "eager", "plain", 1, 0.5],
  ]);
});

Deno.test("runBenchmark() measures ceilings through each engine", async () => {
  const { records, timings } = await measure(plan([NODE, OTHER]), TWICE);
  const ceilings = records.filter((record) => record.kind === "ceiling");
  assertEquals(ceilings.map(({ engine, variant }) => [engine, variant]), [
    ["onnxruntime-node", undefined],
    ["other", undefined],
  ]);
  const [own, other] = ceilings.map(({ matrixFlopsPerSecond }) => matrixFlopsPerSecond.median);
  assertEquals(other, 2 * (own ?? NaN));
  const [plain, , byOther] = timings.map(({ roofline }) => roofline?.matrixShare.median);
  // Twice as fast on a ceiling that is twice as high.
  assertEquals(byOther, plain);
});

Deno.test("runBenchmark() gives ceilings of several engines a third of a slice", async () => {
  const runsIn = async (asked: RunPlan, model: string) => {
    const { records } = await measure({ ...asked, sliceMs: 30 }, TWICE);
    return records.flatMap((record) =>
      record.kind === "round" && record.model === model && record.round === 0
        ? [record.samplesMs.length]
        : []
    ).toSorted();
  };
  // Of 1 ms a run, those of the other engine 0.5 ms.
  const both = plan([NODE, OTHER]);
  assertEquals(await runsIn(both, "ceiling/copy"), [10]);
  assertEquals(await runsIn(both, "ceiling/matrix-2048"), [10, 20]);
  const { engines: _, ...alone } = both;
  assertEquals(await runsIn(alone, "ceiling/copy"), [30]);
});

Deno.test("runBenchmark() gives the rows of an engine that is not there its reason", async () => {
  const missing = new Map([["other", "engine other does not work here; get it by: pip"]]);
  const { records, timings, outcome } = await measure(plan([NODE, OTHER]), TWICE, { missing });
  assertEquals(outcome.failedCount, 1);
  assertEquals(timings.map(({ engine }) => engine), Array(2).fill("onnxruntime-node"));
  const failures = records.filter((record) => record.kind === "failure");
  assertEquals(
    failures.map(({ engine, variant, stage, reason }) => [engine, variant, stage, reason]),
    [
      ["other", "eager", "load", missing.get("other")],
    ],
  );
  const ceilings = records.filter((record) => record.kind === "ceiling");
  assertEquals(ceilings.map(({ engine }) => engine), ["onnxruntime-node"]);
});

Deno.test("runBenchmark() times the plain graph where an engine's fast one disagrees", async () => {
  const fast = { ...OTHER, graphs: ["fast"] } as const;
  const { records, timings } = await measure(plan([NODE, fast]), {
    ...TWICE,
    "resnet18 fast other": { runMs: () => 50, referenceDifference: 1 },
  });
  assertEquals(timings.map(({ engine, graph }) => [engine, graph]), [
    ["onnxruntime-node", "plain"],
    ["onnxruntime-node", "fast"],
    ["other", "plain"],
  ]);
  const failure = records.find((record) => record.kind === "failure");
  assertEquals([failure?.engine, failure?.graph, failure?.stage], ["other", "fast", "check"]);
});

Deno.test("earlierRun() knows rows of each engine, and no run of other engines", async () => {
  const asked = plan([NODE, OTHER, { ...NODE, instances: 2 }]);
  const run: RunRecord = { ...RUN, runId: "run", settings: settingsOf(asked) };
  const { records } = await measure(asked, TWICE);
  const earlier = earlierRun([run, ...records], asked, run);
  assertEquals([earlier?.timed.size, earlier?.failed.size], [5, 0]);
  assertEquals(earlierRun([run, ...records], plan([NODE]), run), undefined);
  const changed = plan([NODE, { ...OTHER, options: {} }, { ...NODE, instances: 2 }]);
  assertEquals(earlierRun([run, ...records], changed, run), undefined);
});

Deno.test("runBenchmark() loads all engines of a model together, however little memory there is", async () => {
  const asked = { ...plan([NODE, OTHER]), memoryLimitBytes: 1, ceilings: false };
  const models = ["resnet18", "resnet34", "resnet50"].map(findModel);
  const { timings } = await measure({ ...asked, models }, TWICE);
  const rounds = new Map<string, Set<string>>();
  for (const { model, roundsId } of timings) {
    rounds.set(model, (rounds.get(model) ?? new Set()).add(roundsId));
  }
  assertEquals([rounds.get("resnet34")?.size, rounds.get("resnet50")?.size], [1, 1]);
  assertEquals(new Set(timings.map(({ roundsId }) => roundsId)).size, 2);
});
