// Real worker processes: what they are asked, and their faults, each of which costs its own row, with a
// reason that tells what happened. Long, as all tests go through the same fake engine and its job.

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { LocatedEngine } from "../../../bench/engine/located_engine.ts";
import type { Job } from "../../../bench/job/protocol.ts";
import { writeGraph } from "../../../bench/prepare/graph_file.ts";
import {
  openWorkers,
  probe,
  type WorkerOptions,
  type Workers,
} from "../../../bench/run/worker_process.ts";
import { fakeEngine, NEGATION } from "../../support/fake_engines.ts";
import { fakeJob } from "../fakes/fake_workers.ts";
import { withFolder } from "../../support/run_task.ts";
import { runTied, spawnTied } from "../../support/tied_process.ts";

/** Uses workers of a fake engine, whose model is there without a graph of the catalog. */
function withFakes<Result>(
  engine: LocatedEngine,
  use: (workers: Workers, scratch: string) => Promise<Result>,
  options: Partial<WorkerOptions> = {},
): Promise<Result> {
  return withFolder(async (folder) => {
    const scratch = await Deno.realPath(folder);
    const graphFile = `${scratch}/graph`;
    await writeGraph(graphFile, NEGATION);
    await using workers = openWorkers({
      timeLimitMs: 60_000,
      scratch,
      sources: new Map(["negation", "other"].map((model) => [model, { graphFile }])),
      engineOf: () => engine,
      ...options,
    });
    return await use(workers, scratch);
  });
}

const JOB: Job = { ...fakeJob("negation", 4), engine: "fake", height: 4, width: 4 };

/** Gives the reason that an engine is not loaded. */
type RefusalOf = (engine: LocatedEngine, changes?: Partial<Job>) => Promise<string>;

/** Asks for reasons that engines are not loaded, with one preparation of their model. */
function withRefusals(use: (refusalOf: RefusalOf) => Promise<void>): Promise<void> {
  let engine = fakeEngine();
  return withFakes(engine, ({ startWorker }) =>
    use(async (next, changes = {}) => {
      engine = next;
      return (await assertRejects(() => startWorker({ ...JOB, ...changes }), Error)).message;
    }), { engineOf: () => engine });
}

/** As one of {@linkcode withRefusals}. */
async function refusalOf(engine: LocatedEngine, changes: Partial<Job> = {}): Promise<string> {
  let reason = "";
  await withRefusals(async (ofEngine) => void (reason = await ofEngine(engine, changes)));
  return reason;
}

/** Faults, and what their row must say. */
const REASONS: Readonly<Record<string, string>> = {
  abort: "engine ended with signal SIGABRT",
  segfault: "engine ended with signal SIGSEGV",
  killed: "engine ended with signal SIGKILL, perhaps for lack of memory",
  heap: "heap",
  throw: "no kernel for this node",
  babble: "engine said what is no answer: loading, please wait",
  flood: "engine wrote a line of more than 33554432 bytes",
  exit: "engine ended with exit code 7",
  grumble: "engine ended with exit code 7: Error 1 / Error 2 / Error 3",
  mutter: "engine ended with exit code 7: note 3 / note 4 / note 5",
};

Deno.test({
  name: "openWorkers() reports each fault of an engine, and goes on",
  ignore: Deno.build.os !== "linux",
  async fn(t) {
    let engine = fakeEngine();
    await withFakes(engine, async ({ startWorker }) => {
      for (const [fault, reason] of Object.entries(REASONS)) {
        await t.step(`"${fault}"`, async () => {
          engine = fakeEngine(fault);
          const { runSlice, close } = await startWorker(JOB);
          const { message } = await assertRejects(() => runSlice(0), Error).finally(close);
          assertStringIncludes(message, reason);
          // Three lines are quoted, however many speak of an error.
          assertEquals(message.includes("Error 4"), false);
        });
      }
    }, { engineOf: () => engine });
  },
});

