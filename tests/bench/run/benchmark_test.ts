import { assertEquals } from "@std/assert";
import { CEILINGS } from "../../../bench/job/ceiling.ts";
import { runBenchmark } from "../../../bench/run/benchmark.ts";
import type { RunPlan } from "../../../bench/plan/plan.ts";
import { type BenchRecord, recordLine } from "../../../bench/record/record.ts";
import { parseRecords } from "../../../bench/record/record_reader.ts";
import { findModel } from "../../../models/catalog.ts";
import { FAKE_DEVICE, fakeMachine, type FakeModel } from "../fakes/fake_workers.ts";
import { runPlan } from "../fakes/run_plan.ts";

const STEADY: FakeModel = { runMs: () => 100 };

function plan(models: readonly string[], changes: Partial<RunPlan> = {}): RunPlan {
  return runPlan({
    models: models.map(findModel),
    anchor: models[0] as string,
    timeMs: 1000,
    rounds: 3,
    ...changes,
  });
}

async function recordsOf(
  benchmark: RunPlan,
  models: Readonly<{ [id: string]: FakeModel }>,
): Promise<{
  readonly records: readonly BenchRecord[];
  readonly outcome: unknown;
  readonly tried: readonly string[];
}> {
  const records: BenchRecord[] = [];
  const machine = fakeMachine(models);
  const outcome = await runBenchmark(benchmark, {
    ...machine,
    emit: (record) => records.push(record),
    show: () => undefined,
    device: FAKE_DEVICE,
  });
  return { records, outcome, tried: machine.tried };
}

Deno.test("runBenchmark() emits counts, rounds and timings that can be read back", async () => {
  const { records, outcome } = await recordsOf(plan(["resnet18", "dsnet-t"]), {
    "resnet18": STEADY,
    "dsnet-t": { runMs: () => 50 },
  });
  assertEquals(outcome, { failedCount: 0, timedCount: 2, interrupted: false });
  const kinds = Object.groupBy(records, ({ kind }) => kind);
  assertEquals(Object.entries(kinds).map(([kind, list]) => [kind, list?.length]), [
    ["count", 2],
    ["round", 21],
    ["ceiling", 1],
    ["timing", 2],
  ]);
  assertEquals(parseRecords(records.map(recordLine).join("")), { records, problems: [] });
  const timing = records.findLast(({ kind }) => kind === "timing");
  assertEquals(timing?.kind === "timing" && [timing.imagesPerSecond, timing.relative], [
    { median: 80, low: null, high: null },
    { anchor: "resnet18", ratio: { median: 2, low: null, high: null } },
  ]);
});

Deno.test("runBenchmark() gives a model that cannot be built its reason, and times the rest", async () => {
  const { records, outcome } = await recordsOf(
    plan(["resnet18", "dsnet-t"], { size: { height: 50, width: 50 } }),
    { resnet18: STEADY },
  );
  assertEquals(outcome, { failedCount: 1, timedCount: 1, interrupted: false });
  const failure = records.find(({ kind }) => kind === "failure");
  assertEquals(failure?.kind === "failure" && [failure.model, failure.stage], ["dsnet-t", "build"]);
});

Deno.test("runBenchmark() measures no ceilings where no model can be built", async () => {
  const size = { height: 50, width: 50 };
  const { records, outcome } = await recordsOf(plan(["dsnet-t"], { size }), {});
  assertEquals(outcome, { failedCount: 1, timedCount: 0, interrupted: false });
  assertEquals(records.map(({ kind }) => kind), ["failure"]);
});

Deno.test("runBenchmark() relates nothing to a session whose outputs disagree", async () => {
  const graphs = ["fast"] as const;
  const { records } = await recordsOf(plan(["resnet18", "resnet34"], { graphs }), {
    resnet18: { ...STEADY, referenceDifference: 0.5 },
    resnet34: STEADY,
  });
  const timings = records.filter((record) => record.kind === "timing");
  assertEquals(timings.map(({ model, relative }) => [model, relative]), [["resnet34", null]]);
});

