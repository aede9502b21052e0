// Records of a made-up fleet, as many as are wanted, to see what merging them costs:
// `deno run tests/reports/synthetic_records.ts MACHINES MODELS > records.jsonl`. A row has 31 lines:
// its count, 29 rounds of three samples and its timing.

import type { Record } from "../../bench/record.ts";
import { count, round, RUN, timing } from "./fixed_records.ts";

const ROUNDS = 29;
const ANCHOR = "model-0";
const OPS = ["Conv", "MatMul", "Add", "LayerNormalization", "Softmax", "Gelu", "Transpose"];
const BYTES_AT_ONCE = 1 << 20;

/** The records of every machine, one after the other. */
export function* fleetRecords(machineCount: number, modelCount: number): Generator<Record> {
  for (let machine = 0; machine < machineCount; machine++) {
    const runId = `run-${machine}`;
    const models = Array.from({ length: modelCount }, (_, index) => `model-${index}`);
    const settings = { ...RUN.settings, models, anchor: ANCHOR };
    yield { ...RUN, runId, settings, machine: `machine-${machine}` };
    for (const model of models) yield* rowRecords(runId, model);
  }
}

function* rowRecords(runId: string, model: string): Generator<Record> {
  yield { ...count(model, 1e7, 1e9), runId };
  const samplesMs = [62.345678, 63.456789, 61.234567];
  for (let index = 0; index < ROUNDS; index++) {
    yield { ...round(model), runId, round: index, samplesMs };
  }
  const byOp = Object.fromEntries(OPS.map((op) => [op, 8.765432]));
  yield {
    ...timing(model, 128.123456, 1.01),
    runId,
    roundsMs: Array.from({ length: ROUNDS }, () => samplesMs),
    kernelMs: { byOp, byStage: byOp, byStream: byOp },
  };
}

if (import.meta.main) {
  const [machineCount = 1, modelCount = 1] = Deno.args.map(Number);
  let text = "";
  const flush = () => {
    let bytes = new TextEncoder().encode(text);
    while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
    text = "";
  };
  for (const record of fleetRecords(machineCount, modelCount)) {
    text += `${JSON.stringify(record)}\n`;
    if (text.length > BYTES_AT_ONCE) flush();
  }
  flush();
}
