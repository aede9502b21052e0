import { assertEquals, assertThrows } from "@std/assert";
import { gpuBindingOf, gpusOfDevice, gpuVariables } from "../../../bench/gpu/gpu_binding.ts";

const GPUS = ["L4", "L4", "L4", "L4"].map((name, index) => ({
  index,
  name,
  uuid: `GPU-${index}f`,
}));
/** A fast card that CUDA counts first, and nvidia-smi last. */
const UNLIKE = ["T400", "L4"].map((name, index) => ({ index, name, uuid: `GPU-${index}f` }));

type Variables = Readonly<Record<string, string>>;

function bound(variables: Variables, gpus = GPUS) {
  return gpuBindingOf((name) => variables[name], gpus);
}

/** Variables of a process on a device, as words. */
function variablesOn(device: string, variables: Variables, gpus = GPUS): readonly string[] {
  const set = gpuVariables(device, bound(variables, gpus), gpus);
  return Object.entries(set).map(([name, value]) => `${name}=${value}`).toSorted();
}

/** Indices of the GPUs that a device may be. */
function indicesOf(device: string, variables: Variables, gpus = GPUS): readonly number[] {
  return gpusOfDevice(gpus, device, bound(variables, gpus)).map(({ index }) => index);
}

Deno.test("gpuBindingOf() sees what CUDA sees: up to the first that is no GPU", () => {
  const seen = (text: string) => bound({ CUDA_VISIBLE_DEVICES: text }).visible;
  assertEquals(seen("3,1"), ["3", "1"]);
  assertEquals(seen("2,-1,0"), ["2"]);
  assertEquals(seen("GPU-1f, MIG-8/0/1"), ["GPU-1f", "MIG-8/0/1"]);
  assertEquals([seen(""), seen("NoDevFiles")], [[], []]);
  assertEquals(bound({}).visible, undefined);
});

Deno.test("gpuBindingOf() takes what Slurm gave where CUDA was told nothing, the step before the job", () => {
  assertEquals(bound({ SLURM_JOB_GPUS: "1,2" }).visible, ["1", "2"]);
  assertEquals(bound({ SLURM_JOB_GPUS: "1,2", SLURM_STEP_GPUS: "2" }).visible, ["2"]);
  assertEquals(bound({ SLURM_JOB_GPUS: "1", CUDA_VISIBLE_DEVICES: "0" }).visible, ["0"]);
  // The job sees one card of its own, the first of what it sees.
  assertEquals(bound({ SLURM_JOB_GPUS: "3" }, GPUS.slice(0, 1)).visible, undefined);
  assertEquals(bound({ SLURM_JOB_GPUS: "3" }, []).visible, undefined);
});

Deno.test("gpuBindingOf() keeps the variables that are set, for the record", () => {
  const variables = { SLURM_JOB_GPUS: "3", CUDA_VISIBLE_DEVICES: "0" };
  assertEquals(bound({ ...variables, HOME: "/" }).variables, variables);
});

Deno.test("gpuVariables() shows a process the one GPU that its device names, among those of the run", () => {
  assertEquals(variablesOn("cuda:1", {}), [
    "CUDA_DEVICE_ORDER=PCI_BUS_ID",
    "CUDA_VISIBLE_DEVICES=1",
  ]);
  assertEquals(variablesOn("tensorrt:1", { CUDA_VISIBLE_DEVICES: "3,GPU-0f" }), [
    "CUDA_DEVICE_ORDER=PCI_BUS_ID",
    "CUDA_VISIBLE_DEVICES=GPU-0f",
  ]);
  assertEquals(variablesOn("cuda:0", { CUDA_DEVICE_ORDER: "FASTEST_FIRST" }), [
    "CUDA_VISIBLE_DEVICES=0",
  ]);
  // Nobody tells how many there are.
  assertEquals(variablesOn("cuda:7", {}, []).at(-1), "CUDA_VISIBLE_DEVICES=7");
});

Deno.test("gpuVariables() leaves alone what names no GPU, but where only Slurm has bound the run", () => {
  assertEquals(variablesOn("cuda", { CUDA_VISIBLE_DEVICES: "3" }), []);
  assertEquals(variablesOn("webgpu", { SLURM_JOB_GPUS: "3" }), []);
  assertEquals(variablesOn("cuda", { SLURM_JOB_GPUS: "3,1" }), [
    "CUDA_DEVICE_ORDER=PCI_BUS_ID",
    "CUDA_VISIBLE_DEVICES=3,1",
  ]);
});

Deno.test("gpuVariables() refuses a GPU that the run may not see", () => {
  assertThrows(
    () => variablesOn("cuda:2", { CUDA_VISIBLE_DEVICES: "3,1" }),
    RangeError,
    "there is no cuda:2, as CUDA sees 2 GPU(s) here (CUDA_VISIBLE_DEVICES=3,1): they are counted " +
      "from cuda:0",
  );
  assertThrows(() => variablesOn("cuda:4", {}), RangeError, "CUDA sees 4 GPU(s) here: they are");
  assertThrows(() => variablesOn("cuda:0", { CUDA_VISIBLE_DEVICES: "" }), RangeError, "sees 0 GPU");
});

Deno.test("gpusOfDevice() tells the one that is used, and all where it cannot tell", () => {
  assertEquals(indicesOf("cuda:1", { CUDA_VISIBLE_DEVICES: "3,2" }), [2]);
  assertEquals(indicesOf("cuda", { CUDA_VISIBLE_DEVICES: "GPU-1" }), [1]);
  assertEquals(indicesOf("cuda", {}), [0]);
  assertEquals(indicesOf("webgpu", { CUDA_VISIBLE_DEVICES: "3" }), [0, 1, 2, 3]);
  assertEquals(indicesOf("cuda", { CUDA_VISIBLE_DEVICES: "MIG-8/0/1" }), [0, 1, 2, 3]);
  assertEquals(indicesOf("cuda", { CUDA_VISIBLE_DEVICES: "MIG-GPU-2f/7/0" }, GPUS), [2]);
  assertEquals(indicesOf("cuda", { CUDA_VISIBLE_DEVICES: "MIG-GPU-1f/7/0" }, UNLIKE), [1]);
  assertEquals(indicesOf("cuda", {}, UNLIKE), [0, 1]);
  assertEquals(indicesOf("cuda:1", {}, UNLIKE), [1]);
  assertEquals(indicesOf("cuda:1", { CUDA_DEVICE_ORDER: "FASTEST_FIRST" }, UNLIKE), [0, 1]);
  assertEquals(indicesOf("cuda", { CUDA_VISIBLE_DEVICES: "GPU-1f" }, UNLIKE), [1]);
});
