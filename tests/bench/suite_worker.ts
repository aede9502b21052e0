// A worker of the suite for scripts in other languages: takes a job as JSON in its argument, says what
// was loaded, then answers each line `{"sliceMs":N}` by a slice. tests/fixtures/compare_pytorch.py.

import { createInterface } from "node:readline";
import process from "node:process";
import { DEFAULT_USE, type Job } from "../../bench/job/protocol.ts";
import { openWorkers } from "../../bench/run/worker_process.ts";

const TIME_LIMIT_MS = 600_000;

const job: Job = { ...JSON.parse(Deno.args[0] ?? "{}"), ...DEFAULT_USE };
const scratch = await Deno.makeTempDir();
const workers = openWorkers({ timeLimitMs: TIME_LIMIT_MS, scratch });
const { loaded, runSlice, close } = await workers.startWorker(job);
await workers.rest();
const say = (answer: unknown) => process.stdout.write(`${JSON.stringify(answer)}\n`);
say(loaded);
for await (const line of createInterface({ input: process.stdin })) {
  say(await runSlice(JSON.parse(line).sliceMs));
}
await close();
await Deno.remove(scratch, { recursive: true });
