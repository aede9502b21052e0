import { assertEquals } from "@std/assert";
import {
  adviceOnGpuBinding,
  gpuAdviceAfter,
  gpuAdviceBefore,
} from "../../../bench/machine/gpu_advice.ts";
import { gpusWhileTimed } from "../../../bench/machine/gpu_watch.ts";
import { gpusOf } from "../../../bench/machine/gpu_state.ts";
import type { GpuState } from "../../../bench/record/environment_types.ts";
import { RUN } from "../../reports/fixtures/fixed_records.ts";

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

Deno.test("adviceOnGpuBinding() says that a variable of CUDA binds no other device", () => {
  const { state } = RUN.environment;
  const two = {
    gpuVariables: { CUDA_VISIBLE_DEVICES: "1" },
    state: { ...state, gpus: [QUIET, QUIET] },
  };
  assertEquals(adviceOnGpuBinding("webgpu", two), [
    "CUDA_VISIBLE_DEVICES=1 binds CUDA and nothing else: on webgpu any of 2 GPUs may compute; start " +
    "the run where it sees one only, as in a container",
  ]);
  const silent = [
    adviceOnGpuBinding("cuda:1", two),
    adviceOnGpuBinding("webgpu", { ...two, gpuVariables: {} }),
    adviceOnGpuBinding("webgpu", { ...two, state: { ...state, gpus: [QUIET] } }),
    adviceOnGpuBinding("webgpu", { state }),
  ];
  assertEquals(silent.flat(), []);
});

Deno.test("gpuAdviceAfter() says what held a GPU back, and no clock that the user set", () => {
  const adviceOn = (...throttleReasons: readonly string[]) =>
    gpuAdviceAfter(gpusWhileTimed([{ ...QUIET, throttleReasons }]));
  assertEquals(adviceOn(), []);
  assertEquals(adviceOn("clocks set by the user"), []);
  assertEquals(adviceOn("power limit", "sync boost"), [
    "GPU 0 (NVIDIA L4) was held back during the run (power limit): a lower locked clock " +
    '("nvidia-smi --lock-gpu-clocks=MHZ") is steadier',
  ]);
});

Deno.test("gpuAdviceAfter() says of a clock that nobody locked between which it went", () => {
  const adviceOn = (clocks: readonly number[], ...throttleReasons: readonly string[]) =>
    gpuAdviceAfter(
      gpusWhileTimed(clocks.map((smClockMhz) => ({ ...QUIET, smClockMhz, throttleReasons }))),
    );
  assertEquals(adviceOn([1980, 2040, 2040]), [
    "the clock of GPU 0 (NVIDIA L4) is not locked (1980 to 2040 MHz during the run): " +
    '"nvidia-smi --lock-gpu-clocks=MHZ" makes runs comparable',
  ]);
  assertEquals(adviceOn([2010, 2040]), []);
  assertEquals(adviceOn([1500, 2040], "clocks set by the user"), []);
  // What held it back is the cause, and is what is said.
  assertEquals(adviceOn([1500, 2040], "power limit")[0]?.includes("held back"), true);
});
