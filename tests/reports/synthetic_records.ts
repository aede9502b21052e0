// Records of a made-up fleet, as many as are wanted, to see what merging them costs
// (merge_scale.ts). A row has its count, 29 rounds of three samples and its timing.

import type { Record } from "../../bench/record.ts";
import { count, round, RUN, timing } from "./fixed_records.ts";

/** Rounds of a row. */
export const ROUNDS = 29;
const ANCHOR = "model-0";
const OPS = ["Conv", "MatMul", "Add", "LayerNormalization", "Softmax", "Gelu", "Transpose"];

/**
 * The records of every machine, one after the other.
 *
 * @param options The number of the first machine, and rounds of a row.
 */
export function* fleetRecords(
  machineCount: number,
  modelCount: number,
  { firstMachine = 0, roundCount = ROUNDS }: {
    readonly firstMachine?: number;
    readonly roundCount?: number;
  } = {},
): Generator<Record> {
  for (let machine = firstMachine; machine < firstMachine + machineCount; machine++) {
    const runId = `run-${machine}`;
    const models = Array.from({ length: modelCount }, (_, index) => `model-${index}`);
    const settings = { ...RUN.settings, models, anchor: ANCHOR };
    yield { ...RUN, runId, settings, machine: `machine-${machine}` };
    for (const model of models) yield* rowRecords(runId, model, roundCount);
  }
}

function* rowRecords(runId: string, model: string, roundCount: number): Generator<Record> {
  yield { ...count(model, 1e7, 1e9), runId };
  const samplesMs = [62.345678, 63.456789, 61.234567];
  for (let index = 0; index < roundCount; index++) {
    yield { ...round(model), runId, round: index, samplesMs };
  }
  const byOp = Object.fromEntries(OPS.map((op) => [op, 8.765432]));
  yield {
    ...timing(model, 128.123456, 1.01),
    runId,
    roundsMs: Array.from({ length: roundCount }, () => samplesMs),
    kernelMs: { byOp, byStage: byOp, byStream: byOp },
  };
}
