import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  type Chosen,
  type Environment,
  environmentOf,
  machineFingerprint,
  readEnvironment,
  readMachineState,
} from "../../bench/environment.ts";
import { systemFacts } from "../../bench/system_facts.ts";
import { RUN } from "../reports/fixed_records.ts";
import { filesOf, LAPTOP } from "./fake_files.ts";

const FACTS = { ...systemFacts(filesOf(LAPTOP), { OMP_NUM_THREADS: "2" }), unread: [] };
const ON_CPU = { onnxruntime: "1.30.0", device: "cpu", deviceName: null } as const;

Deno.test("readEnvironment() describes this machine", async () => {
  const environment = await readEnvironment(ON_CPU);
  assert(environment.coreCount >= 1);
  assert(environment.memoryBytes > 2 ** 28);
  assertEquals(environment.deno, Deno.version.deno);
  assertEquals(environment.onnxruntime, "1.30.0");
  assertEquals(environment.unread, []);
});

Deno.test({
  name: "readEnvironment() reads what Linux lets only all rights read",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { affinity, coreCount } = await readEnvironment(ON_CPU);
    assert(affinity !== null);
    const { stdout } = await new Deno.Command("nproc", {
      // It would obey OpenMP's variables.
      env: { OMP_NUM_THREADS: "", OMP_THREAD_LIMIT: "" },
    }).output();
    assertEquals(coreCount, Number(new TextDecoder().decode(stdout)));
  },
});

Deno.test("environmentOf() has cores, limits, clock and variables of the system's facts", () => {
  const limits = {
    ...{ cores: 1.5, memoryBytes: 1000, memoryLeftBytes: 600 },
    periods: { total: 9, throttled: 4 },
  };
  const environment = environmentOf({ ...FACTS, limits }, ON_CPU);
  assertEquals([environment.coreCount, environment.affinity], [3, "1-3"]);
  assertEquals([environment.cgroupCores, environment.memoryLimitBytes], [1.5, 1000]);
  assertEquals(environment.variables, { OMP_NUM_THREADS: "2" });
  assertEquals(environment.state.quotaPeriods, { total: 9, throttled: 4 });
  assertEquals(environment.state.freeMemoryBytes, 600);
});

Deno.test("environmentOf() names kind and driver of the device that is used", () => {
  const facts = { ...FACTS, nvidiaDriver: "570.86.10", nvidiaGpus: ["NVIDIA L4"] };
  const of = (chosen: Partial<Chosen>) => {
    const { deviceDriver, deviceKinds } = environmentOf(facts, { ...ON_CPU, ...chosen });
    return [deviceDriver, deviceKinds];
  };
  assertEquals(of({}), [null, []]);
  assertEquals(of({ device: "cuda" }), ["570.86.10", ["NVIDIA L4"]]);
  assertEquals(of({ device: "webgpu", deviceName: "NVIDIA L4" }), ["570.86.10", ["NVIDIA L4"]]);
  assertEquals(of({ device: "webgpu", deviceName: "AMD Radeon" }), [null, []]);
});

Deno.test("readMachineState() tells what is free now", async () => {
  const { freeMemoryBytes } = await readMachineState();
  assert(freeMemoryBytes > 0 && freeMemoryBytes <= Deno.systemMemoryInfo().total);
});

Deno.test("machineFingerprint() is short, and tells of neither load nor software", async () => {
  const fingerprint = await machineFingerprint(RUN.environment);
  assertEquals(/^[0-9a-f]{12}$/.test(fingerprint), true);
  const state = { ...RUN.environment.state, loadAverage: 99 };
  const other = { ...RUN.environment, state, onnxruntime: "2.0.0", affinity: "8-15" };
  assertEquals(await machineFingerprint(other), fingerprint);
});

/** What makes two machines unlike. */
const UNLIKE: readonly Partial<Environment>[] = [
  { coreCount: 9 },
  { machineCoreCount: 64 },
  { physicalCoreCount: 8 },
  { cgroupCores: 0.5 },
  { cgroupCores: null },
  { deviceDriver: "570.86.10" },
  { deviceKinds: ["NVIDIA L4"] },
  { variables: { OMP_NUM_THREADS: "1" } },
  { variables: { NVIDIA_TF32_OVERRIDE: "0" } },
];

for (const difference of UNLIKE) {
  Deno.test(`machineFingerprint() tells apart ${JSON.stringify(difference)}`, async () => {
    assertNotEquals(
      await machineFingerprint({ ...RUN.environment, ...difference }),
      await machineFingerprint(RUN.environment),
    );
  });
}