/** One that nobody kills would be waited for for ever. */
const PATIENCE_MS = 60_000;

Deno.test("openWorkers() kills an engine that hangs, once its time limit is over", async () => {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const command = ["{deno}", "eval", "setInterval(() => {}, 1e6)"];
  await withFakes(fakeEngine("none", {}, { command }), async ({ startWorker }) => {
    await assertRejects(
      () => startWorker(JOB),
      Error,
      "timed out: no answer within 5 s, raise it by --timeout",
    );
  }, { timeLimitMs: 5000, signal: patience.signal });
  clearTimeout(timer);
  assertEquals(patience.signal.aborted, false, "the engine was not killed by its time limit");
});

Deno.test("openWorkers() ends what is still loading once the time for that is over, and begins nothing more", async () => {
  const command = ["{deno}", "eval", "setInterval(() => {}, 1e6)"];
  const tooLate = "no time was left to load it: raise --within";
  const firstMs = performance.now() + 1500;
  await withFakes(fakeEngine("none", {}, { command }), async ({ startWorker }, scratch) => {
    await assertRejects(() => startWorker(JOB), Error, tooLate);
    await Deno.remove(`${scratch}/graph`);
    await assertRejects(() => startWorker(JOB), Error, tooLate);
  }, { loadEnd: { firstMs, othersMs: 0 } });
  // One row at least is loaded, for which alone there is more time.
  await withFakes(fakeEngine(), async ({ startWorker }) => {
    const { runSlice, close } = await startWorker(JOB);
    await assertRejects(() => startWorker(JOB), Error, tooLate);
    assertEquals((await runSlice(0)).samplesMs, [10, 20]);
    await close();
  }, { loadEnd: { firstMs: performance.now() + 60_000, othersMs: 0 } });
});

Deno.test("openWorkers() ends an engine that is busy as soon as it is told to stop", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  await withFakes(fakeEngine("hang"), async ({ startWorker }) => {
    const { runSlice, close } = await startWorker(JOB);
    const slice = runSlice(0);
    controller.abort();
    await assertRejects(() => slice, Error, "engine ended with signal SIGKILL");
    await close();
    await assertRejects(() => startWorker(JOB), Error, "SIGKILL");
  }, { timeLimitMs: 600_000, signal });
});

Deno.test("openWorkers() runs an engine of anybody's, and holds its outputs against the plain graph's", async () => {
  await withFakes(fakeEngine(), async ({ startWorker }) => {
    const { loaded, runSlice, close } = await startWorker(JOB);
    const { finite, referenceDifference, versions, deviceName, trace } = loaded;
    assertEquals([finite, referenceDifference, deviceName, trace], [true, 0, "Fake", null]);
    assertEquals({ ...versions }, { fake: "1.0" });
    assertEquals((await runSlice(0)).samplesMs, [10, 20]);
    await close();
  });
  const differenceOf = (fault: string) =>
    withFakes(fakeEngine(fault), async ({ startWorker }) => {
      const { loaded, close } = await startWorker(JOB);
      await close();
      return [loaded.finite, loaded.referenceDifference];
    });
  const [finite, difference] = await differenceOf("wrong outputs");
  assert(finite === true && Math.abs(Number(difference) - 0.01) < 1e-6, `${difference}`);
  assertEquals(await differenceOf("no numbers"), [false, null]);
  assertEquals(await differenceOf("noise"), [true, 0]);
});

Deno.test("openWorkers() starts all processes of a model at once, and ends those that nobody asks for", async () => {
  await withFakes(fakeEngine(), async (workers, scratch) => {
    const rowCount = () => [...Deno.readDirSync(scratch)].filter(isRow).length;
    const isRow = ({ name }: Deno.DirEntry) => name.startsWith("row-");
    const second: Job = { ...JOB, batch: 2 };
    const elsewhere: Job = { ...JOB, model: "other" };
    workers.expect([JOB, second, elsewhere]);
    const { close } = await workers.startWorker(JOB);
    assertEquals(rowCount(), 2);
    await workers.rest();
    assertEquals(rowCount(), 1);
    await close();
  });
});

