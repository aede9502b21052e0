// The plan of a run, of which a test says what matters to it.

import type { RunPlan } from "../../../bench/plan/plan.ts";
import { findModel } from "../../../models/catalog.ts";

/** ResNet-18 at 64x64, four images a run, beside the ceilings of the processor, unless told otherwise. */
export function runPlan(changes: Partial<RunPlan> = {}): RunPlan {
  return {
    runId: "run",
    models: [findModel("resnet18")],
    anchor: "resnet18",
    graphs: ["plain"],
    size: { height: 64, width: 64 },
    batch: 4,
    threads: 2,
    deviceRequested: "cpu",
    device: "cpu",
    precision: "fp32",
    input: "copied",
    seed: 1,
    timeMs: 1e6,
    rounds: 4,
    sliceMs: 1,
    precisionTarget: 0,
    ceilings: true,
    memoryLimitBytes: 1e12,
    ...changes,
  };
}
