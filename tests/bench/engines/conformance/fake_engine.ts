// An engine that knows the tiny network only, and misbehaves as its argument says.

import { dirname } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { arithmeticTrial } from "../../../../bench/engines/parts/arithmetic.ts";
import { tinyLogits } from "../../../../bench/engines/conformance/tiny_network.ts";
import type { LoadedAnswer, SliceAnswer } from "../../../../bench/engine/answers.ts";
import type { StartRequest, TensorFile } from "../../../../bench/engine/requests.ts";

interface RunRequest extends Pick<StartRequest, "inputs"> {
  readonly kind: string;
}

/** Where a fault can strike, and what a good engine does there. */
interface Behaviour {
  /** What it says where it cannot load the model. */
  readonly problemOf: (request: StartRequest) => string | undefined;
  readonly images: (images: Float32Array, request: StartRequest) => Float32Array;
  readonly laterInputs: (
    request: RunRequest,
    start: StartRequest,
  ) => Pick<StartRequest, "inputs">;
  readonly logits: (logits: Float32Array<ArrayBuffer>) => Float32Array<ArrayBuffer>;
  readonly outputPath: (request: StartRequest) => string;
  readonly loaded: (loaded: LoadedAnswer) => unknown;
  /** @param workMs How long a run of this model takes. */
  readonly slice: (sliceMs: number, workMs: number) => readonly number[];
  /** Of the product with a diagonal matrix. */
  readonly products: (products: Float32Array<ArrayBuffer>) => Float32Array<ArrayBuffer>;
  readonly saidSlice: (slice: SliceAnswer) => unknown;
  readonly before: (request: { readonly kind: string }) => void;
  readonly after: (request: { readonly kind: string }) => void;
  readonly refusal: (error: string) => void;
  readonly end: () => void;
}

function run(workMs = 2): number {
  const start = performance.now();
  while (performance.now() - start < workMs);
  return performance.now() - start;
}

function runsFor(ms: number, workMs?: number): readonly number[] {
  const start = performance.now();
  const samples: number[] = [];
  do samples.push(run(workMs)); while (performance.now() - start < ms);
  return samples;
}

const GOOD: Behaviour = {
  problemOf: () => undefined,
  images: (images) => images,
  laterInputs: (request) => request,
  logits: (logits) => logits,
  outputPath: ({ folder }) => `${folder}/logits.bin`,
  loaded: (loaded) => loaded,
  slice: runsFor,
  products: (products) => products,
  saidSlice: (slice) => slice,
  before: () => {},
  after: () => {},
  refusal(error) {
    say({ kind: "error", error });
    process.exit(1);
  },
  end: () => process.exit(0),
};

const TWO_IMAGES = 2 * 3 * 8 * 8;

/** What each fault does otherwise. */
const FAULTS: Readonly<Record<string, Partial<Behaviour>>> = {
  none: {},
  "no memory": {
    problemOf: ({ residency }) =>
      residency === "resident" ? "Cannot keep resident tensors there: leave them out" : undefined,
  },
  "no memory, and returns early": {
    problemOf: ({ residency }) => residency === "resident" ? "not resident" : undefined,
    slice: (sliceMs) => runsFor(sliceMs, 1),
  },
  "fails with resident tensors": {
    problemOf: ({ residency }) => residency === "resident" ? "Cannot do that" : undefined,
  },
  "wrong outputs": { logits: (logits) => logits.map((value) => value * 1.01) },
  "same outputs": { images: (images) => images.map((_, i) => i / TWO_IMAGES - 0.5) },
  "old images": { laterInputs: (_, start) => start },
  "same batch": { images: (images) => images.subarray(0, TWO_IMAGES) },
  "output elsewhere": { outputPath: ({ folder }) => `${folder}/../elsewhere.bin` },
  "short output": { logits: (logits) => logits.subarray(1) },
  "other precision": { loaded: (loaded) => ({ ...loaded, precision: "bf16" }) },
  "other threads": { loaded: (loaded) => ({ ...loaded, threads: 3 }) },
  "half a trace": {
    loaded: (loaded) => ({
      ...loaded,
      trace: {
        runCount: 1,
        modelRunMs: 1,
        kernelMsByNode: {},
        opByNode: {},
        fallbackNodes: [],
        fallbackShare: 0,
      },
    }),
  },
  "wrong field": { loaded: (loaded) => ({ ...loaded, loadMs: "fast" }) },
  "products of 10 bits": {
    products: (products) =>
      new Float32Array(new Uint32Array(products.buffer).map((bits) => bits & 0xffffe000).buffer),
  },
  "returns early": { slice: (sliceMs) => runsFor(sliceMs, 1) },
  "one run": { slice: () => [run()] },
  "no run": { slice: () => [] },
  "long slice": { slice: (sliceMs) => runsFor(sliceMs + 300) },
  "few told": { slice: (sliceMs) => runsFor(sliceMs).slice(0, 1).map(() => 0.001) },
  "long runs": { slice: (sliceMs) => runsFor(sliceMs).map((ms) => 2 * ms) },
  "ready only": { after: ({ kind }) => kind === "ready" && process.exit(4) },
  dies: { slice: () => process.exit(9) },
  "says that it spins": { saidSlice: (slice) => ({ ...slice, idleCpuMs: 900 }) },
  "noise before": { before: () => process.stdout.write("loading, please wait\n") },
  "noise after": { after: ({ kind }) => kind === "slice" && process.stdout.write("done\n") },
  "takes anything": { refusal: () => say({ kind: "slice", samplesMs: [1] }) },
  "many lines": {
    refusal(error) {
      say({ kind: "error", error: `${error}\nat line 1` });
      process.exit(1);
    },
  },
  "goes on": {
    refusal(error) {
      say({ kind: "error", error });
      say({ kind: "error", error });
      process.exit(1);
    },
  },
  "no exit code": {
    refusal(error) {
      say({ kind: "error", error });
      process.exit(0);
    },
  },
  "ends badly": { end: () => process.exit(3) },
  "never ends": { end: () => setInterval(() => {}, 1000) },
};

