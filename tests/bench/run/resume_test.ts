// What a run goes on from that was killed before. Long, as all tests go through the same plan, its killed
// run and its rounds.

import { assertEquals } from "@std/assert";
import { runBenchmark } from "../../../bench/run/benchmark.ts";
import type { Job } from "../../../bench/job/protocol.ts";
import { machineFingerprint } from "../../../bench/machine/environment.ts";
import { ceilingJobs, jobKey, jobOf, type RunPlan, settingsOf } from "../../../bench/plan/plan.ts";
import {
  type BenchRecord,
  type RoundRecord,
  type RunRecord,
  runSchema,
  type TimingRecord,
} from "../../../bench/record/record.ts";
import { type Earlier, earlierRun, openParts, whyNotResumed } from "../../../bench/run/resume.ts";
import { findModel } from "../../../models/catalog.ts";
import { failure, RUN, timing } from "../../reports/fixtures/fixed_records.ts";
import { fieldsThat, variationsOf } from "../../support/variations.ts";
import { FAKE_DEVICE, fakeMachine, type FakeModel } from "../fakes/fake_workers.ts";
import { runPlan } from "../fakes/run_plan.ts";

const PLAN = runPlan({
  runId: "new",
  models: ["resnet18", "resnet34"].map(findModel),
});
const KILLED: RunRecord = { ...RUN, runId: "killed", settings: settingsOf(PLAN) };

/** A round of {@linkcode KILLED} with one sample. */
function roundOf(model: string, round: number, sampleMs: number): RoundRecord {
  return {
    schema: "dsnet-bench/1",
    kind: "round",
    runId: "killed",
    model,
    size: "64",
    batch: 4,
    precision: "fp32",
    threads: 2,
    graph: "plain",
    deviceRequested: "cpu",
    engine: "onnxruntime-node",
    instances: 1,
    roundsId: "rounds",
    round,
    samplesMs: [sampleMs],
  };
}

/** Records of a run until it was killed after so many of its records. */
async function killedRun(recordCount: number): Promise<readonly BenchRecord[]> {
  const records: BenchRecord[] = [KILLED];
  await runBenchmark({ ...PLAN, runId: "killed" }, {
    ...fakeMachine({ resnet18: { runMs: () => 100 }, resnet34: { runMs: () => 200 } }),
    emit: (record) => records.push(record),
    show: () => undefined,
    device: FAKE_DEVICE,
  });
  return records.slice(0, recordCount);
}

Deno.test("earlierRun() finds the rounds of a killed run of the same settings", async () => {
  // Run, two counts, and of the rounds of two models and five ceilings one and a half.
  const earlier = earlierRun(await killedRun(3 + 9), PLAN, KILLED);
  assertEquals([earlier?.runId, earlier?.finished], ["killed", false]);
  const [together, ...others] = [...earlier?.rounds.values() ?? []];
  const counts = [...together?.values() ?? []].map((rounds) => rounds.length);
  assertEquals([counts.reduce((sum, count) => sum + count), others], [9, []]);
});

Deno.test("earlierRun() goes on with rows that a signal cut short", () => {
  const conditions = { model: "resnet18", size: "64", batch: 4, threads: 2 };
  const cut = { ...timing("resnet18", 100, 1), ...conditions, runId: "killed" };
  const timedOf = (endedBy: TimingRecord["endedBy"]) =>
    earlierRun([KILLED, { ...cut, endedBy }], PLAN, KILLED)?.timed.size;
  assertEquals([timedOf("rounds"), timedOf("interrupted")], [1, 0]);
});

