// How a job becomes a session, with a fake in the runtime's place: which graph is loaded, how, what
// it is fed with, and what its outputs are held against. worker_test.ts has the real runtime.

import { seededValues } from "../../../models/graph/parameter_values.ts";
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { openSession, openTrials, sessionOptions } from "../../../bench/worker/session.ts";
import { CPU_REWRITES, fastGraph } from "../../../models/rewrite/fast.ts";
import { halfPrecision } from "../../../models/rewrite/variants/half_precision.ts";
import { findModel } from "../../../models/catalog.ts";
import { encodeOnnx } from "../../../models/graph/onnx.ts";
import type { Graph } from "../../../models/graph/graph.ts";
import { seededImages } from "../../../models/graph/weights.ts";
import type { Job } from "../../../bench/job/protocol.ts";
import { countGraph } from "../../../bench/count/count.ts";
import { withFolder } from "../../support/run_task.ts";
import { fakeRuntime, type FakeSession, LOAD_MS, RUN_MS, TICK_MS } from "../fakes/fake_runtime.ts";
import { fakeJob } from "../fakes/fake_workers.ts";

const SIZE = { height: 64, width: 64 };
const PLAIN: Graph = findModel("dsnet-t").build({ size: SIZE });
const FAST: Graph = fastGraph(PLAIN, CPU_REWRITES).graph;
const IMAGE_ELEMENTS = 3 * 64 * 64;

function job(changes: Partial<Job> = {}): Job {
  return { ...fakeJob("dsnet-t"), ...SIZE, threads: 3, seed: 7, ...changes };
}

/** A job of little weight, for what does not depend on the network. */
const LIGHT = { model: "ceiling/matrix-512", graph: "fast" } as const;

function floats(...values: readonly number[]): Float32Array {
  return new Float32Array(values);
}

/** Opens a job's session where sessions give these outputs, and says what the runtime saw. */
function open(changes: Partial<Job>, ...outputs: readonly (readonly Float32Array[])[]) {
  return withFolder(async (traceFolder) => {
    const { runtime, sessions } = fakeRuntime(...outputs);
    const session = await openSession({ job: job(changes), traceFolder }, runtime);
    const left: string[] = [];
    for await (const { name } of Deno.readDir(traceFolder)) left.push(name);
    return { ...session, sessions, left, traceFolder };
  });
}

/** Operators of the model that a session loaded, by name of their node. */
function nodesOf({ model }: FakeSession): readonly string[] {
  return (model.graph?.node ?? []).map(({ name, opType }) => `${name} ${opType}`);
}

function nodesIn({ nodes }: Graph): readonly string[] {
  return nodes.map(({ name, op }) => `${name} ${op}`);
}

/** Sizes of the image that a session's model takes. */
function inputSizes({ model }: FakeSession): readonly number[] {
  const { value } = model.graph?.input[0]?.type?.value ?? {};
  const dims = value !== undefined && "shape" in value ? value.shape?.dim ?? [] : [];
  return dims.map(({ value }) => Number(value.value));
}

/** Part by part, as a part of the weights is overwritten by the ones after it. */
function sha256(parts: Iterable<Uint8Array>): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

function bytesOf({ buffer }: Float32Array): Uint8Array {
  return new Uint8Array(buffer);
}

/** All options of a session, none left to the runtime. */
const OPTIONS = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 3,
  graphOptimizationLevel: "all",
  logSeverityLevel: 3,
  extra: {
    session: {
      intra_op: { allow_spinning: "1", spin_duration_us: "1000" },
      force_spinning_stop: "1",
    },
  },
} as const;

Deno.test("sessionOptions() states device, threads, level, waiting and trace, and nothing else", () => {
  assertEquals(sessionOptions({ device: "cpu", threads: 3 }), OPTIONS);
  assertEquals(
    sessionOptions({ device: "webgpu", threads: 1 }, { level: "disabled", tracePrefix: "a/b" }),
    {
      ...OPTIONS,
      ...{ executionProviders: ["webgpu"], intraOpNumThreads: 1 },
      ...{ graphOptimizationLevel: "disabled", enableProfiling: true, profileFilePrefix: "a/b" },
    },
  );
});

Deno.test("openSession() loads the plain graph of a plain job once, and holds it against nothing", async () => {
  const { sessions, loaded } = await open({ batch: 2 }, [floats(1, 2)]);
  const [session] = sessions as [FakeSession];
  assertEquals(sessions.length, 1);
  assertEquals(nodesOf(session), nodesIn(PLAIN));
  assertEquals(inputSizes(session), [2, 3, 64, 64]);
  assertEquals([loaded.referenceDifference, loaded.finite], [null, true]);
});

