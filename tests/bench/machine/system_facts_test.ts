import { assertEquals } from "@std/assert";
import { processorsIn, systemFacts } from "../../../bench/machine/system_facts.ts";
import { filesOf, LAPTOP } from "../fakes/fake_files.ts";

Deno.test("processorsIn() reads the kernel's lists", () => {
  assertEquals(processorsIn("0-2,8\n"), [0, 1, 2, 8]);
  assertEquals(processorsIn("5"), [5]);
  assertEquals(processorsIn("\n"), []);
});

Deno.test("systemFacts() tells of the processors that the process may use and that are on", () => {
  const facts = systemFacts(filesOf(LAPTOP), {});
  assertEquals([facts.affinity, facts.processorCount, facts.physicalCoreCount], ["1-3", 3, 2]);
  assertEquals([facts.governor, facts.frequencyDriver], ["powersave", "intel_pstate"]);
  assertEquals([facts.frequencyMhz, facts.heatThrottleCount], [2400, 7]);
});

Deno.test("systemFacts() is null, not wrong, where the system does not tell", () => {
  assertEquals(systemFacts(filesOf({}), {}), {
    affinity: null,
    processorCount: null,
    physicalCoreCount: null,
    limits: { cores: null, periods: null, memoryBytes: null, memoryLeftBytes: null },
    governor: null,
    frequencyDriver: null,
    frequencyMhz: null,
    heatThrottleCount: null,
    nvidiaDriver: null,
    nvidiaGpus: [],
    gpuProcessors: {},
    energyCounters: [],
    container: false,
    variables: {},
  });
});

Deno.test("systemFacts() takes the clock of a virtual machine from /proc/cpuinfo", () => {
  const cpuinfo = "processor\t: 0\ncpu MHz\t\t: 800.5\n\nprocessor\t: 1\ncpu MHz\t\t: 2100.25\n";
  const { [`/sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq`]: _, ...machine } = LAPTOP;
  const facts = systemFacts(filesOf({ ...machine, "/proc/cpuinfo": cpuinfo }), {});
  assertEquals(facts.frequencyMhz, 2100.25);
});

Deno.test("systemFacts() finds NVIDIA's driver by either file", () => {
  const driver = (path: string, text: string) =>
    systemFacts(filesOf({ [path]: text }), {}).nvidiaDriver;
  assertEquals(driver("/sys/module/nvidia/version", "570.86.10\n"), "570.86.10");
  const line = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15";
  assertEquals(driver("/proc/driver/nvidia/version", `${line}\nGCC version: 12\n`), "535.104.05");
  const open = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  560.35.03  Release Build";
  assertEquals(driver("/proc/driver/nvidia/version", `${open}\n`), "560.35.03");
});

Deno.test("systemFacts() names the kinds of NVIDIA's GPUs, each once", () => {
  const at = (bus: string) => `/proc/driver/nvidia/gpus/${bus}/information`;
  const text = (model: string) => `Model: \t\t ${model}\nIRQ:   \t\t 11\n`;
  const { nvidiaGpus } = systemFacts(
    filesOf({
      [at("0000:41:00.0")]: text("Tesla T4"),
      [at("0000:01:00.0")]: text("NVIDIA A100-SXM4-80GB"),
      [at("0000:02:00.0")]: text("NVIDIA A100-SXM4-80GB"),
    }),
    {},
  );
  assertEquals(nvidiaGpus, ["NVIDIA A100-SXM4-80GB", "Tesla T4"]);
});

Deno.test("systemFacts() finds the processors beside a GPU by its place on the bus", () => {
  const bus = "0000:41:00.0";
  const { gpuProcessors } = systemFacts(
    filesOf({
      [`/proc/driver/nvidia/gpus/${bus}/information`]:
        "Model: \t\t Tesla T4\nGPU UUID: \t GPU-aa\n",
      [`/sys/bus/pci/devices/${bus}/local_cpulist`]: "0-15,32-47\n",
      "/proc/driver/nvidia/gpus/0000:42:00.0/information": "GPU UUID: \t GPU-bb\n",
    }),
    {},
  );
  assertEquals(gpuProcessors, { "GPU-aa": "0-15,32-47" });
});

Deno.test("systemFacts() tells a container by its marks, its group or its cluster", () => {
  const inContainer = (files: Record<string, string>, environment = {}) =>
    systemFacts(filesOf(files), environment).container;
  assertEquals(inContainer({ "/.dockerenv": "" }), true);
  assertEquals(inContainer({ "/run/.containerenv": "" }), true);
  assertEquals(inContainer({ "/proc/self/cgroup": "0::/kubepods/burstable/pod1\n" }), true);
  assertEquals(inContainer({}, { KUBERNETES_SERVICE_HOST: "10.0.0.1" }), true);
  assertEquals(inContainer({ "/proc/self/cgroup": "0::/user.slice\n" }), false);
});

Deno.test("systemFacts() keeps the variables that change how a runtime computes, and no others", () => {
  const { variables } = systemFacts(filesOf({}), {
    OMP_NUM_THREADS: "4",
    ORT_INTRA_OP_NUM_THREADS: "7",
    NVIDIA_TF32_OVERRIDE: "0",
    LD_PRELOAD: "libjemalloc.so",
    ORT_DISABLE_TELEMETRY: "1",
    CUDA_VISIBLE_DEVICES: "3",
    SECRET_TOKEN: "x",
    HOME: "/home/someone",
  });
  assertEquals(variables, {
    LD_PRELOAD: "libjemalloc.so",
    NVIDIA_TF32_OVERRIDE: "0",
    OMP_NUM_THREADS: "4",
    ORT_INTRA_OP_NUM_THREADS: "7",
  });
});
