// An engine that takes any model for one that negates its input, and misbehaves as its first argument
// says. It writes and reads the protocol by hand, as an engine of anybody's would.

import process from "node:process";
import { createInterface } from "node:readline";

type Json = Readonly<Record<string, unknown>>;

/** What may go wrong in place of a slice, and how the system would show it. */
const FAULTS: Readonly<Record<string, () => void>> = {
  abort: () => process.abort(),
  segfault: () => {
    new Deno.UnsafePointerView(Deno.UnsafePointer.create(8n) as Deno.PointerObject).getUint8(0);
  },
  killed: () => raise(9),
  heap() {
    const kept: number[][] = [];
    for (;;) kept.push(new Array(1e5).fill(Math.random()));
  },
  hang() {
    for (;;);
  },
  throw() {
    throw new Error("no kernel for this node");
  },
  /** Says a lot before it ends, some of it telling. */
  grumble() {
    for (const i of [1, 2, 3, 4, 5]) process.stderr.write(`note ${i}\nError ${i}\n`);
    process.exit(7);
  },
  mutter() {
    for (const i of [1, 2, 3, 4, 5]) process.stderr.write(`note ${i}\n`);
    process.exit(7);
  },
  babble: () => void process.stdout.write("loading, please wait\n"),
  flood() {
    const piece = "x".repeat(2 ** 20);
    for (let i = 0; i < 40; i++) process.stdout.write(piece);
  },
  exit: () => process.exit(7),
};

/** Sends this process a signal through the C library, as the system or a crash would. */
function raise(signal: number): void {
  const libc = Deno.dlopen("libc.so.6", {
    raise: { parameters: ["i32"], result: "i32" },
  });
  libc.symbols.raise(signal);
}

const [fault = "", ...others] = Deno.args;
/** What the answers say in place of what is true, as JSON. */
const changes: Json = JSON.parse(others[0] ?? "{}");

/** The file of which a slice waits for so many more lines: `watches PATH`. */
const [, watched] = /^watches (.+)$/.exec(fault) ?? [];
const WATCHED_LINES = 20;
const LOOK_EVERY_MS = 10;

async function watch(path: string): Promise<void> {
  const { size } = await Deno.stat(path);
  while ((await Deno.stat(path)).size < size + WATCHED_LINES) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** What of a request its answer says: `tells residency`. */
const [, told] = /^tells (\w+)$/.exec(fault) ?? [];

function say(message: Json): void {
  process.stdout.write(`${JSON.stringify({ ...message, ...changes })}\n`);
}

async function load(request: { readonly [name: string]: unknown }): Promise<Json> {
  const { inputs, outputs, folder, threads, precision } = request as {
    readonly inputs: readonly { readonly path: string; readonly shape: readonly number[] }[];
    readonly outputs: readonly string[];
    readonly folder: string;
    readonly threads: number;
    readonly precision: string;
  };
  const [{ path = "", shape = [] } = {}] = inputs;
  if (fault === "full at 4" && (shape[0] ?? 0) >= 4) {
    throw new Error("CUDA failure 2: out of memory");
  }
  const values = new Float32Array((await Deno.readFile(path)).buffer);
  const scale = fault === "wrong outputs" ? -1.01 : fault === "no numbers" ? NaN : -1;
  await Deno.writeFile(`${folder}/out.bin`, new Uint8Array(values.map((x) => scale * x).buffer));
  return {
    kind: "loaded",
    versions: { fake: "1.0" },
    deviceName: "Fake",
    precision,
    threads,
    loadMs: 1,
    firstRunMs: 2,
    runsInFlight: 1,
    notes: [],
    ...(told === undefined ? {} : { deviceName: String(request[told]) }),
    outputs: [{ name: outputs[0], type: "float32", shape, path: `${folder}/out.bin` }],
  };
}

let started: Json = {};
if (fault === "noise") process.stdout.write("Loading plugins…\n\nready.\n");
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  try {
    if (request.kind === "ready") {
      if (fault === "never ready") process.exit(7);
      say({ kind: "ready" });
    } else if (request.kind === "probe") {
      const { precision } = request;
      const about = { versions: { fake: "1.0" }, deviceName: "Fake", isSoftware: false };
      say({ kind: "probed", ...about, precision, problem: null });
    } else if (request.kind === "start") {
      started = request;
      say(await load(request));
    } else if (request.kind === "run") {
      const { outputs } = await load({ ...started, inputs: request.inputs });
      say({ kind: "ran", outputs });
    } else {
      FAULTS[fault]?.();
      if (watched !== undefined) await watch(watched);
      const samplesMs = fault === "slow" ? [1000, 1000] : [10, 20];
      say({ kind: "slice", samplesMs, peakMemoryBytes: 1e6, idleCpuMs: 0 });
    }
  } catch (error) {
    say({ kind: "error", error: (error as Error).message });
  }
}
