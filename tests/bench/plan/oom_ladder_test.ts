import { assertEquals, assertNotEquals } from "@std/assert";
import { isOutOfMemory, nextRung } from "../../../bench/plan/oom_ladder.ts";
import { findModel } from "../../../models/catalog.ts";
import { failure } from "../../reports/fixtures/fixed_records.ts";
import { runPlan } from "../fakes/run_plan.ts";

const PLAN = runPlan({
  runId: "run-1",
  models: ["resnet18", "deit-t", "deit-b"].map(findModel),
  size: { height: 224, width: 224 },
  batch: 128,
});
const NO_MEMORY = failure("deit-b", "worker ended with signal SIGKILL, perhaps for lack of memory");
const OTHER = failure("deit-t", "Got invalid dimensions for input");

Deno.test("isOutOfMemory() knows how runtime, engine and system say it", () => {
  for (
    const reason of [
      "worker ended with signal SIGKILL, perhaps for lack of memory",
      "bfc_arena.cc:360 Failed to allocate memory for requested buffer of size 3288334336",
      "Array buffer allocation failed",
      "Reached heap limit",
      "CUDA failure 2: out of memory",
      "terminate called after throwing an instance of 'std::bad_alloc'",
      "FATAL ERROR: Out Of Memory",
    ]
  ) assertEquals(isOutOfMemory(reason), true, reason);
  assertEquals(isOutOfMemory("timed out: no answer within 60 s, raise it by --timeout"), false);
  assertEquals(isOutOfMemory("worker ended with signal SIGSEGV"), false);
  assertEquals(isOutOfMemory("Got invalid dimensions for input: x"), false);
});

Deno.test("nextRung() tries only what ran out of memory again, at half the batch", () => {
  const rung = nextRung(PLAN, [NO_MEMORY, OTHER]);
  assertEquals(rung?.batch, 64);
  assertEquals(rung?.models.map(({ id }) => id), ["resnet18", "deit-b"]);
  assertEquals(rung, {
    ...PLAN,
    runId: rung?.runId ?? "",
    models: PLAN.models.filter(({ id }) => id !== "deit-t"),
    batch: 64,
  });
  assertNotEquals(rung?.runId, PLAN.runId);
});

Deno.test("nextRung() takes the smaller half of an odd batch, down to 1", () => {
  const batches = [7, 3, 2].map((batch) => nextRung({ ...PLAN, batch }, [NO_MEMORY])?.batch);
  assertEquals(batches, [3, 1, 1]);
});

Deno.test("nextRung() gives up on other failures, on other runs and at batch 1", () => {
  assertEquals(nextRung(PLAN, [OTHER]), undefined);
  assertEquals(nextRung(PLAN, []), undefined);
  assertEquals(nextRung(PLAN, [{ ...NO_MEMORY, runId: "run-2" }]), undefined);
  assertEquals(nextRung({ ...PLAN, batch: 1 }, [NO_MEMORY]), undefined);
});
