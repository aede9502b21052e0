import { assertEquals } from "@std/assert";
import { gpuAdviceAfter, gpuAdviceBefore } from "../../../bench/machine/gpu_advice.ts";
import { gpusOf } from "../../../bench/machine/gpu_state.ts";
import type { GpuState } from "../../../bench/record/environment_types.ts";

const [QUIET] = gpusOf("0, GPU-aa, NVIDIA L4, 570.86.10, 72, 72", "") as [GpuState];

Deno.test("gpuAdviceBefore() is silent about a quiet GPU, and where nothing is known", () => {
  assertEquals(gpuAdviceBefore([]), []);
  assertEquals(gpuAdviceBefore([QUIET]), []);
  const unknown = { ...QUIET, processCount: null, powerLimitWatts: null };
  assertEquals(gpuAdviceBefore([unknown]), []);
});

Deno.test("gpuAdviceBefore() names other processes, a lowered limit and a split GPU", () => {
  assertEquals(
    gpuAdviceBefore([
      { ...QUIET, processCount: 1 },
      { ...QUIET, index: 1, processCount: 2, powerLimitWatts: 60 },
      { ...QUIET, index: 2, isSplit: true },
    ]),
    [
      "GPU 0 (NVIDIA L4) has one other process: end them, or expect wide intervals",
      "GPU 1 (NVIDIA L4) has 2 other processes: end them, or expect wide intervals",
      "GPU 1 (NVIDIA L4) may draw 60 W where 72 W are usual, and rates are those of this limit: " +
      '"nvidia-smi --power-limit=72" lifts it',
      "GPU 2 (NVIDIA L4) is split (MIG): rates are those of the part that the run gets",
    ],
  );
});

Deno.test("gpuAdviceAfter() says what held a GPU back, and no clock that the user set", () => {
  const adviceOn = (...throttleReasons: readonly string[]) =>
    gpuAdviceAfter([{ ...QUIET, throttleReasons }]);
  assertEquals(adviceOn(), []);
  assertEquals(adviceOn("clocks set by the user"), []);
  assertEquals(adviceOn("power limit", "sync boost"), [
    "GPU 0 (NVIDIA L4) was held back during the run (power limit): a lower locked clock " +
    '("nvidia-smi --lock-gpu-clocks=MHZ") is steadier',
  ]);
});
