import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type Chosen,
  environmentOf,
  machineFingerprint,
  readEnvironment,
  readMachineState,
} from "../../../bench/machine/environment.ts";
import { environmentSchema } from "../../../bench/record/environment_schema.ts";
import type { Environment } from "../../../bench/record/environment_types.ts";
import { gpusOf } from "../../../bench/machine/gpu_state.ts";
import { systemFacts } from "../../../bench/machine/system_facts.ts";
import { RUN } from "../../reports/fixtures/fixed_records.ts";
import { runTied } from "../../support/tied_process.ts";
import { fieldsThat, variationsOf } from "../../support/variations.ts";
import { filesOf, LAPTOP } from "../fakes/fake_files.ts";

const FACTS = { ...systemFacts(filesOf(LAPTOP), { OMP_NUM_THREADS: "2" }), unread: [] };
const ON_CPU = {
  versions: { "onnxruntime-node": "1.30.0" },
  device: "cpu",
  deviceName: null,
} as const;

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
    const { stdout } = await runTied("nproc", {
      // It would obey OpenMP's variables.
      env: { OMP_NUM_THREADS: "", OMP_THREAD_LIMIT: "" },
    });
    assertEquals(coreCount, Number(stdout));
  },
});

Deno.test("environmentOf() has cores, limits, clock and variables of the system's facts", () => {
  const limits = {
    cores: 1.5,
    memoryBytes: 1000,
    memoryLeftBytes: 600,
    periods: { total: 9, throttled: 4 },
  };
  const environment = environmentOf({ ...FACTS, limits }, ON_CPU);
  assertEquals([environment.coreCount, environment.affinity], [3, "1-3"]);
  assertEquals([environment.cgroupCores, environment.memoryLimitBytes], [1.5, 1000]);
  assertEquals(environment.variables, { OMP_NUM_THREADS: "2" });
  assertEquals(environment.state.quotaPeriods, { total: 9, throttled: 4 });
  assertEquals(environment.state.freeMemoryBytes, 600);
});

Deno.test("environmentOf() takes a container's memory for less where it is less", () => {
  const { total } = Deno.systemMemoryInfo();
  const of = (memoryBytes: number | null, memoryLeftBytes: number | null) => {
    const limits = { ...FACTS.limits, memoryBytes, memoryLeftBytes };
    return environmentOf({ ...FACTS, limits }, ON_CPU);
  };
  assertEquals(of(total - 1, null).memoryLimitBytes, total - 1);
  assertEquals([of(total, null), of(null, null)].map((each) => each.memoryLimitBytes), [
    null,
    null,
  ]);
  assertEquals(of(total, null).memoryBytes, total);
  assertEquals(of(1000, 0).state.freeMemoryBytes, 0);
  const unlimited = of(null, 2 * total).state.freeMemoryBytes;
  assert(unlimited > 0 && unlimited <= total, "no more is free than the machine has");
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

Deno.test("environmentOf() takes kind and driver from the driver's program where files hide them", () => {
  const gpus = gpusOf("0, GPU-aa, NVIDIA L4, 570.86.10\n1, GPU-bb, NVIDIA L4, 570.86.10", "");
  const facts = { ...FACTS, nvidiaDriver: null, nvidiaGpus: [] };
  const environment = environmentOf(facts, { ...ON_CPU, device: "cuda" }, gpus);
  assertEquals(environment.deviceDriver, "570.86.10");
  assertEquals(environment.deviceKinds, ["NVIDIA L4"]);
  assertEquals(environment.state.gpus, gpus);
  assertEquals("gpus" in environmentOf(facts, ON_CPU).state, false);
});

Deno.test("readMachineState() tells what is free now", async () => {
  const { freeMemoryBytes } = await readMachineState();
  assert(freeMemoryBytes > 0 && freeMemoryBytes <= Deno.systemMemoryInfo().total);
});

const GIB = 2 ** 30;
const MACHINE: Environment = {
  ...RUN.environment,
  memoryBytes: 16 * GIB,
  operatingSystem: "linux 6.1.0 x86_64",
};

Deno.test("machineFingerprint() follows every field of the environment but versions and the moment", async () => {
  const fingerprint = await machineFingerprint(MACHINE);
  const variations = variationsOf(environmentSchema, MACHINE);
  const telling = await fieldsThat(
    variations,
    async (changed) => await machineFingerprint(changed) !== fingerprint,
  );
  const fields = new Set(variations.map(({ field }) => field));
  assertEquals(fields.difference(new Set(telling)), new Set(FINGERPRINT_LEAVES_OUT));
});

/** A scheduler gives other cores, an update other versions; the rest is of the moment, or no speed. */
const FINGERPRINT_LEAVES_OUT = [
  "affinity",
  "memoryLimitBytes",
  "deno",
  "v8",
  "onnxruntime",
  "governor",
  "frequencyDriver",
  "container",
  "gpuVariables",
  "gpuProcessors",
  "unread",
  "energyCounters",
  "state.gpus",
  "state.gpusWhileTimed",
  "state.loadAverage",
  "state.frequencyMhz",
  "state.throttleCount",
  "state.quotaPeriods",
  "state.freeMemoryBytes",
];

const FINGERPRINTS = {
  "the release of the system": [{ operatingSystem: "linux 6.9.9 x86_64" }, "alike"],
  "another system": [{ operatingSystem: "darwin 6.1.0 x86_64" }, "unlike"],
  "another architecture": [{ operatingSystem: "linux 6.1.0 aarch64" }, "unlike"],
  "memory that a kernel keeps": [{ memoryBytes: 15.6 * GIB }, "alike"],
  "half a GiB less": [{ memoryBytes: 15.4 * GIB }, "unlike"],
  "one GiB more": [{ memoryBytes: 17 * GIB }, "unlike"],
  "a core less in the quota": [{ cgroupCores: 3 }, "unlike"],
  "another value of a variable": [{ variables: { A: "1", B: "3" } }, "unlike"],
  "variables in another order": [{ variables: { B: "2", A: "1" } }, "alike"],
} as const satisfies Readonly<
  Record<string, readonly [Partial<Environment>, "alike" | "unlike"]>
>;

Deno.test("machineFingerprint() is short, alike and unlike where it should be", async () => {
  const machine = { ...MACHINE, variables: { A: "1", B: "2" } };
  const fingerprint = await machineFingerprint(machine);
  assertMatch(fingerprint, /^[0-9a-f]{12}$/);
  for (const [name, [changes, expected]] of Object.entries(FINGERPRINTS)) {
    const other = await machineFingerprint({ ...machine, ...changes });
    assertEquals(other === fingerprint ? "alike" : "unlike", expected, name);
  }
});
