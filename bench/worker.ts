// A worker process: measures one graph and nothing else, so that a crash, a leak or an
// out-of-memory kill costs one row. Started by worker_process.ts with a WorkerStart as its argument,
// or with the name of a device, to try it out. It ends when its stdin does.
//
// `session.run` blocks this thread, so time limits are the parent's business.

import process from "node:process";
import { createInterface } from "node:readline";
import { probeDevice } from "./probe.ts";
import type {
  Device,
  Slice,
  SliceRequest,
  TrialRequest,
  TrialResult,
  TrialStart,
  WorkerStart,
} from "./protocol.ts";
import { openSession, openTrials, type TimedSession } from "./session.ts";

/** Node documents getrusage's maxRSS in KiB, whatever the system's own unit. */
const BYTES_PER_KIB = 1024;
const US_PER_MS = 1000;

function say(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Processor time of all threads of this process so far. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / US_PER_MS;
}

/** Runs until the slice is over, one run at least. */
async function samplesOf({ timeRun }: TimedSession, sliceMs: number): Promise<readonly number[]> {
  const samplesMs: number[] = [];
  const start = performance.now();
  do samplesMs.push(await timeRun()); while (performance.now() - start < sliceMs);
  return samplesMs;
}

async function measure(start: WorkerStart): Promise<void> {
  const session = await openSession(start);
  say(session.loaded);
  let busyUntilCpuMs = cpuMs();
  for await (const line of createInterface({ input: process.stdin })) {
    const idleCpuMs = cpuMs() - busyUntilCpuMs;
    const { sliceMs } = JSON.parse(line) as SliceRequest;
    const samplesMs = await samplesOf(session, sliceMs);
    const peakMemoryBytes = process.resourceUsage().maxRSS * BYTES_PER_KIB;
    busyUntilCpuMs = cpuMs();
    say({ samplesMs, peakMemoryBytes, idleCpuMs } satisfies Slice);
  }
}

async function tryRewrites(start: TrialStart): Promise<void> {
  const differenceWith = await openTrials(start);
  for await (const line of createInterface({ input: process.stdin })) {
    const { rewrites } = JSON.parse(line) as TrialRequest;
    say({ difference: await differenceWith(rewrites) } satisfies TrialResult);
  }
}

/** Does what a parent asks for: to time a job, or to try rewrites of it out. */
function serve(start: WorkerStart | TrialStart): Promise<void> {
  return "trials" in start ? tryRewrites(start) : measure(start);
}

const [argument = "cpu"] = Deno.args;
try {
  if (argument.startsWith("{")) await serve(JSON.parse(argument));
  else say(await probeDevice(argument as Device));
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
