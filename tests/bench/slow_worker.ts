// A real worker whose runs take a third longer than they need: an injected regression.

import process from "node:process";
import { createInterface } from "node:readline";
import type { SliceRequest, WorkerStart } from "../../bench/protocol.ts";
import { openSession } from "../../bench/session.ts";

const SLOWDOWN = 4 / 3;

const { loaded, timeRun } = await openSession(JSON.parse(Deno.args[0] ?? "") as WorkerStart);
process.stdout.write(`${JSON.stringify(loaded)}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  const { sliceMs } = JSON.parse(line) as SliceRequest;
  const samplesMs: number[] = [];
  const start = performance.now();
  do {
    const runMs = await timeRun();
    const until = performance.now() + (SLOWDOWN - 1) * runMs;
    while (performance.now() < until);
    samplesMs.push(SLOWDOWN * runMs);
  } while (performance.now() - start < sliceMs);
  process.stdout.write(`${JSON.stringify({ samplesMs, peakMemoryBytes: 1, idleCpuMs: 0 })}\n`);
}