Deno.test("openWorkers() takes no label that is not true", () =>
  withRefusals(async (refusalOf) => {
    const engine = (answers: Readonly<Record<string, unknown>>) => fakeEngine("none", answers);
    assertEquals(
      await refusalOf(engine({ threads: 8 })),
      "engine runs on 8 threads where 1 were asked for",
    );
    assertEquals(
      await refusalOf(engine({ precision: "bf16" })),
      "engine computes in bf16 where fp32 was asked for",
    );
    assertStringIncludes(
      await refusalOf(engine({ loadMs: -1 })),
      'engine gave a wrong answer to "loaded"',
    );
    const outputs = [{ name: "negated", type: "float32", shape: [1], path: "/etc/hostname" }];
    assertEquals(
      await refusalOf(engine({ outputs })),
      'engine left output "negated" outside of its folder',
    );
  }));

Deno.test("openWorkers() says what an engine cannot do, and how to get one that is not there", () =>
  withRefusals(async (refusalOf) => {
    assertStringIncludes(await refusalOf(fakeEngine(), { device: "cuda" }), 'has no device "cuda"');
    assertStringIncludes(
      await refusalOf(fakeEngine(), { precision: "fp16" }),
      'has no precision "fp16": it has fp32, bf16',
    );
    assertStringIncludes(await refusalOf(fakeEngine(), { variant: "fast" }), "it has one way only");
    assertStringIncludes(await refusalOf(fakeEngine(), { options: { a: "1" } }), 'no option "a"');
    const missing = fakeEngine("none", {}, { command: ["no-such-program-here"] });
    assertEquals(
      await refusalOf(missing),
      'Cannot start engine fake as there is no "no-such-program-here": get the fake engine',
    );
  }));

Deno.test("openWorkers() gets processes of other models ready, too, where the engine tells when they are", async () => {
  const rowsOf = (engine: LocatedEngine) =>
    withFakes(engine, async (workers, scratch) => {
      const second: Job = { ...JOB, batch: 2 };
      workers.expect([JOB, second, { ...JOB, model: "third" }, { ...JOB, model: "fourth" }]);
      const { close } = await workers.startWorker(JOB);
      const rows = [...Deno.readDirSync(scratch)].filter(({ name }) => name.startsWith("row-"));
      await workers.rest();
      await close();
      return rows.length;
    }, { readySideBySide: 3 });
  assertEquals(await rowsOf(fakeEngine("none", {}, { tellsReady: true })), 3);
  assertEquals(await rowsOf(fakeEngine()), 2);
  await assertRejects(
    () => rowsOf(fakeEngine("never ready", {}, { tellsReady: true })),
    Error,
    "engine ended with exit code 7",
  );
});

Deno.test("openWorkers() shares one preparation, and leaves no file behind", async () => {
  await withFakes(fakeEngine(), async ({ startWorker, expect, rest }, scratch) => {
    const prepared = () =>
      [...Deno.readDirSync(scratch)].filter(({ name }) => name !== "graph").map(({ name }) => name);
    const jobs = [JOB, { ...JOB, threads: 2 }];
    expect(jobs);
    const first = await startWorker(jobs[0] as Job);
    assertEquals(prepared().filter((name) => name.startsWith("prepared")), ["prepared-0"]);
    const second = await startWorker(jobs[1] as Job);
    assertEquals(prepared().filter((name) => name.startsWith("prepared")), []);
    await first.close();
    await second.close();
    await rest();
    assertEquals(prepared(), []);
  });
});

