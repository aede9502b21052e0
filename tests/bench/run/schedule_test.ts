import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  measureInRounds,
  type ScheduleOptions,
  type ScheduleTools,
} from "../../../bench/run/schedule.ts";
import { LEAST_ROUNDS } from "../../../bench/plan/time_left.ts";
import { jobKey } from "../../../bench/plan/plan.ts";
import { fakeJob, fakeMachine, type FakeModel } from "../fakes/fake_workers.ts";

const STEADY: FakeModel = { runMs: () => 100 };
const OPTIONS: ScheduleOptions = {
  seed: 1,
  timeMs: 10_000,
  sliceMs: 200,
  rounds: 5,
  precisionTarget: 0,
};

/** Measures fake models and writes down what happens. */
async function measure(
  models: Readonly<Record<string, FakeModel>>,
  options: Partial<ScheduleOptions> = {},
  tools: Partial<ScheduleTools> = {},
) {
  const machine = fakeMachine(models);
  const failures: string[] = [];
  const rounds: string[] = [];
  const { measurements, endedBy } = await measureInRounds(
    Object.keys(models).map((model) => fakeJob(model)),
    { ...OPTIONS, ...options },
    { ...machine, ...tools },
    {
      onRound: ({ model }, round, { samplesMs }) => {
        rounds.push(`${model} ${round}: ${samplesMs.join(" ")}`);
      },
      onFailure: ({ model }, stage, reason) => {
        failures.push(`${model} ${stage}: ${reason}`);
      },
    },
  );
  return { machine, failures, rounds, measurements, endedBy };
}

Deno.test("measureInRounds() times every model once a round, for a slice each", async () => {
  const { measurements, rounds, failures } = await measure({ a: STEADY, b: STEADY });
  assertEquals(failures, []);
  assertEquals(rounds.length, 10);
  assertEquals(measurements.map(({ job, roundsMs }) => [job.model, roundsMs]), [
    ["a", Array(5).fill([100, 100])],
    ["b", Array(5).fill([100, 100])],
  ]);
});

Deno.test("measureInRounds() shuffles each round by the seed", async () => {
  const models = { a: STEADY, b: STEADY, c: STEADY };
  const orders = async (seed: number) => {
    const { machine } = await measure(models, { seed, rounds: 20, timeMs: 1e6 });
    const timed = machine.slices.slice(-60);
    return Array.from({ length: 20 }, (_, i) => timed.slice(3 * i, 3 * i + 3).join(""));
  };
  const first = await orders(1);
  assertEquals(await orders(1), first);
  assert((await orders(2)).join() !== first.join());
  assert(new Set(first).size > 3, first.join(" "));
  for (const order of first) assertEquals([...order].sort().join(""), "abc");
});

Deno.test("measureInRounds() warms up until runs are steady, apart from the samples", async () => {
  const warming = [277, 225, 199, 199, 198, 193];
  const { measurements } = await measure({ a: { runMs: (i) => warming[i] ?? 193 } });
  assertEquals(measurements[0]?.warmUpMs, [277, 225, 199, 199]);
  assertEquals(measurements[0]?.roundsMs[0], [198, 193]);
});

Deno.test("measureInRounds() takes runs that load and trace a model for warm-up, too", async () => {
  const warmUps = async (model: Partial<FakeModel>) => {
    const { measurements: [a] } = await measure({ a: { ...STEADY, ...model } });
    return a?.warmUpMs;
  };
  assertEquals(await warmUps({ warmUpMs: [130, 110, 114] }), [130, 110, 114]);
  assertEquals(await warmUps({ warmUpMs: [130, 104] }), [130, 104, 100]);
  assertEquals(await warmUps({ warmUpMs: [130, 110] }), [130, 110, 100, 100]);
  // The first run, of fakes 3 ms, is one of them.
  assertEquals(await warmUps({}), [100, 100]);
  assertEquals(await warmUps({ runMs: () => 3 }), Array(34).fill(3));
});