const {
  problemOf,
  images,
  laterInputs,
  logits,
  outputPath,
  loaded,
  slice,
  products,
  saidSlice,
  before,
  after,
  refusal,
  end,
} = {
  ...GOOD,
  ...FAULTS[Deno.args[0] ?? ""],
};

function say(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function load(request: StartRequest): void {
  const { protocol, model, inputs: [input], outputs, batch, precision, threads, device } = request;
  const isRight = protocol === 1 && batch > 0 && device === "cpu" && outputs[0] === "logits";
  if (!isRight) return refusal("Cannot do that: ask for something else");
  const problem = problemOf(request);
  if (problem !== undefined) return refusal(problem);
  Deno.statSync(model.path);
  const output = outputOf(request, input);
  say(loaded({
    kind: "loaded",
    versions: { fake: "1" },
    deviceName: null,
    precision,
    threads,
    loadMs: 1,
    firstRunMs: 1,
    runsInFlight: 1,
    outputs: [output],
    notes: [],
  }));
}

function outputOf(request: StartRequest, input: TensorFile | undefined): TensorFile {
  const read = new Float32Array(Deno.readFileSync(input?.path ?? "").buffer);
  const trial = arithmeticTrial();
  const isTrial = read.length === trial.image.length;
  const diagonal = read.map((value) => value * 2 ** 17);
  const computed = isTrial ? products(diagonal) : tinyLogits(images(read, request));
  const path = outputPath(request);
  Deno.writeFileSync(path, new Uint8Array(logits(computed).slice().buffer));
  return { name: "logits", type: "float32", shape: [computed.length / 4, 4], path };
}

/** The products of the check "waits" have weights beside them; all else takes 2 ms. */
function workMsOf({ model, inputs: [input] }: StartRequest): number {
  const isWork = input?.shape.every((size) => size === 1);
  const { size } = Deno.statSync(`${dirname(model.path)}/weights.bin`);
  return isWork && size > 1e6 ? 32 : 2;
}

let started: StartRequest | undefined;
let busyUntilMs = cpuMs();

function answer(request: { readonly kind: string }): void {
  if (request.kind === "end") return end();
  before(request);
  if (request.kind === "ready") {
    say({ kind: "ready" });
  } else if (request.kind === "probe") {
    const deviceName = null;
    say({
      kind: "probed",
      versions: { fake: "1" },
      deviceName,
      isSoftware: false,
      precision: "fp32",
      problem: null,
    });
  } else if (request.kind === "start") {
    load(request as StartRequest);
    started = request as StartRequest;
  } else if (request.kind === "run" && started !== undefined) {
    const { inputs } = laterInputs(request as RunRequest, started);
    say({ kind: "ran", outputs: [outputOf(started, inputs[0])] });
  } else if (request.kind === "slice" && started !== undefined) {
    const idleCpuMs = cpuMs() - busyUntilMs;
    const { sliceMs } = request as unknown as { sliceMs: number };
    const samplesMs = slice(sliceMs, workMsOf(started));
    say(saidSlice({ kind: "slice", samplesMs, peakMemoryBytes: 1, idleCpuMs }));
    busyUntilMs = cpuMs();
  } else refusal("Cannot answer that: ask for something else");
  after(request);
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    answer(JSON.parse(line));
  } catch (error) {
    refusal((error as Error).message.split("\n")[0] ?? "");
  }
}
end();