Deno.test("openWorkers() runs instances side by side, each with its share of the batch", async () => {
  await withFakes(fakeEngine(), async ({ startWorker }) => {
    const job = { ...JOB, instances: 2, threads: 2 };
    const { loaded, runSlice, peakMemoryBytes, close } = await startWorker(job);
    assertEquals(loaded.referenceDifference, 0);
    const { samplesMs } = await runSlice(0);
    // Each runs half the batch in 10 and 20 ms.
    assertEquals(samplesMs, [10, 20]);
    assert(await peakMemoryBytes() > 2e6);
    await close();
  });
  assertStringIncludes(
    await refusalOf(fakeEngine("none", { threads: 2 }), { instances: 2, threads: 2 }),
    "engine runs on 2 threads where 1 were asked for",
  );
});

/** Processes that a process has started, shells left out. */
async function childrenOf(pid: number): Promise<readonly string[]> {
  const { stdout } = await runTied("ps", {
    args: ["--no-headers", "-o", "pid,comm", "--ppid", String(pid)],
  });
  return stdout.trim().split("\n")
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([child = "", name]) => name === "sh" ? [] : [child]);
}

async function isAlive(pid: string): Promise<boolean> {
  const { stdout } = await runTied("ps", { args: ["-o", "stat=", "-p", pid] });
  return /^[^Z]/.test(stdout.trim());
}

