// What becomes of failures on a card that a played nvidia-smi tells of.

import { assertEquals } from "@std/assert";
import { withGpuFault } from "../../../bench/machine/gpu_faults.ts";
import { askGpus, gpusOf } from "../../../bench/machine/gpu_state.ts";
import { isOutOfMemory } from "../../../bench/plan/oom_ladder.ts";
import { measureInRounds } from "../../../bench/run/schedule.ts";
import type { GpuState } from "../../../bench/record/environment_types.ts";
import { withFolder } from "../../support/run_task.ts";
import { fakeJob, fakeMachine } from "../fakes/fake_workers.ts";

const LINE = "0, GPU-aa, NVIDIA L4, 570.86.10, 72, 72, 58, 900, 6251, 84, 0x0, 21000, 22000, [N/A]";
const [BEFORE] = gpusOf(LINE, "") as [GpuState];

/** The reason of a row that fails so at its second run, while nvidia-smi is this script. */
async function reasonOf(error: string, script: string): Promise<string | undefined> {
  let reason: string | undefined;
  await withFolder(async (folder) => {
    const command = `${await Deno.realPath(folder)}/nvidia-smi`;
    await Deno.writeTextFile(command, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const machine = fakeMachine({ a: { runMs: () => 1, failsToLoad: error } });
    const options = { seed: 1, timeMs: 1, sliceMs: 1, rounds: 1, precisionTarget: 0 };
    await measureInRounds([fakeJob("a")], options, {
      ...machine,
      explained: (text) => withGpuFault(text, [BEFORE], () => askGpus(command)),
    }, {
      onRound: () => undefined,
      onFailure: (_, stage, text) => void (reason = `${stage}: ${text}`),
    });
  });
  return reason;
}

Deno.test({
  name: "a card that disappears is named in the row",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const lost = 'echo "Unable to determine the device handle for GPU0: GPU is lost."; exit 15';
    assertEquals(
      await reasonOf("CUDA failure 719: unspecified launch failure", lost),
      "load: CUDA failure 719: unspecified launch failure; GPU 0 (NVIDIA L4) has gone since the run " +
        'began, and nvidia-smi says "Unable to determine the device handle for GPU0: GPU is lost.": ' +
        "start the machine anew, then --resume measures what is missing",
    );
  },
});

Deno.test("withGpuFault() knows a card by its UUID, whatever number it has now", async () => {
  const reasonWith = (now: GpuState) =>
    withGpuFault("failed", [BEFORE], () => Promise.resolve({ gpus: [now], problem: null }));
  assertEquals(await reasonWith({ ...BEFORE, index: 1 }), "failed");
  const gone = await reasonWith({ ...BEFORE, uuid: "GPU-bb" });
  assertEquals(gone.startsWith("failed; GPU 0 (NVIDIA L4) has gone since"), true);
});

Deno.test({
  name: "memory of a card that ran out is told, and counts as such for --oom-ladder",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const reason = await reasonOf("CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED", `echo "${LINE}"`);
    assertEquals(
      reason,
      "load: CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED; GPU 0 (NVIDIA L4) has 22.0 of 23.1 GB " +
        "taken now: a smaller --batch, or --oom-ladder",
    );
    assertEquals(isOutOfMemory(reason ?? ""), true);
  },
});

Deno.test({
  name: "a driver that does not go with CUDA is told, by the engine's words or the driver's",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const old = "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version";
    const cure = "start the machine anew after an update of the driver, or take CUDA for this one";
    assertEquals(
      await reasonOf(old, `echo "${LINE}"`),
      `load: ${old}; driver 570.86.10 does not go with the CUDA that asks it: ${cure}`,
    );
    const unlike = "Failed to initialize NVML: Driver/library version mismatch";
    assertEquals(
      await reasonOf("no CUDA device", `echo "${unlike}"; exit 18`),
      "load: no CUDA device; driver 570.86.10 does not go with the CUDA that asks it, and " +
        `nvidia-smi says "${unlike}": ${cure}`,
    );
  },
});

Deno.test({
  name: "any other failure keeps its own reason",
  ignore: Deno.build.os === "windows",
  fn: async () => assertEquals(await reasonOf("no kernel", `echo "${LINE}"`), "load: no kernel"),
});
