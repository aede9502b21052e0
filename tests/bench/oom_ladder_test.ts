import { assertEquals } from "@std/assert";
import { isOutOfMemory, nextRung } from "../../bench/oom_ladder.ts";
import type { RunPlan } from "../../bench/plan.ts";
import { findModel } from "../../models/catalog.ts";
import { failure } from "../reports/fixed_records.ts";

const PLAN: RunPlan = {
  ...{
    runId: "run-1",
    models: ["resnet18", "deit-t", "deit-b"].map(findModel),
    anchor: "resnet18",
  },
  ...{ graphs: ["plain"], size: { height: 224, width: 224 }, batch: 128, threads: 2 },
  ...{ deviceRequested: "cpu", device: "cpu", precision: "fp32", input: "copied", seed: 1 },
  ...{ timeMs: 1e6, rounds: 4, sliceMs: 1, precisionTarget: 0, ceilings: true },
  memoryLimitBytes: 1e12,
};
const NO_MEMORY = failure("deit-b", "worker ended with signal SIGKILL, perhaps for lack of memory");
const OTHER = failure("deit-t", "Got invalid dimensions for input");

Deno.test("isOutOfMemory() knows how runtime, engine and system say it", () => {
  for (
    const reason of [
      "worker ended with signal SIGKILL, perhaps for lack of memory",
      "bfc_arena.cc:360 Failed to allocate memory for requested buffer of size 3288334336",
      "Array buffer allocation failed",
      "Reached heap limit",
    ]
  ) assertEquals(isOutOfMemory(reason), true, reason);
  assertEquals(isOutOfMemory("Got invalid dimensions for input: x"), false);
});

Deno.test("nextRung() tries only what ran out of memory again, at half the batch", () => {
  const rung = nextRung(PLAN, [NO_MEMORY, OTHER]);
  assertEquals(rung?.batch, 64);
  assertEquals(rung?.models.map(({ id }) => id), ["resnet18", "deit-b"]);
});

Deno.test("nextRung() gives up on other failures, on other runs and at batch 1", () => {
  assertEquals(nextRung(PLAN, [OTHER]), undefined);
  assertEquals(nextRung(PLAN, []), undefined);
  assertEquals(nextRung(PLAN, [{ ...NO_MEMORY, runId: "run-2" }]), undefined);
  assertEquals(nextRung({ ...PLAN, batch: 1 }, [NO_MEMORY]), undefined);
});
