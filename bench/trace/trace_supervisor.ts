// A process that starts trace_worker.ts within bounds and hands on what it says: `count` may read and
// start this, no more, and a trace needs a folder. Gets a TraceRequest and TraceLimits as arguments;
// when its stdin ends, so does the worker, and the folder goes with it.

import process from "node:process";
import { nativeProblem } from "../files/native_problem.ts";
import { readableOfModel } from "../prepare/readable_paths.ts";
import { startDeadline } from "../process/deadline.ts";
import { killNow } from "../process/kill_now.ts";
import { suiteArguments } from "../process/suite_process.ts";
import { BYTES_PER_KIB, MS_PER_SECOND } from "../samples/units.ts";
import { guardOrphan } from "../process/orphan_guard.ts";
import type { TraceFailure, TraceLimits, TraceRequest, TraceResult } from "./trace_request.ts";

const WORKER = new URL("./trace_worker.ts", import.meta.url).href;
/** A shell bounds its memory and becomes what follows; Windows has neither. */
const BOUNDED = 'ulimit -d "$1" 2>/dev/null; shift; exec "$@"';

async function supervise(request: TraceRequest, limits: TraceLimits): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "dsnet-bench-trace-" });
  try {
    await Deno.stdout.write(await workerOutput(request, limits, folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function workerOutput(
  request: TraceRequest,
  { timeLimitMs, memoryBytes }: TraceLimits,
  folder: string,
): Promise<Uint8Array> {
  const readable = [folder, ...readableOfModel(request)];
  const args = suiteArguments(WORKER, { readable, writable: folder });
  const worker = startBounded([...args, JSON.stringify(request), folder], memoryBytes);
  const endGuard = guardOrphan(worker.pid);
  let problem: string | undefined;
  const end = (reason: string) => {
    problem ??= reason;
    killNow(worker);
  };
  const seconds = timeLimitMs / MS_PER_SECOND;
  const stopWaiting = startDeadline(
    timeLimitMs,
    () => end(`its run takes more than ${seconds} s, raise it by --timeout`),
  );
  process.stdin.on("end", () => end("nobody waits for it any more")).resume();
  const { success, stdout, stderr } = await worker.output();
  stopWaiting();
  await endGuard();
  process.stdin.destroy();
  problem ??= problemIn(success ? errorIn(stdout) : lastWords(stderr), memoryBytes);
  if (problem === undefined) return stdout;
  return new TextEncoder().encode(JSON.stringify({ error: problem } satisfies TraceFailure));
}

/** Deno with bounded memory. */
function startBounded(args: readonly string[], memoryBytes: number): Deno.ChildProcess {
  const pipes = { stdin: "null", stdout: "piped", stderr: "piped" } as const;
  if (Deno.build.os === "windows") {
    return new Deno.Command(Deno.execPath(), { args: [...args], ...pipes }).spawn();
  }
  const bound = String(Math.floor(memoryBytes / BYTES_PER_KIB));
  return new Deno.Command("sh", {
    args: ["-c", BOUNDED, "sh", bound, Deno.execPath(), ...args],
    ...pipes,
  })
    .spawn();
}

const MEMORY = /bad_?alloc|memory|allocat/i;
/** Of a process that was ended before it could say a word, as by the system where memory ends. */
const SILENT_END =
  "its run ended the process without a word, perhaps for lack of memory: raise it by --memory";

/** What to say of an error; `undefined`: there is none. */
function problemIn(error: string | undefined, memoryBytes: number): string | undefined {
  if (error === undefined || error === SILENT_END || !MEMORY.test(error)) return error;
  return `its run needs more memory than ${memoryBytes / 1e6} MB, raise it by --memory`;
}

function errorIn(stdout: Uint8Array): string | undefined {
  const answer: TraceResult | TraceFailure = JSON.parse(new TextDecoder().decode(stdout));
  return "error" in answer ? answer.error : undefined;
}

/** Of a process that ended without an answer. */
function lastWords(stderr: Uint8Array): string {
  const text = new TextDecoder().decode(stderr);
  const native = nativeProblem(text);
  if (native !== undefined) return native;
  const lines = text.split("\n").map((line) => line.trim());
  const line = lines.find((each) => MEMORY.test(each)) ?? lines.findLast((each) => each !== "");
  return line === undefined ? SILENT_END : `its run ended the process: ${line}`;
}

const [request = "{}", limits = "{}"] = Deno.args;
// The parent decides; what it ends is seen above.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  if (Deno.build.os !== "windows") Deno.addSignalListener(signal, () => undefined);
}
await supervise(JSON.parse(request), JSON.parse(limits));
Deno.exit();
