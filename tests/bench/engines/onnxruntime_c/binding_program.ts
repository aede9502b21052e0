// What the binding does, tried in a process that may use all of Deno's foreign functions, as its
// worker may and tests may not. Says what came of it as one line of JSON.
//
//   deno run --v8-flags=--expose-gc --allow-ffi --allow-read=DIR --allow-write=DIR binding_program.ts DIR

import { textArray, textAt } from "../../../../bench/engines/onnxruntime_c/c_memory.ts";
import { openEnvironment } from "../../../../bench/engines/onnxruntime_c/ort_environment.ts";
import {
  openRuntime,
  runtimeLibraryPath,
} from "../../../../bench/engines/onnxruntime_c/ort_library.ts";
import type { Running } from "../../../../bench/engines/onnxruntime_c/ort_run.ts";
import {
  openOrtSession,
  type SessionRequest,
} from "../../../../bench/engines/onnxruntime_c/ort_session.ts";
import type { HostTensor } from "../../../../bench/engines/onnxruntime_c/host_tensor.ts";
import type { DataType } from "../../../../models/graph/data_type.ts";
import { node, onnxFile, value } from "../../../support/onnx_file.ts";

const [folder = "."] = Deno.args;
const ort = openRuntime(runtimeLibraryPath());
using environment = openEnvironment(ort);