Deno.test("measureInRounds() takes a worker of an earlier part as it is", async () => {
  const { startWorker } = fakeMachine({ a: STEADY });
  const { measurements: [a] } = await measure({ a: STEADY }, {}, {
    startWorker: async (job) => ({ ...await startWorker(job), isWarm: true }),
  });
  assertEquals([a?.warmUpMs, a?.roundsMs.length], [[], 5]);
});

Deno.test("measureInRounds() ends the warm-up of a model that never steadies", async () => {
  const { measurements } = await measure({ a: { runMs: (i) => 100 * 1.1 ** i } });
  const warmUpMs = measurements[0]?.warmUpMs ?? [];
  // 20 runs take 5727 ms, so that one more begins.
  assertEquals(warmUpMs.length, 21);
});

Deno.test("measureInRounds() warms up by slices of 100 ms", async () => {
  const { measurements } = await measure({ a: { runMs: () => 1 } });
  assertEquals(measurements[0]?.warmUpMs.length, 2 * 100);
});

Deno.test("measureInRounds() stops before a round that would overrun the time", async () => {
  const models = { a: STEADY, b: STEADY };
  for (const [timeMs, roundCount] of [[4000, 10], [4399, 10], [4400, 11]] as const) {
    const { measurements, endedBy } = await measure(models, { rounds: 1000, timeMs });
    assertEquals(measurements.map(({ roundsMs }) => roundsMs.length), [roundCount, roundCount]);
    assertEquals(endedBy, "time");
  }
});

Deno.test("measureInRounds() makes 3 rounds, however short the time", async () => {
  const { measurements } = await measure({ a: STEADY }, { rounds: 1000, timeMs: 1 });
  assertEquals([LEAST_ROUNDS, measurements[0]?.roundsMs.length], [3, 3]);
});

Deno.test("measureInRounds() counts the time of rounds that an earlier run made", async () => {
  // Rounds of 200 ms: eight were made, the time is up after ten.
  const earlier = Array.from({ length: 8 }, () => [100, 100]);
  const rounds = new Map(["a", "b"].map((model) => [jobKey(fakeJob(model)), earlier]));
  const { endedBy, measurements } = await measure(
    { a: STEADY, b: STEADY },
    { rounds: null, timeMs: 10 * 400 },
    { earlierRounds: rounds },
  );
  assertEquals([endedBy, measurements[0]?.roundsMs.length], ["time", 10]);
});

Deno.test("measureInRounds() ends when every interval is narrow enough, and says so", async () => {
  const { endedBy, measurements } = await measure({ a: STEADY, b: STEADY }, {
    rounds: null,
    timeMs: 1e6,
    precisionTarget: 0.02,
  });
  assertEquals([endedBy, measurements[0]?.roundsMs.length], ["precision", 6]);

  const noisy: FakeModel = { runMs: (i) => i % 3 === 0 ? 300 : 100 };
  const longer = await measure({ a: STEADY, noisy }, {
    rounds: 30,
    timeMs: 1e6,
    precisionTarget: 0.02,
  });
  assertEquals(longer.endedBy, "rounds");
  const byTime = await measure({ a: STEADY }, { rounds: null });
  assertEquals(byTime.endedBy, "time");
});

Deno.test("measureInRounds() does not end for precision before a model has run for a second", async () => {
  // 50,000 images at 300,000 images/s take 0.17 s.
  const fast: FakeModel = { runMs: () => 10 };
  const { endedBy, measurements } = await measure({ fast }, {
    rounds: null,
    timeMs: 1e6,
    sliceMs: 10,
    precisionTarget: 0.02,
  });
  assertEquals([endedBy, measurements[0]?.roundsMs.length], ["precision", 100]);
});