Deno.test("runBenchmark() withholds the speed of a session whose outputs disagree", async () => {
  const { records, outcome } = await recordsOf(plan(["resnet18"], { graphs: ["fast"] }), {
    resnet18: { ...STEADY, referenceDifference: 0.5 },
  });
  assertEquals(outcome, { failedCount: 2, timedCount: 0, interrupted: false });
  assertEquals(records.filter(({ kind }) => kind === "timing"), []);
  const failures = records.filter((record) => record.kind === "failure");
  assertEquals(failures.map(({ graph, stage }) => [graph, stage]), [
    ["fast", "check"],
    ["plain", "check"],
  ]);
});

/** A fast graph that disagrees because of a rewrite, and a plain one that does not. */
function broken(badRewrites: readonly string[]): Readonly<{ [id: string]: FakeModel }> {
  return {
    "dsnet-t fast": { ...STEADY, referenceDifference: 0.5, badRewrites },
    "dsnet-t plain": { runMs: () => 200, referenceDifference: 1e-7 },
    "resnet18": STEADY,
  };
}

Deno.test("runBenchmark() times the plain graph where the fast one disagrees, and blames a rewrite", async () => {
  const { records, outcome } = await recordsOf(
    plan(["dsnet-t", "resnet18"], { graphs: ["fast"] }),
    broken(["fuseSelfAttention"]),
  );
  assertEquals(outcome, { failedCount: 1, timedCount: 2, interrupted: false });
  const failures = records.filter((record) => record.kind === "failure");
  assertEquals(failures.map(({ model, graph, stage, reason }) => [model, graph, stage, reason]), [[
    "dsnet-t",
    "fast",
    "check",
    "outputs disagree with the plain graph on the CPU: relative difference 5.0e-1, allowed 0.0001; " +
    "to blame is fuseSelfAttention, without it they agree; the plain graph is timed instead",
  ]]);
  const timings = records.filter((record) => record.kind === "timing");
  assertEquals(
    timings.map(({ model, graph, imagesPerSecond, relative }) => [
      model,
      graph,
      imagesPerSecond.median,
      relative?.ratio.median,
    ]),
    [["dsnet-t", "plain", 20, 1], ["resnet18", "fast", 40, undefined]],
  );
  const rounds = records.filter((record) => record.kind === "round" && record.model === "dsnet-t");
  assertEquals(
    rounds.map((round) => round.kind === "round" && round.graph),
    Array(3).fill("plain"),
  );
});

Deno.test("runBenchmark() puts nothing in the place of a fast graph beside the plain one", async () => {
  const { records, outcome } = await recordsOf(
    plan(["dsnet-t"], { graphs: ["plain", "fast"] }),
    broken(["fuseSelfAttention"]),
  );
  assertEquals(outcome, { failedCount: 1, timedCount: 1, interrupted: false });
  const failure = records.find((record) => record.kind === "failure");
  assertEquals(
    failure?.reason.split("; ").slice(1),
    ["to blame is fuseSelfAttention, without it they agree", "the speed is withheld"],
  );
});

Deno.test("runBenchmark() searches no longer than its limit for rewrites to blame, of all rows", async () => {
  const models = ["dsnet-t", "dsnet-s", "dsnet-b"];
  const slow = { ...STEADY, referenceDifference: 0.5, badRewrites: ["foldResidual"], trialMs: 2e4 };
  const fakes = Object.fromEntries(models.flatMap((model) => [
    [`${model} fast`, slow],
    [`${model} plain`, STEADY],
  ]));
  const inParts = plan(models, { graphs: ["fast"], memoryLimitBytes: 1 });
  const { records, tried } = await recordsOf(inParts, fakes);
  const blames = records.flatMap((record) =>
    record.kind === "failure" ? [record.reason.split("; ")[1]] : []
  );
  const ended = "the search for the rewrite to blame ended after 60 s with no rewrite";
  // The anchor, dsnet-t, is in both parts.
  assertEquals(blames, [ended, ended, ended, ended]);
  assertEquals(tried, ["dsnet-t", "dsnet-t", "dsnet-t"]);
});

Deno.test("runBenchmark() relates plain to plain, fast to fast, and fast to plain apart", async () => {
  const graphs = ["plain", "fast"] as const;
  const { records } = await recordsOf(plan(["resnet18", "resnet34"], { graphs }), {
    "resnet18 plain": { runMs: () => 100 },
    "resnet18 fast": { runMs: () => 50 },
    "resnet34 plain": { runMs: () => 200 },
    "resnet34 fast": { runMs: () => 160 },
  });
  const timings = records.filter((record) => record.kind === "timing");
  assertEquals(
    timings.map(({ model, graph, relative, overPlain }) => [
      model,
      graph,
      relative?.ratio.median,
      overPlain?.median,
    ]),
    [
      ["resnet18", "plain", 1, undefined],
      ["resnet18", "fast", 1, 2],
      ["resnet34", "plain", 0.5, undefined],
      ["resnet34", "fast", 50 / 160, 200 / 160],
    ],
  );
  assertEquals(records.filter(({ kind }) => kind === "count").length, 2);
});

