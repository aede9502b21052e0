// Whether a device that an engine plays is taken for a precision, and what its process is told.

import { assertEquals } from "@std/assert";
import type { WorkerOptions } from "../../../bench/run/worker_process.ts";
import { chooseDevice } from "../../../cli/engines/choose_device.ts";
import { fakeEngine } from "../../support/fake_engines.ts";
import { withFolder } from "../../support/run_task.ts";

/** What comes of asking for a precision on a card that computes in another one. */
async function chosen(precision: "fp32" | "tf32", computed: string): Promise<unknown> {
  let found: unknown;
  await withFolder(async (folder) => {
    const changes = { devices: ["cuda"], precisions: ["fp32", "tf32"] as const };
    const options: WorkerOptions = {
      timeLimitMs: 60_000,
      scratch: await Deno.realPath(folder),
      engineOf: () => fakeEngine("none", { precision: computed }, changes),
      placeOf: () => Promise.resolve({ under: [], variables: {} }),
    };
    const use = { engine: "fake", options: {}, precision };
    const result = await chooseDevice({ requested: "cuda", candidates: ["cuda"], use }, options);
    found = "problem" in result ? result.problem : result.arithmetic;
  });
  return found;
}

Deno.test("chooseDevice() takes no device for tf32 that computes in all bits", async () => {
  assertEquals(
    await chosen("tf32", "fp32"),
    "computes in fp32 where tf32 is asked for: pass --precision fp32",
  );
  assertEquals(await chosen("tf32", "tf32"), "tf32");
});

Deno.test("chooseDevice() takes one for fp32 that computes in fewer, which its rows say", async () => {
  assertEquals(await chosen("fp32", "tf32"), "tf32");
});
