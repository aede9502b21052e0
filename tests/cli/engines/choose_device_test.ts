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

/** What is chosen of a card's two devices and the processor, and which were tried, in order. */
async function tried(answers: Readonly<Record<string, unknown>>) {
  const started: string[] = [];
  let found: unknown;
  await withFolder(async (folder) => {
    const changes = { devices: ["tensorrt", "cuda", "cpu"] };
    const options: WorkerOptions = {
      timeLimitMs: 60_000,
      scratch: await Deno.realPath(folder),
      engineOf: () => fakeEngine("none", answers, changes),
      placeOf(device) {
        started.push(device);
        return Promise.resolve({ under: [], variables: {} });
      },
    };
    const use = { engine: "fake", options: {}, precision: "fp32" } as const;
    const candidates = changes.devices;
    const result = await chooseDevice({ requested: "auto", candidates, use }, options);
    found = "problem" in result ? result.problem : result.device;
  });
  return { found, started };
}

Deno.test("chooseDevice() tries all devices at once, but one process at a time on a card", async () => {
  assertEquals(await tried({ problem: "no such card" }), {
    found: "no such card",
    started: ["tensorrt", "cpu", "cuda"],
  });
});

Deno.test("chooseDevice() takes the best that works, and tries no more on that card", async () => {
  assertEquals(await tried({}), { found: "tensorrt", started: ["tensorrt", "cpu"] });
});
