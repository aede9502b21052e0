// Faults of real worker processes: each costs its own row, with a reason that tells what happened.

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { probe, trialStarter, workerStarter } from "../../../bench/run/worker_process.ts";
import { fakeJob } from "../fakes/fake_workers.ts";
import { withFolder } from "../../support/run_task.ts";
import { runTied, spawnTied } from "../../support/tied_process.ts";

const FAULTY_WORKER = new URL("../fakes/faulty_worker.ts", import.meta.url).href;

/** Starts a faulty worker and returns the reason that its first slice gives. */
async function reasonOf(fault: string): Promise<string> {
  const startWorker = workerStarter({
    timeLimitMs: 60_000,
    traceFolder: ".",
    workerArguments: () => [
      ...["run", "--quiet", "--no-prompt", "--no-check", "--allow-ffi", "--allow-read"],
      ...["--v8-flags=--max-old-space-size=60", FAULTY_WORKER, fault],
    ],
  });
  const { runSlice, close } = await startWorker(fakeJob("any"));
  try {
    return (await assertRejects(() => runSlice(0), Error)).message;
  } finally {
    await close();
  }
}

/** Faults, and what their row must say. */
const REASONS: Readonly<Record<string, string>> = {
  abort: "worker ended with signal SIGABRT",
  segfault: "worker ended with signal SIGSEGV",
  killed: "worker ended with signal SIGKILL, perhaps for lack of memory",
  heap: "heap",
  throw: "no kernel for this node",
  babble: "worker said what is no answer: loading, please wait",
  exit: "worker ended with exit code 7",
  grumble: "worker ended with exit code 7: Error 1 / Error 2 / Error 3",
  mutter: "worker ended with exit code 7: note 3 / note 4 / note 5",
};

for (const [fault, reason] of Object.entries(REASONS)) {
  Deno.test({
    name: `workerStarter() reports the fault "${fault}" and goes on`,
    ignore: Deno.build.os !== "linux",
    fn: async () => assertStringIncludes(await reasonOf(fault), reason),
  });
}

/** One that nobody kills would be waited for for ever. */
const PATIENCE_MS = 60_000;

Deno.test("workerStarter() kills a worker that hangs, once its time limit is over", async () => {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const startWorker = workerStarter({
    timeLimitMs: 1500,
    traceFolder: ".",
    signal: patience.signal,
    workerArguments: () => ["eval", "for (;;);"],
  });
  await assertRejects(
    () => startWorker(fakeJob("any")),
    Error,
    "timed out: no answer within 1.5 s, raise it by --timeout",
  );
  clearTimeout(timer);
  assertEquals(patience.signal.aborted, false, "the worker was not killed by its time limit");
});

Deno.test("workerStarter() ends a worker that is busy as soon as it is told to stop", async () => {
  const controller = new AbortController();
  const startWorker = workerStarter({
    timeLimitMs: 600_000,
    traceFolder: ".",
    signal: controller.signal,
    workerArguments: () => ["run", "--quiet", "--no-check", "--allow-ffi", FAULTY_WORKER, "hang"],
  });
  const { runSlice, close } = await startWorker(fakeJob("any"));
  const slice = runSlice(0);
  controller.abort();
  await assertRejects(() => slice, Error, "worker ended with signal SIGKILL");
  await close();
  await assertRejects(() => startWorker(fakeJob("any")), Error, "SIGKILL");
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
  name:
    "workerStarter() leaves no worker behind when its process is killed, not even one that hangs",
  fn: () =>
    withFolder(async (folder) => {
      const worker = ["run", "--quiet", "--no-check", "--allow-ffi", FAULTY_WORKER, "hang"];
      await Deno.writeTextFile(
        `${folder}/parent.ts`,
        `import { workerStarter } from ${
          JSON.stringify(import.meta.resolve("../../../bench/run/worker_process.ts"))
        };
        const workerArguments = () => ${JSON.stringify(worker)};
        const start = workerStarter({ timeLimitMs: 600_000, traceFolder: ".", workerArguments });
        const { runSlice } = await start({});
        console.log("loaded");
        await runSlice(0);`,
      );
      const { child: parent, released } = spawnTied("deno", {
        args: ["run", "--quiet", "--no-check", "--allow-run", "--allow-read", "--allow-sys"]
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

Deno.test("workerStarter() passes on why the runtime refuses a job", async () => {
  const startWorker = workerStarter({ timeLimitMs: 60_000, traceFolder: "." });
  await assertRejects(
    () => startWorker({ ...fakeJob("dsnet-t"), height: 33, width: 33 }),
    Error,
    'Cannot build "dsnet-t" at size 33',
  );
});

Deno.test("trialStarter() runs one graph after the other, with the rewrites that are asked for", async () => {
  await withFolder(async (traceFolder) => {
    const startTrials = trialStarter({ timeLimitMs: 60_000, traceFolder });
    const { differenceWith, close } = await startTrials({
      ...fakeJob("dsnet-t"),
      ...{ graph: "fast", height: 64, width: 64 },
    });
    try {
      const plain = await differenceWith([]);
      const rewritten = await differenceWith(["foldBatchNorm", "fuseSelfAttention"]);
      assert(plain < 1e-5 && rewritten < 1e-5, `${plain}, ${rewritten}`);
      assert(rewritten !== plain, "other operators round in another way");
    } finally {
      await close();
    }
  });
});

Deno.test("probe() says of the processor that it works, of a missing device what it needs", async () => {
  const options = { timeLimitMs: 60_000, traceFolder: "." };
  const cpu = await probe("cpu", options);
  assertEquals([cpu.problem, cpu.isSoftware, cpu.onnxruntime], [null, false, "1.30.0"]);
  assertEquals(cpu.arithmetic, "fp32");
  const missing = Deno.build.os === "windows" ? "coreml" : "dml";
  const { problem } = await probe(missing, options);
  assertStringIncludes(problem ?? "", "it needs");
});
