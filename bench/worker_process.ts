// The parent's side of a worker process: starts it, asks it line by line, ends it in time.

import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Job, Loaded, RuntimeVersions, Slice, WorkerError } from "./protocol.ts";

/** A worker as the schedule sees it: one loaded network. */
export interface Worker {
  readonly loaded: Loaded;
  /** Runs the batch until `sliceMs` is over, one run at least. Throws Error if the worker dies. */
  readonly runSlice: (sliceMs: number) => Promise<Slice>;
  /** Ends the process; never throws. */
  readonly close: () => Promise<void>;
}

/** Starts the worker of a job; throws Error with the reason if it cannot load or run. */
export type StartWorker = (job: Job) => Promise<Worker>;

const WORKER_URL = new URL("./worker.ts", import.meta.url);

/** The last lines of stderr that an error message quotes. */
const QUOTED_STDERR_LINES = 4;

/** The worker may load the runtime's native library, and nothing else: no file, no net, no env. */
function workerArguments(argument: readonly string[]): string[] {
  const library = fileURLToPath(new URL("../node_modules", import.meta.url));
  return [
    "run",
    ...["--quiet", "--no-prompt", "--cached-only", "--frozen"],
    `--allow-ffi=${library}`,
    WORKER_URL.href,
    ...argument,
  ];
}

/** Talks to one process: a line in, a line out, each within the time limit. */
interface Conversation {
  readonly ask: (request: unknown) => Promise<unknown>;
  readonly firstLine: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

function converse(argument: readonly string[], timeLimitMs: number): Conversation {
  const process = new Deno.Command("deno", {
    args: workerArguments(argument),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lines = createInterface({ input: Readable.fromWeb(process.stdout) })
    [Symbol.asyncIterator]();
  const stderr = new Response(process.stderr).text();
  const stdin = process.stdin.getWriter();

  async function nextLine(): Promise<unknown> {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      process.kill("SIGKILL");
    }, timeLimitMs);
    const { value, done } = await lines.next();
    clearTimeout(timer);
    if (timedOut) {
      throw new Error(`timed out: no answer within ${timeLimitMs / 1000} s, raise it by --timeout`);
    }
    if (done) throw new Error(await deathReason(process.status, stderr));
    const message = JSON.parse(value) as WorkerError | object;
    if ("error" in message) throw new Error(message.error);
    return message;
  }

  return {
    firstLine: nextLine,
    async ask(request) {
      await stdin.write(new TextEncoder().encode(`${JSON.stringify(request)}\n`));
      return await nextLine();
    },
    async close() {
      await stdin.close().catch(() => undefined);
      const timer = setTimeout(() => process.kill("SIGKILL"), timeLimitMs);
      await process.status;
      clearTimeout(timer);
    },
  };
}

/** Why a process ended without an answer. */
async function deathReason(
  status: Promise<Deno.CommandStatus>,
  stderr: Promise<string>,
): Promise<string> {
  const { code, signal } = await status;
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const memoryHint = signal === "SIGKILL" ? ", perhaps for lack of memory" : "";
  const tail = (await stderr).trim().split("\n").slice(-QUOTED_STDERR_LINES).join(" / ");
  return `worker ended with ${how}${memoryHint}${tail === "" ? "" : `: ${tail}`}`;
}

/** Workers as processes of their own, killed when an answer takes longer than the limit. */
export function workerStarter(options: { readonly timeLimitMs: number }): StartWorker {
  return async function startWorker(job) {
    const { firstLine, ask, close } = converse([JSON.stringify(job)], options.timeLimitMs);
    try {
      const loaded = await firstLine() as Loaded;
      return { loaded, runSlice: async (sliceMs) => await ask({ sliceMs }) as Slice, close };
    } catch (error) {
      await close();
      throw error;
    }
  };
}

/**
 * Asks a worker for the runtime's version.
 *
 * @throws {Error} If the runtime cannot be loaded; the message says why.
 */
export async function runtimeVersions(
  options: { readonly timeLimitMs: number },
): Promise<RuntimeVersions> {
  const { firstLine, close } = converse([], options.timeLimitMs);
  try {
    return await firstLine() as RuntimeVersions;
  } finally {
    await close();
  }
}