Deno.test("measureInRounds() ends for precision where the wider side is within the target", async () => {
  const roundsOf = async (firstRate: number) => {
    // Two runs warm it up; of six rounds the interval reaches from the slowest to the fastest.
    const model: FakeModel = { runMs: (i) => i === 2 ? 200 / firstRate : 200 };
    const { endedBy, measurements } = await measure({ model }, {
      rounds: 7,
      timeMs: 1e6,
      sliceMs: 1,
      precisionTarget: 0.02,
    });
    return [endedBy, measurements[0]?.roundsMs.length];
  };
  assertEquals(await roundsOf(0.981), ["precision", 6]);
  assertEquals(await roundsOf(1.019), ["precision", 6]);
  assertEquals(await roundsOf(0.979), ["rounds", 7]);
  assertEquals(await roundsOf(1.021), ["rounds", 7]);
});

Deno.test("measureInRounds() waits for the interval of every model, and for 6 rounds", async () => {
  const wide: FakeModel = { runMs: (i) => i % 2 === 0 ? 200 : 300 };
  const options = { rounds: 8, timeMs: 1e6, sliceMs: 1, precisionTarget: 0.02 };
  const steady: FakeModel = { runMs: () => 1000 };
  assertEquals((await measure({ steady, wide }, options)).endedBy, "rounds");
  const alone = await measure({ steady }, options);
  assertEquals([alone.endedBy, alone.measurements[0]?.roundsMs.length], ["precision", 6]);
});

Deno.test("measureInRounds() says what a worker used while it was idle, in cores", async () => {
  const spinning: FakeModel = { runMs: () => 100, idleCpuMs: 50 };
  const { measurements, machine } = await measure({ spinning, b: STEADY }, { sliceMs: 1 });
  // Two slices each warm the models up; the second one while the first is idle for 200 ms.
  const rounds = machine.slices.slice(4);
  const idleMs = 200 + 100 * (rounds.lastIndexOf("spinning") + 1 - 5);
  const [first, second] = measurements;
  assertEquals([first?.idleCores, second?.idleCores], [5 * 50 / idleMs, 0]);
  // What a process does after loading is none of it.
  const loads = { ...spinning, warmUpMs: [100, 100] };
  const { measurements: [warm] } = await measure({ loads }, { sliceMs: 1, rounds: 1 });
  assertEquals(warm?.idleCores, 0);
  const { measurements: [alone] } = await measure({ spinning }, { sliceMs: 1 });
  assertEquals(alone?.idleCores, 0, "it was never idle");
});

Deno.test("measureInRounds() takes the memory that a model has had when its rounds are over", async () => {
  const { measurements: [a], machine } = await measure({ a: STEADY }, { sliceMs: 1 });
  // Two runs to warm up and five rounds; a fake worker takes a byte more with each.
  assertEquals(a?.peakMemoryBytes, 1000 + 2 + 5);
  assertEquals(machine.memoryLooks, ["a", "a"], "warm, and at the end");
});

Deno.test("measureInRounds() knows the memory of a model that has all its rounds already", async () => {
  const warm: FakeModel = { runMs: () => 100, warmUpMs: [100, 100] };
  const { measurements: [a], rounds } = await measure({ a: warm }, { rounds: 1 }, {
    earlierRounds: new Map([[jobKey(fakeJob("a")), [[90]]]]),
  });
  assertEquals([rounds, a?.peakMemoryBytes], [[], 1000 + 1]);
});

Deno.test("measureInRounds() keeps what was measured when it is aborted", async () => {
  const controller = new AbortController();
  let runCount = 0;
  const stopping: FakeModel = {
    runMs() {
      if (++runCount === 10) controller.abort();
      return 100;
    },
  };
  const { endedBy, measurements, failures, machine } = await measure(
    { a: stopping },
    { rounds: 100, timeMs: 1e6 },
    { signal: controller.signal },
  );
  assertEquals([endedBy, failures], ["interrupted", []]);
  assertEquals(measurements[0]?.roundsMs.length, 4);
  assert(machine.closed.includes("a"));
});

