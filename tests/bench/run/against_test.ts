// The gate: on a machine that drifts the same speed passes and an injected slowdown fails.

import { assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { type AgainstTools, measureAgainst, type VersionSide } from "../../../bench/run/against.ts";
import { noMeter } from "../../../bench/energy/energy_meter.ts";
import { type RunPlan, settingsOf } from "../../../bench/plan/plan.ts";
import type { BenchRecord, RunRecord } from "../../../bench/record/record.ts";
import { sharedErrorRate } from "../../../bench/samples/statistics.ts";
import { seededRandom } from "../../../bench/samples/random.ts";
import { openWorkers, type StartWorker } from "../../../bench/run/worker_process.ts";
import { findModel } from "../../../models/catalog.ts";
import { compareSides } from "../../../reports/compare/compare.ts";
import { pairedRatio, spreadOf } from "../../../reports/compare/ratio_interval.ts";
import { type Side, sideOf } from "../../../reports/compare/side.ts";
import { RUN } from "../../reports/fixtures/fixed_records.ts";
import { checkOut } from "../../../cli/bench/base_version.ts";
import { git } from "../../support/small_repository.ts";
import { startTied } from "../../support/tied_process.ts";
import { runTask, taskArguments, withFolder } from "../../support/run_task.ts";
import { FAKE_DEVICE, fakeMachine, type FakeModel } from "../fakes/fake_workers.ts";
import { runPlan } from "../fakes/run_plan.ts";

const PLAN = runPlan({
  runId: "new",
  batch: 1,
  threads: 1,
  timeMs: 60_000,
  rounds: 16,
  sliceMs: 60,
  ceilings: false,
});
const SIDES = ["base", "new"] as const satisfies readonly VersionSide[];

/** Both sides, nothing of which needs to be told what is loaded next. */
function sidesOf(base: StartWorker, own: StartWorker): AgainstTools["workers"] {
  const side = (startWorker: StartWorker) => ({
    startWorker,
    expect: () => undefined,
    rest: () => Promise.resolve(),
  });
  return { base: side(base), new: side(own) };
}

type Workers = Pick<AgainstTools, "workers" | "now">;

/** Measures both versions and returns the records of each. */
async function recordsOf(
  { workers, now, meter }: Workers & Pick<AgainstTools, "meter">,
  plan: RunPlan = PLAN,
) {
  const plans = { base: { ...plan, runId: "base" }, new: plan } as const;
  const records: { readonly [Side in VersionSide]: BenchRecord[] } = { base: [], new: [] };
  for (const side of SIDES) {
    const run: RunRecord = { ...RUN, runId: side, settings: settingsOf(plans[side]) };
    records[side].push({ ...run, gitCommit: side });
  }
  await measureAgainst(plans, {
    workers,
    now,
    ...(meter === undefined ? {} : { meter }),
    emit: (side, record) => records[side].push(record),
    spreadOf: (before, after, rowCount) =>
      spreadOf(pairedRatio(before, after, sharedErrorRate(rowCount))),
    show: () => undefined,
    device: FAKE_DEVICE,
  });
  return records;
}

/**
 * Workers of both versions on one machine whose speed drifts by half: runs of this one take so many
 * times as long as those of the other.
 */
function driftingMachine(slowdown: number): Workers {
  const random = seededRandom(1, "noise");
  const drift = (nowMs: number) => 1.5 + 0.5 * Math.sin(nowMs / 2000);
  const model = (factor: number): FakeModel => ({
    runMs: (_, nowMs) => 20 * factor * drift(nowMs) * (1 + 0.02 * random()),
  });
  const { startWorker, now } = fakeMachine({ base: model(1), new: model(slowdown) });
  const worker = (side: VersionSide): StartWorker => (job) => startWorker({ ...job, model: side });
  return { workers: sidesOf(worker("base"), worker("new")), now };
}

Deno.test("measureAgainst() measures the energy of both versions", async () => {
  const { source } = noMeter("nothing tells it");
  const meter: AgainstTools["meter"] = {
    source: { ...source, source: "played", problem: null },
    metered: async (work) => ({ result: await work(), power: { meanWatts: 50, watts: [50] } }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const records = await recordsOf({ ...driftingMachine(1), meter });
  for (const side of SIDES) {
    const timing = records[side].find((record) => record.kind === "timing");
    assertEquals([timing?.energy?.source, timing?.energy?.wattsByRound[0]], ["played", 50]);
  }
});

/** What the gate says of a machine's workers. */
async function verdictOn(workers: Workers) {
  const records = await recordsOf(workers);
  const [base, next] = SIDES.map((side) => sideOf(side, records[side])) as [Side, Side];
  const { outcome, rows } = compareSides(base, next, { paired: true });
  return [outcome, rows.find(({ metric }) => metric === "throughput")?.verdict];
}

Deno.test("measureAgainst() lets the gate find what got a third slower, whatever drifts", async () => {
  assertEquals(await verdictOn(driftingMachine(4 / 3)), ["failed", "worse"]);
});

Deno.test("measureAgainst() lets the gate pass the same speed, whatever drifts", async () => {
  assertEquals(await verdictOn(driftingMachine(1)), ["passed", "equivalent"]);
});

Deno.test("measureAgainst() makes as many rounds on a quiet machine as a verdict on all rows needs", async () => {
  const names = ["resnet18", "resnet34", "resnet50", "resnet101"];
  const fakes = names.map((name) => [name, { runMs: () => 100 }] as const);
  const { startWorker, now } = fakeMachine(Object.fromEntries(fakes));
  const plan = { ...PLAN, models: names.map(findModel), rounds: null, precisionTarget: 0.02 };
  // Intervals of four rows that hold together at 95 % have 98.75 % each: 2 x 0.5^8 is below 1.25 %.
  const records = await recordsOf(
    { workers: sidesOf(startWorker, startWorker), now },
    { ...plan, sliceMs: 200 },
  );
  const [base, next] = SIDES.map((side) => sideOf(side, records[side])) as [Side, Side];
  const rows = compareSides(base, next, { paired: true }).rows
    .filter(({ metric }) => metric === "throughput");
  assertEquals(
    rows.map(({ baseRounds, verdict }) => `${baseRounds} ${verdict}`),
    names.map(() => "8 equivalent"),
  );
});

Deno.test("measureAgainst() ends the rounds by the intervals of ratios, not of rates", async () => {
  const endOf = async (base: readonly number[], next: readonly number[]) => {
    const model = ([even = 0, odd = 0]: readonly number[]): FakeModel => ({
      runMs: (i) => i % 2 === 0 ? even : odd,
    });
    const { startWorker, now } = fakeMachine({ base: model(base), new: model(next) });
    const worker = (side: VersionSide): StartWorker => (job) =>
      startWorker({ ...job, model: side });
    const records = await recordsOf(
      { workers: sidesOf(worker("base"), worker("new")), now },
      { ...PLAN, precisionTarget: 0.02 },
    );
    const timing = records.new.find((record) => record.kind === "timing");
    return `${timing?.endedBy} ${timing?.roundsMs.length}`;
  };
  // A machine that is half as fast in every other round, and versions that are out of step by 1.5 %.
  assertEquals(await endOf([500, 1000], [500, 1000]), "precision 6");
  assertEquals(await endOf([500, 515], [515, 500]), "rounds 16");
});

Deno.test("measureAgainst() times real workers of both versions in the same rounds", () =>
  withFolder(async (folder) => {
    const scratch = await Deno.realPath(folder);
    await using own = openWorkers({ timeLimitMs: 60_000, scratch });
    const workers = {
      workers: { base: own, new: own },
      now: () => performance.now(),
    };
    const records = await recordsOf(workers, { ...PLAN, rounds: 3 });
    const kinds = ["run", "round", "round", "round", "count", "timing"];
    for (const side of SIDES) {
      assertEquals(records[side].map(({ kind }) => kind), kinds);
      assertEquals(new Set(records[side].map(({ runId }) => runId)), new Set([side]));
    }
    const [base, next] = SIDES.map((side) => sideOf(side, records[side])) as [Side, Side];
    const { rows } = compareSides(base, next, { paired: true });
    assertEquals(rows.find(({ metric }) => metric === "macs")?.verdict, "same");
    const rate = rows.find(({ metric }) => metric === "throughput");
    assertEquals([rate?.baseRounds, rate?.nextRounds], [3, 3]);
  }));

Deno.test({
  name: "bench --against loses no round when it is killed, and its work tree goes the next time",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      const place = await Deno.realPath(folder);
      const job = "--size 32 --batch 1 --device cpu --graph plain --threads 1 --ceilings off".split(
        " ",
      );
      const rounds = `--slice 0.02s --time 9m --precision-target 0 --out ${folder}`.split(" ");
      const bench = startTied("deno", {
        args: [
          ...taskArguments(config.tasks.bench.command),
          "resnet18",
          "--against",
          "HEAD",
          ...job,
          ...rounds,
        ],
        env: { TMPDIR: place },
      });
      const roundCounts = () =>
        Promise.all(SIDES.map(async (side) => {
          const text = await Deno.readTextFile(`${folder}/against-${side}.jsonl`).catch(() => "");
          return text.split('"kind":"round"').length - 1;
        }));
      await bench.until(async () => !(await roundCounts()).includes(0));
      bench.kill("SIGKILL");
      await bench.output();
      assertEquals((await roundCounts()).includes(0), false);

      const isLeft = async () => (await git(".", "worktree", "list")).includes(place);
      assertEquals(await isLeft(), true);
      const next = await checkOut("HEAD", place);
      await next.remove();
      assertEquals(await isLeft(), false, "the work tree of a killed call was not swept");
    }),
});

Deno.test("bench --against refuses what is no commit", async () => {
  await withFolder(async (folder) => {
    for (const name of ["no-such-branch", "--output=x"]) {
      const { code, stderr } = await runTask("bench", `--against=${name}`, "--out", folder);
      assertEquals(code, 2);
      assertStringIncludes(stderr, `Cannot compare with "${name}"`);
    }
  });
});

Deno.test("measureAgainst() times nothing whose outputs disagree", async () => {
  const { startWorker, now, closed } = fakeMachine({
    resnet18: { runMs: () => 1, referenceDifference: 1 },
  });
  const records = await recordsOf({ workers: sidesOf(startWorker, startWorker), now });
  for (const side of SIDES) {
    const [failure, ...others] = records[side].filter(({ kind }) => kind !== "run");
    assertEquals(others, []);
    assertStringIncludes(failure?.kind === "failure" ? failure.reason : "", "outputs disagree");
  }
  assertEquals(closed, ["resnet18", "resnet18"]);
});