Deno.test("openSession() runs the fast graph of a fast job, after the plain one as its reference", async () => {
  const { sessions, loaded } = await open({ graph: "fast", batch: 4 }, [floats(1)]);
  const [reference, session] = sessions as [FakeSession, FakeSession];
  assertEquals(sessions.length, 2);
  assertEquals([nodesOf(reference), inputSizes(reference)], [nodesIn(PLAIN), [1, 3, 64, 64]]);
  assertEquals([nodesOf(session), inputSizes(session)], [nodesIn(FAST), [4, 3, 64, 64]]);
  assertNotEquals(nodesIn(FAST), nodesIn(PLAIN));

  const plain = countGraph(PLAIN);
  assertEquals(loaded.built, {
    graphHash: loaded.built.graphHash,
    ...{ params: plain.params, buffers: plain.buffers, macs: plain.macs },
    executedMacs: countGraph(FAST).macs,
  });
  assert(loaded.built.executedMacs < loaded.built.macs);
});

Deno.test("openSession() gives an fp16 job half precision, and its reference float32", async () => {
  const { sessions } = await open({ precision: "fp16" }, [floats(1)]);
  const [reference, session] = sessions as [FakeSession, FakeSession];
  assertEquals(nodesOf(reference), nodesIn(PLAIN));
  assertEquals(nodesOf(session), nodesIn(halfPrecision(PLAIN)));
  assertNotEquals(nodesOf(session), nodesOf(reference));
  assertEquals(inputSizes(session), [1, 3, 64, 64]);
});

Deno.test("openSession() makes an expanded batch of one image inside the graph", async () => {
  const { sessions, timeRun } = await open({ input: "expanded", batch: 5 }, [floats(1)]);
  const [reference, session] = sessions as [FakeSession, FakeSession];
  assertEquals(nodesOf(reference), nodesIn(PLAIN));
  assertEquals(nodesOf(session)[0], "image/expanded/Expand Expand");
  assertEquals(inputSizes(session), [1, 3, 64, 64]);
  await timeRun();
  assertEquals(session.feeds.at(-1)?.dims, [1, 3, 64, 64]);
  const sizes = session.model.graph?.initializer.find(({ name }) =>
    name === "image/expanded/sizes"
  );
  assertEquals(sizes?.int64Data.length === 0 ? sizes.rawData[0] : Number(sizes?.int64Data[0]), 5);
});

Deno.test("openSession() loads the reference unoptimized and untraced, the job as it is timed", async () => {
  const { sessions, traceFolder } = await open(
    { ...LIGHT, device: "webgpu", threads: 2 },
    [floats(1)],
  );
  const [reference, session] = sessions as [FakeSession, FakeSession];
  assertEquals<unknown>(reference.options, {
    ...{ ...OPTIONS, intraOpNumThreads: 2, graphOptimizationLevel: "disabled" },
  });
  const { profileFilePrefix = "", ...others } = session.options;
  assertEquals<unknown>(others, {
    ...{ ...OPTIONS, intraOpNumThreads: 2, executionProviders: ["webgpu"], enableProfiling: true },
  });
  assert(profileFilePrefix.startsWith(`${traceFolder}/trace-`), profileFilePrefix);
});

Deno.test("openSession() takes weights and images from the seed of the job", async () => {
  const seed = 12_345;
  const { sessions, timeRun } = await open({ graph: "fast", batch: 2, seed }, [floats(1)]);
  const [reference, session] = sessions as [FakeSession, FakeSession];
  assertEquals(
    sha256([reference.weights]),
    sha256(encodeOnnx(PLAIN, seededValues(seed)).weightParts()),
  );
  assertEquals(
    sha256([session.weights]),
    sha256(encodeOnnx(FAST, seededValues(seed)).weightParts()),
  );
  await timeRun();
  assertEquals(reference.feeds.map(({ data }) => data), [seededImages(seed, IMAGE_ELEMENTS)]);
  const images = seededImages(seed, 2 * IMAGE_ELEMENTS);
  assert(session.feeds.length > 1);
  for (const { data, dims } of session.feeds) assertEquals([dims, data], [[2, 3, 64, 64], images]);
});

Deno.test("openSession() holds the outputs of the job against those of the reference", async () => {
  const reference = [floats(1, -4, 2), floats(10)];
  const different = [floats(1.5, -4, 2, 99, 99, 99), floats(12, 99)];
  const { loaded } = await open(LIGHT, reference, different);
  assertEquals(loaded.referenceDifference, 0.2);
  const { loaded: same } = await open(LIGHT, reference, reference);
  assertEquals(same.referenceDifference, 0);
});