Deno.test("earlierRun() goes on with no run of other settings, machine or software", async () => {
  const machineOf = async (run: RunRecord) => await machineFingerprint(run.environment);
  const environment = { ...KILLED.environment, memoryBytes: 2 ** 34 };
  const ran = { ...KILLED, environment };
  const killed = { ...ran, machine: await machineOf(ran) };
  const variations = variationsOf(runSchema, killed);
  const ending = await fieldsThat(variations, async (changed) => {
    // The fingerprint follows the environment, as it does where records are written.
    const machine = changed.environment === killed.environment
      ? changed.machine
      : await machineOf(changed);
    return earlierRun([{ ...changed, machine }], PLAN, killed) === undefined;
  });
  const fields = new Set(variations.map(({ field }) => field));
  assertEquals(fields.difference(new Set(ending)), new Set(RESUME_LEAVES_OUT));
});

/** What may change between a run and its going on; the limit follows the memory that is free. */
const RESUME_LEAVES_OUT = [
  "runId",
  "startedAt",
  "commandLine",
  "shard",
  "settings.memoryLimitBytes",
  ...["affinity", "memoryLimitBytes", "v8", "governor", "frequencyDriver", "container", "unread"]
    .map((name) => `environment.${name}`),
  ...["energyCounters", "gpuProcessors", "gpuVariables"].map((name) => `environment.${name}`),
  ...["loadAverage", "frequencyMhz", "throttleCount", "quotaPeriods", "freeMemoryBytes"]
    .map((name) => `environment.state.${name}`),
  ...["gpus", "gpusWhileTimed"].map((name) => `environment.state.${name}`),
];

Deno.test("earlierRun() takes the latest of several runs that are the same", () => {
  const again = { ...KILLED, runId: "again" };
  const other = { ...KILLED, runId: "other", gitCommit: "other" };
  assertEquals(earlierRun([KILLED, again, other], PLAN, KILLED)?.runId, "again");
});

Deno.test("earlierRun() takes rounds of this run only, in their order, each once", () => {
  const made = (round: number, sampleMs: number) => roundOf("resnet18", round, sampleMs);
  const records = [
    KILLED,
    made(0, 10),
    { ...made(0, 20), runId: "stranger" },
    made(1, 11),
    // A line that is there twice, one that was lost, then other rounds of the same row.
    made(0, 12),
    made(3, 13),
    { ...made(0, 20), roundsId: "later" },
  ];
  const key = jobKey(jobOf(PLAN, "resnet18", "plain"));
  assertEquals(
    earlierRun(records, PLAN, KILLED)?.rounds,
    new Map([["rounds", new Map([[key, [[10], [11]]]])], ["later", new Map([[key, [[20]]]])]]),
  );
});

Deno.test("whyNotResumed() names what differs from the nearest run", () => {
  const far = { ...KILLED, runId: "far", gitCommit: "far", machine: "far" };
  const current = { ...KILLED, machine: "other" };
  assertEquals(
    whyNotResumed([far, KILLED], [{ ...PLAN, batch: 8 }, { ...PLAN, threads: 1 }], current),
    `the nearest of 2 earlier run(s), of ${KILLED.startedAt}, differs in ` +
      `machine (${KILLED.machine} then, other now), batch (4 then, 8 now)`,
  );
  assertEquals(whyNotResumed([], [PLAN], current), undefined);
});

Deno.test("runBenchmark() measures after a kill only the rounds that are missing", async () => {
  const before = await killedRun(3 + 9);
  const earlier = earlierRun(before, PLAN, KILLED);
  const after: BenchRecord[] = [];
  const outcome = await runBenchmark({ ...PLAN, runId: "killed" }, {
    ...fakeMachine({ resnet18: { runMs: () => 100 }, resnet34: { runMs: () => 200 } }),
    emit: (record) => after.push(record),
    show: () => undefined,
    device: FAKE_DEVICE,
    ...(earlier === undefined ? {} : { earlier }),
  });
  assertEquals(outcome, { failedCount: 0, timedCount: 2, interrupted: false });
  const rounds = (records: readonly BenchRecord[]) =>
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
    device: FAKE_DEVICE,
    ...(earlier === undefined ? {} : { earlier }),
  });
  assertEquals(machine.slices, []);
});