Deno.test("runBenchmark() loads in parts what does not fit into memory together", async () => {
  const models = ["resnet18", "resnet34", "resnet50"];
  const fakes = Object.fromEntries(models.map((model) => [model, STEADY]));
  const { records } = await recordsOf(plan(models, { memoryLimitBytes: 1 }), fakes);
  const timings = records.filter((record) => record.kind === "timing");
  assertEquals(timings.map(({ model }) => model), ["resnet18", "resnet34", "resnet18", "resnet50"]);
  assertEquals(records.filter(({ kind }) => kind === "ceiling").length, 2);
});

Deno.test("runBenchmark() loads anchor and ceilings once, however many parts there are", async () => {
  const models = ["resnet18", "resnet34", "resnet50"];
  const machine = fakeMachine(Object.fromEntries(models.map((model) => [model, STEADY])));
  const started: string[] = [];
  await runBenchmark(plan(models, { memoryLimitBytes: 1 }), {
    ...machine,
    startWorker(job) {
      started.push(job.model);
      return machine.startWorker(job);
    },
    emit: () => undefined,
    show: () => undefined,
    device: FAKE_DEVICE,
  });
  assertEquals(started, [...CEILINGS.map(({ id }) => id), ...models]);
  assertEquals(machine.closed.toSorted(), started.toSorted());
});

Deno.test("runBenchmark() says from the first step on how long loading and all parts take", async () => {
  const models = ["resnet18", "resnet34", "resnet50"];
  const shown: (readonly [text: string, leftMs: number])[] = [];
  const rows: (readonly [model: string, isLastPart: boolean])[] = [];
  await runBenchmark(plan(models, { memoryLimitBytes: 1, ceilings: false }), {
    ...fakeMachine(Object.fromEntries(models.map((model) => [model, STEADY]))),
    emit: () => undefined,
    show: (text, leftMs) => shown.push([text, leftMs]),
    showRow: ({ model }, { isLastPart }) => rows.push([model, isLastPart]),
    device: FAKE_DEVICE,
  });
  assertEquals(shown[0]?.[0], "part 1 of 2, loading resnet18 (1 of 2)");
  // Three models to load, each a process, as the anchor stays; then the rounds of both parts.
  assertEquals((shown[0]?.[1] ?? 0) > 3 * 1500, true);
  assertEquals(shown.every(([, leftMs]) => Number.isFinite(leftMs) && leftMs >= 0), true);
  // Two models a part: 3 rounds of 200 ms, after warm-ups of two slices each; loading itself takes
  // the fake no time, and what is still to come, without the anchor that stays, is foretold at that
  // pace.
  const timing = shown.filter(([text]) => text.endsWith("timing, round 3"));
  const [first = 0, second = 0, ...last] = timing.map(([, leftMs]) => leftMs);
  assertEquals(first - second, 100);
  assertEquals(second > 180 && second < 220 + 600, true);
  assertEquals(last, [100, 0]);
  assertEquals(rows, [
    ["resnet18", false],
    ["resnet34", false],
    ["resnet18", true],
    ["resnet50", true],
  ]);
});

Deno.test("runBenchmark() withholds the speed of an engine that tells runs before they are done", async () => {
  // Handing a product over takes as long for any side.
  const early = { runMs: () => 0.01 };
  const { records, outcome } = await recordsOf(plan(["resnet18"]), {
    "resnet18": early,
    ...Object.fromEntries(
      [512, 1024, 2048].map((side) => [`ceiling/matrix-${side}`, early]),
    ),
  });
  assertEquals(outcome, { failedCount: 1, timedCount: 0, interrupted: false });
  const failure = records.find((record) => record.kind === "failure");
  assertEquals(
    [failure?.stage, failure?.reason],
    [
      "check",
      "runs are told before the device has done them: 64 times the work takes 1.00 times as long; " +
      "the speed is withheld",
    ],
  );
});
