// How a request becomes a session, with a fake in the runtime's place: what is loaded, how, what it is
// fed with, what is said of it. tests/bench/run/worker_test.ts has the real runtime.

import { assert, assertEquals } from "@std/assert";
import {
  openSession,
  runtimeVersion,
  sessionOptions,
} from "../../../../bench/engines/onnxruntime_node/session.ts";
import type { StartRequest } from "../../../../bench/engine/requests.ts";
import { encodeOnnx, WEIGHTS_PATH } from "../../../../models/graph/onnx.ts";
import { seededValues } from "../../../../models/graph/parameter_values.ts";
import { withFolder } from "../../../support/run_task.ts";
import { NEGATION } from "../../../support/fake_engines.ts";
import {
  fakeRuntime,
  type FakeSession,
  LOAD_MS,
  RUN_MS,
  TICK_MS,
} from "../../fakes/fake_runtime.ts";

function floats(...values: readonly number[]): Float32Array {
  return new Float32Array(values);
}

const IMAGE = Float32Array.from({ length: 2 * 3 * 4 * 4 }, (_, i) => i);

/** Opens a model where sessions give these outputs, and says what the runtime saw. */
function open(changes: Partial<StartRequest>, ...outputs: readonly Float32Array[]) {
  return withFolder(async (folder) => {
    const { runtime, sessions } = fakeRuntime(outputs);
    const path = `${folder}/model.onnx`;
    await Deno.writeFile(path, encodeOnnx(NEGATION, seededValues(0)).model);
    await Deno.writeFile(`${folder}/${WEIGHTS_PATH}`, new Uint8Array());
    await Deno.writeFile(`${folder}/0.bin`, new Uint8Array(IMAGE.buffer));
    const before = new Set([...Deno.readDirSync(folder)].map(({ name }) => name));
    const opened = await openSession({
      kind: "start",
      protocol: 1,
      folder,
      batch: 2,
      threads: 3,
      device: "cpu",
      precision: "fp32",
      residency: "copied",
      options: {},
      trace: true,
      model: { path, format: "onnx", dimensions: {} },
      inputs: [{ name: "image", type: "float32", shape: [2, 3, 4, 4], path: `${folder}/0.bin` }],
      outputs: ["negated"],
      ...changes,
    }, runtime);
    const left = [...Deno.readDirSync(folder)].filter(({ name }) => !before.has(name))
      .map(({ name }) => name);
    const written = await Promise.all(
      opened.loaded.outputs.map(async ({ path }) =>
        new Float32Array((await Deno.readFile(path)).buffer)
      ),
    );
    return { ...opened, session: sessions[0] as FakeSession, sessions, left, written, folder };
  });
}

/** All options of a session, none left to the runtime. */
const OPTIONS = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 3,
  graphOptimizationLevel: "all",
  logSeverityLevel: 3,
  extra: {
    "session.intra_op.allow_spinning": "1",
    "session.intra_op.spin_duration_us": "1000",
    "session.force_spinning_stop": "1",
    "session.set_denormal_as_zero": "1",
  },
} as const;

Deno.test("sessionOptions() states device, threads, level, waiting and trace, and nothing else", () => {
  assertEquals(sessionOptions({ device: "cpu", threads: 3 }), OPTIONS);
  assertEquals(
    sessionOptions({ device: "webgpu", threads: 1 }, { level: "disabled", tracePrefix: "a/b" }),
    {
      ...OPTIONS,
      executionProviders: ["webgpu"],
      intraOpNumThreads: 1,
      graphOptimizationLevel: "disabled",
      enableProfiling: true,
      profileFilePrefix: "a/b",
    },
  );
});

Deno.test("sessionOptions() lets no thread spin where other work shares the cores", () => {
  const { extra } = sessionOptions({ device: "cpu", threads: 3, cores: "shared" });
  assertEquals<unknown>(extra, { ...OPTIONS.extra, "session.intra_op.allow_spinning": "0" });
});

