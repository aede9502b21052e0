// A worker process: measures one graph and nothing else, so that a crash, a leak or an
// out-of-memory kill costs one row. Started by worker_process.ts with a WorkerStart as its argument,
// or with the name of a device, to try it out. It ends when its stdin does.
//
// `session.run` blocks this thread, so time limits are the parent's business.

import process from "node:process";
import { createInterface } from "node:readline";
import { errorText } from "../job/error_text.ts";
import { probeDevice } from "./probe.ts";
import type {
  Device,
  SliceRequest,
  TrialRequest,
  TrialResult,
  TrialStart,
  WorkerError,
  WorkerStart,
} from "../job/protocol.ts";
import { BYTES_PER_KIB, US_PER_MS } from "../samples/units.ts";
import { openSession, openTrials } from "./session.ts";
import { type ProcessGauges, sliceRunner } from "./slice_runner.ts";

function say(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

const SYSTEM: ProcessGauges = {
  now: () => performance.now(),
  cpuMs() {
    const { user, system } = process.cpuUsage();
    return (user + system) / US_PER_MS;
  },
  // Node documents getrusage's maxRSS in KiB, whatever the system's own unit.
  peakMemoryBytes: () => process.resourceUsage().maxRSS * BYTES_PER_KIB,
};

async function measure(start: WorkerStart): Promise<void> {
  const { loaded, timeRun } = await openSession(start);
  say(loaded);
  const runSlice = sliceRunner(timeRun, SYSTEM);
  for await (const line of createInterface({ input: process.stdin })) {
    say(await runSlice(JSON.parse(line) as SliceRequest));
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
  say({ error: errorText(error) } satisfies WorkerError);
  process.exitCode = 1;
}
