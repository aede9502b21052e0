// A worker process: measures one network and nothing else, so that a crash, a leak or an
// out-of-memory kill costs one row. Started by worker_process.ts with a Job as its argument, or
// with nothing, to tell the runtime's version. It ends when its stdin does.
//
// `session.run` blocks this thread, so time limits are the parent's business.

import process from "node:process";
import { createInterface } from "node:readline";
import type { Job, Slice, SliceRequest } from "./protocol.ts";
import { openSession, runtimeVersion, type TimedSession } from "./session.ts";

/** Node documents getrusage's maxRSS in KiB, whatever the system's own unit. */
const BYTES_PER_KIB = 1024;

function say(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function runSlice({ timeRun }: TimedSession, { sliceMs }: SliceRequest): Promise<Slice> {
  const samplesMs: number[] = [];
  const start = performance.now();
  do samplesMs.push(await timeRun()); while (performance.now() - start < sliceMs);
  const { maxRSS } = process.resourceUsage();
  return { samplesMs, peakMemoryBytes: maxRSS * BYTES_PER_KIB };
}

async function measure(job: Job): Promise<void> {
  const session = await openSession(job);
  say(session.loaded);
  for await (const line of createInterface({ input: process.stdin })) {
    say(await runSlice(session, JSON.parse(line) as SliceRequest));
  }
}

const [argument] = Deno.args;
try {
  if (argument === undefined) say({ onnxruntime: runtimeVersion() });
  else await measure(JSON.parse(argument) as Job);
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