Deno.test({
  ignore: Deno.build.os !== "linux",
  name: "openWorkers() leaves no engine behind when its process is killed, not even one that hangs",
  fn: () =>
    withFolder(async (folder) => {
      const scratch = await Deno.realPath(folder);
      await writeGraph(`${scratch}/graph`, NEGATION);
      await Deno.writeTextFile(
        `${folder}/parent.ts`,
        `import { openWorkers } from ${
          JSON.stringify(import.meta.resolve("../../../bench/run/worker_process.ts"))
        };
        const { startWorker, rest } = openWorkers({
          timeLimitMs: 600_000,
          scratch: ${JSON.stringify(scratch)},
          sources: new Map([["negation", { graphFile: ${JSON.stringify(`${scratch}/graph`)} }]]),
          engineOf: () => (${JSON.stringify(fakeEngine("hang"))}),
        });
        const { runSlice } = await startWorker(${JSON.stringify(JOB)});
        await rest();
        console.log("loaded");
        await runSlice(0);`,
      );
      const { child: parent, released } = spawnTied("deno", {
        args: ["run", "--quiet", "--no-check", "--allow-run", "--allow-read", "--allow-write"]
          .concat(`${folder}/parent.ts`),
      });
      const reader = parent.stdout.getReader();
      await reader.read();
      const [orphan = "", ...others] = await childrenOf(parent.pid);
      assertEquals([others, await isAlive(orphan)], [[], true]);
      parent.kill("SIGKILL");
      await parent.status;
      await released();
      await reader.cancel();
      for (let tries = 0; tries < 2000 && await isAlive(orphan); tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assertEquals(await isAlive(orphan), false);
    }),
});

Deno.test("openWorkers() passes on why a job cannot be built", async () => {
  await withFolder(async (folder) => {
    await using workers = openWorkers({
      timeLimitMs: 60_000,
      scratch: await Deno.realPath(folder),
    });
    await assertRejects(
      () => workers.startWorker({ ...fakeJob("dsnet-t"), height: 33, width: 33 }),
      Error,
      'Cannot build "dsnet-t" at size 33',
    );
  });
});

Deno.test("openWorkers() tries one graph after the other, with the rewrites that are asked for", async () => {
  await withFolder(async (folder) => {
    await using workers = openWorkers({
      timeLimitMs: 60_000,
      scratch: await Deno.realPath(folder),
    });
    const job: Job = { ...fakeJob("dsnet-t"), graph: "fast", height: 64, width: 64 };
    const rewrites = ["foldBatchNorm", "fuseSelfAttention"];
    // Files stay for who will ask for them: each list has its own.
    workers.expect([{ ...job, rewrites: [] }, { ...job, rewrites }]);
    const plain = await workers.differenceWith(job, []);
    const rewritten = await workers.differenceWith(job, rewrites);
    assert(plain < 1e-5 && rewritten < 1e-5, `${plain}, ${rewritten}`);
    assert(rewritten !== plain, "other operators round in another way");
  });
});

Deno.test("probe() says of the processor that it works, of a missing device what it needs", async () => {
  const options = { timeLimitMs: 60_000, scratch: Deno.cwd() };
  const cpu = await probe({ device: "cpu" }, options);
  assertEquals([cpu.problem, cpu.isSoftware, { ...cpu.versions }], [
    null,
    false,
    { "onnxruntime-node": "1.30.0" },
  ]);
  assertEquals(cpu.arithmetic, "fp32");
  const missing = Deno.build.os === "windows" ? "coreml" : "dml";
  const { problem } = await probe({ device: missing }, options);
  assertStringIncludes(problem ?? "", "it needs");
});

Deno.test("openWorkers() has a loaded model answer to other inputs", () =>
  withFakes(fakeEngine(), async ({ startWorker }, scratch) => {
    const { answer, close } = await startWorker(JOB);
    const image = { name: "image", type: "float32", shape: [4, 3, 4, 4] };
    const values = Float32Array.from({ length: 192 }, (_, i) => i);
    const path = `${scratch}/other.bin`;
    await Deno.writeFile(path, new Uint8Array(values.buffer));
    try {
      const [outputs] = await answer([{ ...image, path }]);
      assertEquals(outputs, values.map((value) => -value));
    } finally {
      await close();
    }
  }));

Deno.test("openWorkers() tells an engine whether other work shares its cores", async () => {
  const toldOf = (options: Partial<WorkerOptions>) =>
    withFakes(fakeEngine("tells cores"), async ({ startWorker }) => {
      const { loaded, close } = await startWorker(JOB);
      await close();
      return loaded.deviceName;
    }, options);
  assertEquals([await toldOf({ cores: "shared" }), await toldOf({})], ["shared", "undefined"]);
});

Deno.test("openWorkers() has rows traced as it is told, and ceilings where nodes may run elsewhere", async () => {
  const toldOf = (changes: Partial<Job>, isTraced: boolean) =>
    withFakes(fakeEngine("tells trace"), async ({ startWorker }) => {
      const { loaded, close } = await startWorker({ ...JOB, ...changes });
      await close();
      return loaded.deviceName;
    }, { isTraced: () => isTraced });
  assertEquals([await toldOf({}, true), await toldOf({}, false)], ["true", "false"]);
  const ceiling = { model: "ceiling/matrix-512", batch: 1 };
  assertEquals(await toldOf(ceiling, true), "false");
  assertEquals(await toldOf({ ...ceiling, device: "fake-device" }, true), "true");
});

Deno.test("openWorkers() gives no row the name of an option that did not take effect", async () => {
  const graph = { values: ["0", "1"], default: "0", confirmed: true, help: "captures" };
  const changes = { options: { "cuda-graph": graph } };
  const asked = { options: { "cuda-graph": "1" } };
  assertEquals(
    await refusalOf(fakeEngine("none", {}, changes), asked),
    "engine did not do what cuda-graph=1 asks for: leave the option out",
  );
  for (
    const [engine, options] of [
      [fakeEngine("none", { confirmed: ["cuda-graph"] }, changes), asked.options],
      [fakeEngine("none", {}, changes), { "cuda-graph": "0" }],
    ] as const
  ) {
    await withFakes(engine, async ({ startWorker }) => {
      await (await startWorker({ ...JOB, options })).close();
    });
  }
});

Deno.test("openWorkers() asks an engine to keep inputs on the device where a job says so", async () => {
  for (const [input, residency] of [["resident", "resident"], ["copied", "copied"]] as const) {
    await withFakes(fakeEngine("tells residency"), async ({ startWorker }) => {
      const { loaded, close } = await startWorker({ ...JOB, input });
      await close();
      assertEquals(loaded.deviceName, residency);
    });
  }
});