Deno.test("measureInRounds() takes a worker that ends when it is aborted for no failure", async () => {
  const controller = new AbortController();
  const stopping: FakeModel = {
    diesAtRun: 9,
    runMs(i) {
      if (i === 8) controller.abort();
      return 100;
    },
  };
  const { endedBy, measurements, failures } = await measure(
    { a: stopping, b: STEADY },
    { rounds: 100, timeMs: 1e6 },
    { signal: controller.signal },
  );
  assertEquals([endedBy, failures], ["interrupted", []]);
  assertEquals(measurements.map(({ job, roundsMs }) => [job.model, roundsMs.length > 0]), [
    ["a", true],
    ["b", true],
  ]);
});

Deno.test("measureInRounds() goes on after the rounds of an earlier run", async () => {
  const { measurements, rounds } = await measure({ a: STEADY, b: STEADY }, { rounds: 5 }, {
    earlierRounds: new Map([
      [jobKey(fakeJob("a")), [[90], [91], [92]]],
      [jobKey(fakeJob("b")), [[80], [81]]],
    ]),
  });
  assertEquals(measurements.map(({ roundsMs }) => roundsMs), [
    [[90], [91], [92], [100, 100], [100, 100]],
    [[80], [81], [100, 100], [100, 100], [100, 100]],
  ]);
  assertEquals(rounds[0], "b 2: 100 100");
});

Deno.test("measureInRounds() makes no more rounds than asked for", async () => {
  const { measurements } = await measure({ a: STEADY }, { rounds: 1 });
  assertEquals(measurements[0]?.roundsMs.length, 1);
});

Deno.test("measureInRounds() goes on without models that fail, and says where and why", async () => {
  const { measurements, failures, machine, rounds } = await measure({
    good: STEADY,
    unloadable: { ...STEADY, failsToLoad: "no such operator" },
    wild: { ...STEADY, finite: false },
    brief: { ...STEADY, diesAtRun: 1 },
    mortal: { ...STEADY, diesAtRun: 7 },
  });
  assertEquals(measurements.map(({ job }) => job.model), ["good"]);
  assertEquals(failures, [
    "unloadable load: no such operator",
    "wild warm-up: outputs are not finite",
    "brief warm-up: worker died",
    "mortal run: worker died",
  ]);
  assertEquals(rounds.filter((line) => line.startsWith("mortal")).length, 2);
  assertEquals([...machine.closed].sort(), ["brief", "good", "mortal", "wild"]);
});

Deno.test("measureInRounds() ends its workers when the caller's bookkeeping fails", async () => {
  const machine = fakeMachine({ a: STEADY, b: STEADY });
  const full = () => {
    throw new Error("disk full");
  };
  await assertRejects(
    () =>
      measureInRounds([fakeJob("a"), fakeJob("b")], OPTIONS, machine, {
        onRound: full,
        onFailure: full,
      }),
    Error,
    "disk full",
  );
  assertEquals([...machine.closed].sort(), ["a", "b"]);
});

Deno.test("measureInRounds() gives a model whose runs take no time a reason, and times the rest", async () => {
  // Two runs warm it up.
  const timeless: FakeModel = { runMs: (i) => i < 2 ? 100 : 0 };
  const { failures, measurements } = await measure({ a: STEADY, timeless }, { sliceMs: 0 });
  assertEquals(measurements.map(({ job }) => job.model), ["a"]);
  assertEquals(failures, [
    "timeless run: not measurable: half of 1 run(s) or more took 0 ms by this clock",
  ]);
});

Deno.test("measureInRounds() begins no round before what prepares models is at rest", async () => {
  let isAtRest = false;
  const seen: boolean[] = [];
  await measure({ a: STEADY, b: STEADY }, { rounds: 1 }, {
    loading: {
      expect: () => undefined,
      async rest() {
        await new Promise((resolve) => setTimeout(resolve));
        isAtRest = true;
      },
    },
    sliceMsOf() {
      seen.push(isAtRest);
      return 200;
    },
  });
  assertEquals(seen, [true, true]);
});