const CONDITIONS = { size: "64", batch: 4, threads: 2, runId: "killed" };
const TIMED = { ...timing("resnet18", 100, 1), ...CONDITIONS };
const FAILED = { ...failure("resnet34", "killed for lack of memory"), ...CONDITIONS };
const END: BenchRecord = {
  schema: "dsnet-bench/1",
  kind: "end",
  runId: "killed",
  interrupted: false,
  wallMs: 1,
  sampledMs: 1,
  state: RUN.environment.state,
};

Deno.test("earlierRun() has a failure stand until the row is timed", () => {
  const timedLater = { ...timing("resnet34", 50, 0.5), ...CONDITIONS };
  const lists: readonly (readonly BenchRecord[])[] = [
    [KILLED, TIMED, FAILED, END],
    [KILLED, TIMED, FAILED, END, { ...timedLater, endedBy: "interrupted" }, END],
    [KILLED, TIMED, FAILED, END, timedLater, END],
    [KILLED, TIMED, timedLater, FAILED, END],
  ];
  const found = lists.map((records) => {
    const earlier = earlierRun(records, PLAN, KILLED);
    return [earlier?.failed.size, earlier?.finished];
  });
  assertEquals(found, [[1, false], [1, false], [0, true], [1, false]]);
});

/** Goes on with a run of three models that ended, some of them in failure. */
async function retry(failed: readonly string[], models: Readonly<{ [id: string]: FakeModel }>) {
  const plan = { ...PLAN, models: ["resnet18", "resnet34", "resnet50"].map(findModel) };
  const run: RunRecord = { ...KILLED, settings: settingsOf(plan) };
  const before: readonly BenchRecord[] = [
    run,
    ...plan.models.flatMap(({ id }) =>
      // What failed had rounds too.
      Array.from({ length: failed.includes(id) ? 2 : 4 }, (_, round) => roundOf(id, round, 1))
    ),
    ...plan.models.filter(({ id }) => !failed.includes(id))
      .map(({ id }) => ({ ...timing(id, 100, 1), ...CONDITIONS })),
    ...failed.map((model) => ({ ...FAILED, model })),
    END,
  ];
  const earlier = earlierRun(before, plan, run);
  const machine = fakeMachine(models);
  const after: BenchRecord[] = [];
  const outcome = await runBenchmark({ ...plan, runId: "killed" }, {
    ...machine,
    emit: (record) => after.push(record),
    show: () => undefined,
    device: FAKE_DEVICE,
    ...(earlier === undefined ? {} : { earlier }),
  });
  const rows = after.filter(({ kind }) => kind === "timing" || kind === "failure");
  return {
    outcome,
    rows: rows.map((record) => `${record.kind} ${"model" in record ? record.model : ""}`),
    timedRounds: after.filter((record) => record.kind === "round" && /^resnet/.test(record.model))
      .length,
    roundsOf: after.flatMap((record) => record.kind === "timing" ? [record.roundsMs] : []),
    slices: machine.slices,
  };
}

Deno.test("runBenchmark() times anew what failed, beside the anchor only", async () => {
  const runMs = () => 100;
  const { outcome, rows, timedRounds, roundsOf } = await retry(["resnet34"], {
    resnet18: { runMs },
    resnet34: { runMs },
    resnet50: { runMs },
  });
  assertEquals(outcome, { failedCount: 0, timedCount: 2, interrupted: false });
  assertEquals(rows, ["timing resnet34", "timing resnet18"]);
  assertEquals(timedRounds, 2 * 4);
  // None of those from before count beside them.
  assertEquals(roundsOf, [Array(4).fill([100]), Array(4).fill([100])]);
});

Deno.test("runBenchmark() times every row anew beside an anchor that failed", async () => {
  const { outcome, rows } = await retry(["resnet18"], {});
  assertEquals(outcome.timedCount, 3);
  assertEquals(rows, ["timing resnet18", "timing resnet34", "timing resnet50"]);
});