/** The message of what was thrown; "nothing" if nothing was. */
function thrownBy(action: () => unknown): string {
  try {
    action();
    return "nothing";
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** Loads a file's bytes. */
function open(bytes: Uint8Array, more: Partial<SessionRequest> = {}) {
  const model = `${folder}/${crypto.randomUUID()}.onnx`;
  Deno.writeFileSync(model, bytes);
  return openOrtSession(ort, environment, {
    model,
    threads: 1,
    entries: {},
    ...more,
  });
}

const floats = (shape: readonly number[], numbers: readonly number[]): HostTensor => ({
  dtype: "float32",
  shape,
  bytes: new Uint8Array(Float32Array.from(numbers).buffer),
});
const numbersOf = ({ bytes }: HostTensor) => [...new Float32Array(bytes.buffer)];

/** `sum = a + b` and `twice = a + a`, over `N` rows of two. */
const SUMS = onnxFile({
  inputs: [value("a", ["N", 2]), value("b", ["N", 2])],
  outputs: [value("sum", ["N", 2]), value("twice", ["N", 2])],
  nodes: [node("Add", ["a", "b"], ["sum"]), node("Add", ["a", "a"], ["twice"])],
});
/** Made anew, so that nothing but the run holds its bytes. */
const fed = () => ({ a: floats([2, 2], [1, 2, 3, 4]), b: floats([2, 2], [10, 20, 30, 40]) });

/** Has what nobody holds freed, and memory that was freed overwritten. */
function shake(): readonly Uint8Array[] {
  (globalThis as { gc?: () => void }).gc?.();
  return Array.from({ length: 2000 }, (_, i) => new Uint8Array(8 * (1 + i % 16)).fill(255));
}

async function sums(running: Running, runs: number) {
  using session = open(SUMS);
  using run = session.prepare(fed(), running);
  const results: unknown[] = [];
  for (let i = 0; i < runs; i++) {
    shake();
    const ending = run.start();
    shake();
    await ending;
    results.push(run.read().map((tensor) => [tensor.shape, numbersOf(tensor)]));
  }
  return { names: [session.inputNames, session.outputNames], results };
}

/** A session whose tensors stay in a named memory, here that of the processor, where it computes. */
async function onDevice() {
  using session = open(SUMS);
  using run = session.prepare(fed(), { isBound: true, memory: "Cpu" });
  const results: unknown[] = [];
  for (let i = 0; i < 3; i++) {
    shake();
    await run.start();
    results.push(run.read().map((tensor) => [tensor.shape, numbersOf(tensor)]));
  }
  return results;
}

/** Whether every bound run writes its outputs: numbers drawn anew differ. */
async function areDrawnAnew() {
  using session = open(onnxFile({
    inputs: [value("x", [4])],
    outputs: [value("y", [4])],
    nodes: [node("RandomUniformLike", ["x"], ["y"])],
  }));
  using run = session.prepare({ x: floats([4], [0, 0, 0, 0]) }, { isBound: true });
  const draws = new Set<string>();
  for (let i = 0; i < 4; i++) {
    await run.start();
    draws.add(String(run.read().map(numbersOf)));
  }
  return draws.size;
}

/** Whether outputs may have another shape in every run. */
async function areSizedAnew() {
  using session = open(onnxFile({
    inputs: [value("x", [64])],
    outputs: [value("y", [1, "found"], "int64")],
    nodes: [
      node("RandomUniformLike", ["x"], ["draws"]),
      node("Round", ["draws"], ["truths"]),
      node("NonZero", ["truths"], ["y"]),
    ],
  }));
  using run = session.prepare({ x: floats([64], Array(64).fill(0)) });
  const sizes = new Set<number>();
  for (let i = 0; i < 8; i++) {
    await run.start();
    run.read().forEach(({ shape }) => sizes.add(shape[1] ?? 0));
  }
  return sizes.size > 1;
}

/** Types whose elements pass through unchanged, byte for byte. */
const PASSED: Partial<Record<DataType, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float8e4m3fn: 1,
  float8e5m2: 1,
};

async function passed() {
  const results: Record<string, unknown> = {};
  for (const [name, size] of Object.entries(PASSED)) {
    const dtype = name as DataType;
    using session = open(onnxFile({
      inputs: [value("x", [3], dtype)],
      outputs: [value("y", [3], dtype)],
      nodes: [node("Identity", ["x"], ["y"])],
    }));
    const bytes = Uint8Array.from({ length: 3 * size }, (_, i) => i % 2);
    using run = session.prepare({ x: { dtype, shape: [3], bytes } });
    await run.start();
    const [y] = run.read();
    results[name] = [y?.dtype, y?.shape, y?.bytes.every((byte, i) => byte === bytes[i])];
  }
  return results;
}

async function empty() {
  using session = open(SUMS);
  using run = session.prepare({ a: floats([0, 2], []), b: floats([0, 2], []) });
  await run.start();
  return run.read().map(({ shape, bytes }) => [shape, bytes.length]);
}

async function traced() {
  using session = open(SUMS, { tracePrefix: `${folder}/trace-`, sizesByName: { N: 2 } });
  {
    using run = session.prepare(fed());
    await run.start();
  }
  const text = await Deno.readTextFile(session.endTrace());
  return [text.includes("model_run"), text.includes("CPUExecutionProvider")];
}

/** Whether this thread does other things while a run waits in another. */
async function isLeftFree() {
  using session = open(SUMS);
  using run = session.prepare(fed(), { isLater: true });
  let ended = false;
  const running = run.start().then(() => ended = true);
  const before = ended;
  await running;
  return [before, ended];
}

/** What the process holds more after a hundred sessions and runs than after twenty, in bytes. */
async function leakedBytes() {
  const many = () => floats([50_000, 2], Array(1e5).fill(1));
  const once = async () => {
    using session = open(SUMS);
    using run = session.prepare({ a: many(), b: many() });
    await run.start();
    await run.start();
    run.read();
  };
  const held = () => {
    shake();
    return Deno.memoryUsage().rss;
  };
  for (let i = 0; i < 20; i++) await once();
  const before = held();
  for (let i = 0; i < 100; i++) await once();
  return held() - before;
}

const junk = new TextEncoder().encode("no model");
const sequence = onnxFile({
  inputs: [value("x", [2])],
  outputs: [{
    name: "y",
    type: {
      value: {
        case: "sequenceType",
        value: { elemType: { value: { case: "tensorType", value: { elemType: 1 } } } },
      },
    },
  }],
  nodes: [node("SequenceConstruct", ["x"], ["y"])],
});

async function unread() {
  using session = open(sequence);
  using run = session.prepare({ x: floats([2], [1, 2]) });
  const before = thrownBy(() => run.read());
  await run.start();
  return [before, thrownBy(() => run.read())];
}

const texts = ["", "a", "wörter"];
const table = textArray(texts);
const found = {
  version: ort.version,
  texts: Array.from(table, (address) => textAt(Deno.UnsafePointer.create(address))),
  devices: environment.devices().map(({ provider, kind }) => [provider, kind]),
  sums: await sums({}, 2),
  later: await sums({ isLater: true }, 2),
  bound: await sums({ isBound: true }, 3),
  boundLater: await sums({ isBound: true, isLater: true }, 3),
  onDevice: await onDevice(),
  cuda: thrownBy(() => open(SUMS, { cuda: { device_id: "0", use_tf32: "0" } })),
  drawnAnew: await areDrawnAnew(),
  sizedAnew: await areSizedAnew(),
  leftFree: await isLeftFree(),
  passed: await passed(),
  empty: await empty(),
  traced: await traced(),
  unread: await unread(),
  leakedBytes: await leakedBytes(),
  refused: {
    otherVersion: thrownBy(() => openRuntime(runtimeLibraryPath(), { wanted: "9.9.9" })),
    noLibrary: thrownBy(() => openRuntime(`${folder}/none.so`)),
    junk: thrownBy(() => open(junk)),
    missing: thrownBy(() => open(SUMS).prepare({ a: fed().a })),
    short: thrownBy(() => open(SUMS).prepare({ ...fed(), b: floats([2, 2], [1]) })),
    noProvider: thrownBy(() => environment.register(`${folder}/none.so`)),
    wrongProvider: thrownBy(() => environment.register(runtimeLibraryPath())),
    wrongEntry: thrownBy(() => open(SUMS, { entries: { "": "1" } })),
    noDevice: thrownBy(() => open(SUMS, { placement: { devices: [], options: {} } })),
  },
};
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(found)));