Deno.test("openSession() loads the file once, traced, with its named dimensions bound", async () => {
  const { sessions, session, folder } = await open({ device: "webgpu", threads: 2 }, floats(1));
  assertEquals([sessions.length, session.path], [1, `${folder}/model.onnx`]);
  const { profileFilePrefix = "", ...others } = session.options;
  assertEquals<unknown>(others, {
    ...OPTIONS,
    intraOpNumThreads: 2,
    executionProviders: ["webgpu"],
    enableProfiling: true,
  });
  assert(profileFilePrefix.startsWith(`${folder}/trace-`), profileFilePrefix);
  const model = { path: `${folder}/model.onnx`, format: "onnx", dimensions: {} } as const;
  const bound = await open({ trace: false }, floats(1));
  assertEquals<unknown>(bound.session.options, OPTIONS);
  assertEquals([bound.loaded.trace, model.dimensions], [undefined, {}]);
});

Deno.test("openSession() feeds what is in the files of its inputs", async () => {
  const { session, timeRun } = await open({}, floats(1));
  await timeRun();
  assert(session.feeds.length > 1);
  for (const { data, dims } of session.feeds) assertEquals([dims, data], [[2, 3, 4, 4], IMAGE]);
});

Deno.test("openSession() leaves the outputs of the first run in its folder, and nothing else", async () => {
  const { loaded, written, left, folder } = await open({}, floats(1, 2), floats(3));
  assertEquals(loaded.outputs, [
    { name: "output0", type: "float32", shape: [2], path: `${folder}/output0.bin` },
    { name: "output1", type: "float32", shape: [1], path: `${folder}/output1.bin` },
  ]);
  assertEquals(written, [floats(1, 2), floats(3)]);
  assertEquals(left.toSorted(), ["output0.bin", "output1.bin"]);
});

Deno.test("openSession() says what ran: versions, threads, precision where it knows", async () => {
  const { loaded: { versions, threads, precision } } = await open({}, floats(1));
  assertEquals([versions, threads, precision], [
    { "onnxruntime-node": runtimeVersion() },
    3,
    null,
  ]);
  assertEquals((await open({ precision: "fp16" }, floats(1))).loaded.precision, "fp16");
});

Deno.test("openSession() tells loading, the first run and traced runs apart", async () => {
  const { loaded, timeRun } = await open({}, floats(1));
  const { loadMs, firstRunMs, profiledRunMs } = loaded;
  assertEquals({ loadMs, firstRunMs, profiledRunMs }, {
    loadMs: LOAD_MS + TICK_MS,
    firstRunMs: RUN_MS.first + TICK_MS,
    profiledRunMs: RUN_MS.later + TICK_MS,
  });
  assertEquals(await timeRun(), RUN_MS.later + TICK_MS);
});

Deno.test("openSession() traces the runs that warm it up, and none of those that are timed", async () => {
  const { loaded, timeRun, session } = await open({}, floats(1));
  // The first run, and three that take equally long.
  assertEquals(session.calls, [...Array(1 + 3).fill("run"), "endProfiling"]);
  assertEquals(loaded.warmUpMs, Array(3).fill(RUN_MS.later + TICK_MS));
  assertEquals(loaded.trace, {
    runCount: 3,
    modelRunMs: RUN_MS.later,
    kernelMsByNode: { conv: RUN_MS.later },
    opByNode: { conv: "Conv" },
    fallbackNodes: [],
    fallbackShare: 0,
  });
  await timeRun();
  assertEquals(session.calls.slice(-2), ["endProfiling", "run"]);
});

Deno.test("openSession() names the nodes that ran elsewhere than the device of the job", async () => {
  const { loaded } = await open({ device: "webgpu" }, floats(1));
  assertEquals([loaded.trace?.fallbackNodes, loaded.trace?.fallbackShare], [["conv"], 1]);
});