Deno.test("runBenchmark() counts what fails again and spends no time beside it", async () => {
  const runMs = () => 100;
  const atLoad = await retry(["resnet34"], { resnet34: { runMs, failsToLoad: "no memory" } });
  assertEquals(atLoad.outcome, { failedCount: 1, timedCount: 0, interrupted: false });
  assertEquals([atLoad.rows, atLoad.slices], [["failure resnet34"], []]);

  const inRounds = await retry(["resnet34"], { resnet34: { runMs, diesAtRun: 5 } });
  assertEquals([inRounds.outcome.failedCount, inRounds.rows], [1, ["failure resnet34"]]);
});

/** Goes on with a run that was killed after so many of its records. */
async function goneOn(
  plan: RunPlan,
  recordCount: number,
  models: Readonly<{ [id: string]: FakeModel }>,
) {
  const run: RunRecord = { ...KILLED, settings: settingsOf(plan) };
  const play = async (earlier?: Earlier) => {
    const records: BenchRecord[] = [];
    const machine = fakeMachine(models);
    await runBenchmark({ ...plan, runId: "killed" }, {
      ...machine,
      emit: (record) => records.push(record),
      show: () => undefined,
      device: FAKE_DEVICE,
      ...(earlier === undefined ? {} : { earlier }),
    });
    return { records, slices: machine.slices };
  };
  const before = (await play()).records.slice(0, recordCount);
  return { before, after: await play(earlierRun([run, ...before], plan, run)) };
}

const THREE = {
  ...PLAN,
  models: ["resnet18", "resnet34", "resnet50"].map(findModel),
  ceilings: false,
};
const WARM = { profiledRunMs: 100 };

Deno.test("runBenchmark() goes on beside the anchor's rounds of the same part", async () => {
  const plan = { ...THREE, memoryLimitBytes: 1 };
  // The machine is half as fast from the second part on: its ratios stay what they were.
  let slices = 0;
  const runMs = () => slices++ < 10 ? 100 : 200;
  const models = Object.fromEntries(
    plan.models.map(({ id }) => [id, { ...WARM, runMs }]),
  );
  // Three counts, four rounds of two models and their timings, then two rounds.
  const { before, after } = await goneOn(plan, 3 + 8 + 2 + 4, models);
  assertEquals(before.at(-1)?.kind, "round");
  const timings = after.records.filter((record) => record.kind === "timing");
  assertEquals(timings.map(({ model }) => model), ["resnet18", "resnet50"]);
  assertEquals(timings[0]?.roundsMs.slice(0, 2), timings[1]?.roundsMs.slice(0, 2));
  const ids = [...before, ...after.records].flatMap((record) =>
    record.kind === "round" || record.kind === "timing" ? [record.roundsId] : []
  );
  assertEquals(new Set(ids).size, 2);
});

Deno.test("runBenchmark() tries what failed again after the rows that were cut short", async () => {
  const models = {
    resnet18: { ...WARM, runMs: () => 100 },
    resnet34: { ...WARM, runMs: () => 100, diesAtRun: 2 },
    resnet50: { ...WARM, runMs: () => 100 },
  };
  const { before, after } = await goneOn(THREE, 3 + 3 + 3, models);
  assertEquals(before.filter(({ kind }) => kind === "failure").length, 1);
  const rows = after.records.flatMap((record) =>
    record.kind === "timing" || record.kind === "failure" ? [`${record.kind} ${record.model}`] : []
  );
  assertEquals(rows, ["timing resnet18", "timing resnet50", "failure resnet34"]);
});

/** What is open of parts of these models, by name, with the rounds that count as made. */
function openOf(parts: readonly (readonly string[])[], earlier: Partial<Earlier>) {
  const jobs = parts.map((names) => names.map((name) => jobOf(THREE, name, "plain")));
  const all = jobs.flat();
  const same = (job: typeof all[number]) => all.find(({ model }) => model === job.model) ?? job;
  const open = openParts(
    jobs.map((part) => part.map(same)),
    { isRow: ({ model }) => !model.startsWith("ceiling"), anchor: "resnet18" },
    {
      runId: "killed",
      rounds: new Map(),
      timed: new Set(),
      failed: new Set(),
      finished: false,
      ...earlier,
    },
  );
  return open.map(({ jobs, rounds, roundsId }) =>
    [jobs.map(({ model }) => model).join(" "), roundsId, rounds.size] as const
  );
}

