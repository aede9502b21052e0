// Real workers on small graphs: that what is timed is what was asked for. Nothing here is decided
// by speed; what takes how long is simulated in session_test.ts and slice_runner_test.ts.

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { disagreementOf, toleranceOf } from "../../../bench/job/agreement.ts";
import type { Job, Loaded } from "../../../bench/job/protocol.ts";
import { openWorkers } from "../../../bench/run/worker_process.ts";
import { writeGraph } from "../../../bench/prepare/graph_file.ts";
import { buildGraph } from "../../../models/graph/builder.ts";
import { type Scope, single } from "../../../models/graph/scope.ts";
import type { Graph, Value } from "../../../models/graph/graph.ts";
import { conv2d, linear } from "../../../models/layers/layers.ts";
import { relu } from "../../../models/operators/elementwise.ts";
import { mean } from "../../../models/operators/layout.ts";
import { withFolder } from "../../support/run_task.ts";
import { fakeJob } from "../fakes/fake_workers.ts";

/** How long a worker is left alone. */
const IDLE_MS = 1000;

/** DS-Net-T's fast graph executes less than the plain one, even at this size. */
const JOB: Job = { ...fakeJob("dsnet-t"), height: 64, width: 64 };

/** `[N, 3, 16, 16]` through a convolution, what `body` does, and a linear layer to 10 logits. */
function smallGraph(body: (g: Scope, x: Value) => Value): Graph {
  return buildGraph("small", {
    input: { name: "image", shape: ["N", 3, 16, 16] },
    outputName: "logits",
    body(g, x) {
      const y = body(g, conv2d(g, "conv", x, { out: 8, kernel: 3, pad: 1 }));
      return linear(g, "head", mean(g, y, [2, 3]), 10);
    },
  });
}

const SMALL = smallGraph(relu);
/** The square root of what is below 0 for some pixels. */
const NAN = smallGraph((g, x) => single(g.node("Sqrt", { inputs: [x], outputs: [x.shape] })));

/** What a worker says of a graph when it is loaded, and of one run. */
function measure(
  graph: Graph,
  changes: Partial<Job>,
): Promise<{ readonly loaded: Loaded; readonly memoryBytes: number }> {
  return withFolder(async (folder) => {
    const scratch = await Deno.realPath(folder);
    const graphFile = `${scratch}/graph`;
    await writeGraph(graphFile, graph);
    await using workers = openWorkers({
      timeLimitMs: 120_000,
      scratch,
      sources: new Map([["small", { graphFile }]]),
    });
    const { loaded, runSlice, peakMemoryBytes, close } = await workers.startWorker({
      ...fakeJob("small"),
      height: 16,
      width: 16,
      ...changes,
    });
    await runSlice(0);
    const memoryBytes = await peakMemoryBytes();
    await close();
    return { loaded, memoryBytes };
  });
}

async function load(graph: Graph, changes: Partial<Job>): Promise<Loaded> {
  return (await measure(graph, changes)).loaded;
}

/** Types of the operators that ran. */
function opsOf({ trace }: Loaded): ReadonlySet<string> {
  return new Set(Object.values(trace?.opByNode ?? {}));
}

Deno.test("openWorkers() times the plain graph, and outputs follow the seed alone", async () => {
  const loaded = await load(SMALL, {});
  assertEquals([loaded.finite, loaded.referenceDifference], [true, null]);
  assertEquals(loaded.built.macs, 16 * 16 * 8 * 3 * 9 + 8 * 10);
  assertEquals(loaded.built.executedMacs, loaded.built.macs);
  assertEquals(loaded.trace?.fallbackNodes, []);
  // What a run costs beyond the runtime is no less than nothing.
  const { trace, profiledRunMs } = loaded;
  assert(trace !== null && trace.modelRunMs > 0 && trace.modelRunMs <= (profiledRunMs ?? 0));

  const parentBytes = new Uint8Array(4e8).fill(1);
  const { loaded: again, memoryBytes } = await measure(SMALL, {});
  assertEquals(again.outputSha256, loaded.outputSha256);
  // Deno and the runtime, whatever the process has that started them.
  assert(memoryBytes > 30e6 && memoryBytes < parentBytes.length);

  const other = await load(SMALL, { seed: 2 });
  assertNotEquals(other.outputSha256, loaded.outputSha256);
  assertEquals(other.built.graphHash, loaded.built.graphHash);
});

Deno.test("openWorkers() times half precision for an fp16 job", async () => {
  const loaded = await load(SMALL, { precision: "fp16" });
  assertEquals(loaded.finite, true);
  const difference = loaded.referenceDifference ?? NaN;
  // Float32 sums in another order differ by less, and no half precision is this close.
  assert(
    difference > 1e-6 && difference < toleranceOf({ ...JOB, precision: "fp16" }),
    `${difference}`,
  );
  assert(opsOf(loaded).has("Cast"));
});

Deno.test("openWorkers() makes an expanded batch inside the graph", async () => {
  const loaded = await load(SMALL, { input: "expanded", batch: 3 });
  assertEquals(disagreementOf({ ...JOB, input: "expanded" }, loaded), undefined);
  assert(opsOf(loaded).has("Expand"));
});

Deno.test("openWorkers() says of a graph that makes NaN that its outputs are not finite", async () => {
  assertEquals((await load(NAN, {})).finite, false);
  const loaded = await load(NAN, { graph: "fast" });
  assertEquals(disagreementOf({ ...JOB, graph: "fast" }, loaded), "outputs are not finite");
});

Deno.test({
  name:
    "openWorkers() times the fast graph of a fast job, and says what its process used meanwhile",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      const job: Job = { ...JOB, graph: "fast", threads: 2 };
      const scratch = await Deno.realPath(folder);
      await using workers = openWorkers({ timeLimitMs: 120_000, scratch });
      const { loaded, runSlice, peakMemoryBytes, close } = await workers.startWorker(job);
      assert(loaded.built.executedMacs < loaded.built.macs);
      assert(opsOf(loaded).has("Attention"), "the fused operator ran");
      const difference = loaded.referenceDifference ?? NaN;
      // Other operators round in another way, but not much.
      assert(difference > 0 && difference < toleranceOf(job) / 10, `${difference}`);

      const one = await runSlice(0);
      assertEquals(Object.keys(one).sort(), ["idleCpuMs", "samplesMs"]);
      assertEquals(one.samplesMs.length, 1);
      const memoryBytes = await peakMemoryBytes();
      assert(memoryBytes > 30e6, `${memoryBytes} bytes`);

      // As long as 20 runs, of which each could take ten times as long as the first.
      const sliceMs = 20 * (one.samplesMs[0] ?? NaN);
      const { samplesMs } = await runSlice(sliceMs);
      assert(samplesMs.length > 1, `${samplesMs.length} runs in a slice`);
      const withoutLastMs = samplesMs.slice(0, -1).reduce((sum, ms) => sum + ms, 0);
      assert(withoutLastMs < sliceMs, "the slice ended with the run that was over its time");

      // A pool that sleeps costs no processor time.
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
      const { idleCpuMs } = await runSlice(0);
      assert(idleCpuMs > 0 && idleCpuMs < 0.1 * IDLE_MS, `${idleCpuMs} ms`);
      await close();
    }),
});
