// The parent's side of a worker process: starts it, asks it line by line, ends it in time.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { converse } from "../process/conversation.ts";
import { peakMemoryBytesOf } from "../process/peak_memory.ts";
import type {
  Device,
  Job,
  Loaded,
  ModelFile,
  ProbeResult,
  Slice,
  TrialResult,
  TrialStart,
  WorkerStart,
} from "../job/protocol.ts";
import { SILENT } from "../machine/silence.ts";

/** A worker as the schedule sees it: one loaded graph. */
export interface LoadedWorker {
  readonly loaded: Loaded;
  /** Runs the batch until `sliceMs` is over, one run at least. Throws Error if the worker dies. */
  readonly runSlice: (sliceMs: number) => Promise<Slice>;
  /** Ends the process at once; never throws. */
  readonly close: () => Promise<void>;
}

/** Starts the worker of a job; throws Error with the reason if it cannot load or run. */
export type StartWorker = (job: Job) => Promise<LoadedWorker>;

/** A worker that tries rewrites of a job's graph out. */
export interface Trials {
  /**
   * Difference of the outputs with these rewrites, by name, to the plain graph's on the CPU; infinite
   * where one is not a number. Throws Error if the worker dies.
   */
  readonly differenceWith: (rewrites: readonly string[]) => Promise<number>;
  /** Ends the process at once; never throws. */
  readonly close: () => Promise<void>;
}

/** Starts a worker for trials; what it cannot do is said by the trial. */
export type StartTrials = (job: Job) => Promise<Trials>;

/** How workers are started. */
export interface WorkerOptions {
  readonly timeLimitMs: number;
  /** Ends every worker as soon as it is aborted, whatever it is doing. */
  readonly signal?: AbortSignal;
  /** For the runtime's trace and, while loading, weights; the worker may read and write there only. */
  readonly traceFolder: string;
  /** File of a job's plain graph, in that folder. @default the catalog has them all */
  readonly graphFileOf?: (job: Job) => string;
  /** The model file of a job; the worker may read in its folder. @default no job is about a file */
  readonly modelFileOf?: (job: Job) => ModelFile | undefined;
  /** Arguments of the deno that runs a worker; tests put faulty workers in its place. */
  readonly workerArguments?: (
    argument: string,
    traceFolder: string,
    code?: WorkerCode,
  ) => readonly string[];
}

/** A worker's code, in the folder of the suite. */
export const WORKER_PATH = "bench/worker/worker.ts";
const WORKER_URL = new URL(`../../${WORKER_PATH}`, import.meta.url);
const NODE_MODULES = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** Room for young JavaScript objects, 4 MiB: a larger one costs a worker 100 MB and saves no time. */
const SMALL_NURSERY = "--v8-flags=--max-semi-space-size=4";

/** Where a worker's code lies, which deno.json it runs under, and what else it may read. */
export interface WorkerCode {
  /** @default this suite's */
  readonly script?: string;
  readonly config?: string;
  readonly readable?: readonly string[];
}

/**
 * Arguments of the deno that runs a worker: it may load the runtime's native library and use its
 * trace folder, and has neither net nor environment.
 */
export function usualArguments(
  argument: string,
  traceFolder: string,
  { script = WORKER_URL.href, config, readable = [] }: WorkerCode = {},
): readonly string[] {
  return [
    "run",
    "--quiet",
    "--no-prompt",
    "--cached-only",
    "--frozen",
    SMALL_NURSERY,
    ...(config === undefined ? [] : [`--config=${config}`]),
    `--allow-ffi=${NODE_MODULES}`,
    `--allow-read=${[traceFolder, ...readable].join(",")}`,
    `--allow-write=${traceFolder}`,
    script,
    argument,
  ];
}

/** Talks to a worker: a message in, a message out. */
interface WorkerTalk {
  readonly pid: number;
  readonly nextMessage: () => Promise<unknown>;
  readonly ask: (request: unknown) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

function talkTo(
  start: WorkerStart | TrialStart | Device,
  { timeLimitMs, signal, traceFolder, workerArguments = usualArguments }: WorkerOptions,
): WorkerTalk {
  const argument = typeof start === "string" ? start : JSON.stringify(start);
  const { modelFile } = typeof start === "string" ? {} : start;
  // What a model keeps beside it lies in its own folder.
  const readable = modelFile === undefined
    ? []
    : [dirname(modelFile.path), ...Object.values(modelFile.arrays)];
  const { pid, nextLine, say, close } = converse({
    name: "worker",
    // This very program: there may be no other in the path, or one that is a script around it.
    command: Deno.execPath(),
    args: workerArguments(argument, traceFolder, { readable }),
    env: SILENT,
    timeLimitMs,
    ...(signal === undefined ? {} : { signal }),
  });
  const nextMessage = async () => answerIn(await nextLine());
  return {
    pid,
    nextMessage,
    async ask(request) {
      await say(request);
      return await nextMessage();
    },
    close,
  };
}

/** The message of a line; throws Error if the worker says that it could not do what was asked. */
function answerIn(line: string): unknown {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    throw new Error(`worker said what is no answer: ${line.slice(0, 200)}`);
  }
  if (typeof message === "object" && message !== null && "error" in message) {
    throw new Error(String(message.error));
  }
  return message;
}

/** Workers as processes of their own, killed when an answer takes longer than the limit. */
export function workerStarter(options: WorkerOptions): StartWorker {
  return async function startWorker(job) {
    const start = startOf(job, options);
    const { pid, nextMessage, ask, close } = talkTo(start, options);

    async function runSlice(sliceMs: number): Promise<Slice> {
      const slice = await ask({ sliceMs }) as Slice;
      const peakMemoryBytes = await peakMemoryBytesOf(pid) ?? slice.peakMemoryBytes;
      return { ...slice, peakMemoryBytes };
    }

    try {
      return { loaded: await nextMessage() as Loaded, runSlice, close };
    } catch (error) {
      await close();
      throw error;
    }
  };
}

function startOf(
  job: Job,
  { traceFolder, graphFileOf, modelFileOf }: WorkerOptions,
): WorkerStart {
  const modelFile = modelFileOf?.(job);
  return {
    job,
    traceFolder,
    ...(graphFileOf ? { graphFile: graphFileOf(job) } : {}),
    ...(modelFile ? { modelFile } : {}),
  };
}

/** Trials in processes of their own, killed when one takes longer than the limit. */
export function trialStarter(options: WorkerOptions): StartTrials {
  return function startTrials(job) {
    const start: TrialStart = { ...startOf(job, options), trials: true };
    const { ask, close } = talkTo(start, options);
    return Promise.resolve({
      close,
      differenceWith: async (rewrites) =>
        (await ask({ rewrites }) as TrialResult).difference ?? Infinity,
    });
  };
}

/**
 * Tries a device out in a process of its own.
 *
 * @throws {Error} If the runtime itself cannot be loaded; the message says why.
 */
export async function probe(device: Device, options: WorkerOptions): Promise<ProbeResult> {
  const { nextMessage, close } = talkTo(device, options);
  try {
    return await nextMessage() as ProbeResult;
  } finally {
    await close();
  }
}