const keyOf = (model: string) => jobKey(jobOf(THREE, model, "plain"));
const playedBy = (...models: readonly string[]) =>
  new Map(models.map((model) => [keyOf(model), [[1], [2]]]));

Deno.test("openParts() lets only rows go on that were timed together, whatever memory parts", () => {
  const rounds = new Map([
    ["first", playedBy("resnet18", "resnet34")],
    ["second", playedBy("resnet18", "resnet50", "resnet101")],
  ]);
  const timed = new Set(["resnet18", "resnet34"].map(keyOf));
  // As before: what is timed already stays out, but for the anchor.
  assertEquals(
    openOf([["resnet18", "resnet34"], ["resnet18", "resnet50", "resnet101"]], {
      rounds,
      timed,
    }),
    [["resnet18 resnet50 resnet101", "second", 3]],
  );
  // All fits now: those of the second part go on, and the row that is done stays out.
  assertEquals(openOf([["resnet18", "resnet34", "resnet50", "resnet101"]], { rounds, timed }), [
    ["resnet18 resnet50 resnet101", "second", 3],
  ]);
  // Less fits now: one part alone goes on with what the two were timed in.
  assertEquals(openOf([["resnet18", "resnet50"], ["resnet18", "resnet101"]], { rounds, timed }), [
    ["resnet18 resnet50", "second", 3],
    ["resnet18 resnet101", undefined, 0],
  ]);
  // A run that was killed between two timings: what has its timing stands beside the other, for ratios.
  assertEquals(
    openOf([["resnet18", "resnet50", "resnet101"]], {
      rounds,
      timed: new Set(["resnet18", "resnet50"].map(keyOf)),
    }),
    [["resnet18 resnet50 resnet101", "second", 3]],
  );
  // A row that was never begun would play all rounds alone.
  assertEquals(openOf([["resnet18", "resnet50", "resnet152"]], { rounds, timed }), [
    ["resnet18 resnet50 resnet152", undefined, 0],
  ]);
});

Deno.test("earlierRun() finds the rounds of ceilings, which have no variant of their engine", () => {
  const compiled = { engine: "pytorch", options: {}, variant: "compile", instances: 1 };
  const plan: RunPlan = { ...PLAN, engines: [{ ...compiled, graphs: ["plain"] }] };
  const [ceiling] = ceilingJobs(plan) as [Job];
  const run: RunRecord = { ...KILLED, settings: settingsOf(plan) };
  const made = { ...roundOf(ceiling.model, 0, 5), batch: 1, engine: "pytorch" };
  assertEquals(
    earlierRun([run, made], plan, run)?.rounds.get("rounds"),
    new Map([[jobKey(ceiling), [[5]]]]),
  );
});

Deno.test("runBenchmark() goes on with one of two that failed where the other fails again", async () => {
  const { rows } = await retry(["resnet34", "resnet50"], {
    resnet34: { runMs: () => 100, failsToLoad: "no memory" },
    resnet50: { runMs: () => 100 },
  });
  assertEquals(rows, ["failure resnet34", "timing resnet50", "timing resnet18"]);
});

Deno.test("openParts() goes on without an anchor that failed, and times all beside it afterwards", () => {
  const rounds = new Map([["first", playedBy("ceiling/copy", "resnet34")]]);
  assertEquals(
    openOf([["ceiling/copy", "resnet18", "resnet34"]], {
      rounds,
      failed: new Set([keyOf("resnet18")]),
    }),
    [["ceiling/copy resnet34", "first", 2], ["ceiling/copy resnet18 resnet34", undefined, 0]],
  );
});