Deno.test("openSession() says of outputs that are no numbers that they are not finite", async () => {
  for (const wrong of [NaN, Infinity, -Infinity]) {
    const outputs = [floats(1, 2), floats(3, wrong)];
    assertEquals((await open({ ...LIGHT, graph: "plain" }, outputs)).loaded.finite, false);
    const { loaded } = await open(LIGHT, [floats(1, 2), floats(3, 4)], outputs);
    assertEquals([loaded.finite, loaded.referenceDifference], [false, Infinity]);
  }
});

Deno.test("openSession() gives the SHA-256 of all outputs of the job, one after the other", async () => {
  const [first, second] = [floats(1, 2), floats(3)];
  const { loaded } = await open(LIGHT, [floats(9), floats(9)], [first, second]);
  assertEquals(loaded.outputSha256, sha256([bytesOf(first), bytesOf(second)]));
});

Deno.test("openSession() tells building, loading, the first run and traced runs apart", async () => {
  const { loaded, timeRun } = await open(LIGHT, [floats(1)]);
  const { buildMs, loadMs, firstRunMs, profiledRunMs } = loaded;
  assertEquals({ buildMs, loadMs, firstRunMs, profiledRunMs }, {
    buildMs: TICK_MS,
    loadMs: LOAD_MS + TICK_MS,
    firstRunMs: RUN_MS.first + TICK_MS,
    profiledRunMs: RUN_MS.later + TICK_MS,
  });
  assertEquals(await timeRun(), RUN_MS.later + TICK_MS);
});

Deno.test("openSession() traces the runs after the warm-up, and none of those that are timed", async () => {
  const { loaded, timeRun, sessions, left } = await open(LIGHT, [floats(1)]);
  const [reference, session] = sessions as [FakeSession, FakeSession];
  assertEquals(reference.calls, ["run", "release"]);
  // The first run, two that take equally long, and five that count.
  assertEquals(session.calls, [...Array(1 + 2 + 5).fill("run"), "endProfiling"]);
  assertEquals(loaded.trace, {
    ...{ runCount: 5, modelRunMs: RUN_MS.later },
    kernelMsByProvider: { CPUExecutionProvider: RUN_MS.later },
    ...{ kernelMsByNode: { conv: RUN_MS.later }, opByNode: { conv: "Conv" }, fallbackNodes: [] },
  });
  assertEquals(left, [], "neither trace nor weights stay behind");
  await timeRun();
  assertEquals(session.calls.slice(-2), ["endProfiling", "run"]);
});

Deno.test("openSession() names the nodes that ran elsewhere than the device of the job", async () => {
  const { loaded } = await open({ ...LIGHT, device: "webgpu" }, [floats(1)]);
  assertEquals(loaded.trace.fallbackNodes, ["conv"]);
});

Deno.test("openTrials() loads the graph with the rewrites that are asked for, each time anew", async () => {
  await withFolder(async (traceFolder) => {
    const { runtime, sessions } = fakeRuntime([floats(1, 2)], [floats(1, 2)], [floats(1, 3)], [
      floats(NaN, 2),
    ]);
    // A plain job too is held against the plain graph.
    const differenceWith = await openTrials({ job: job({ batch: 2 }), traceFolder }, runtime);
    const names = ["foldBatchNorm", "fuseSelfAttention"] as const;
    assertEquals(await differenceWith([]), 0);
    assertEquals(await differenceWith([...names]), 0.5);
    assertEquals(await differenceWith(["foldBatchNorm"]), Infinity);

    const [foldBatchNorm, fuseSelfAttention] = names.map((name) => CPU_REWRITES[name]);
    const { graph } = fastGraph(PLAIN, { foldBatchNorm, fuseSelfAttention } as never);
    assertEquals(nodesOf(sessions[0] as FakeSession), nodesIn(PLAIN));
    assertEquals(nodesOf(sessions[1] as FakeSession), nodesIn(PLAIN));
    assertEquals(nodesOf(sessions[2] as FakeSession), nodesIn(graph));
    assertNotEquals(nodesIn(graph), nodesIn(PLAIN));
    assertEquals(sessions.map(inputSizes).map(([batch]) => batch), [1, 2, 2, 2]);
    for (const { calls } of sessions) assertEquals(calls, ["run", "release"]);
    assertEquals<unknown>(sessions[1]?.options, OPTIONS);
  });
});
