import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  adviceAfter,
  adviceBefore,
  adviceOn,
  adviceOnArithmetic,
  adviceOnThreads,
} from "../../../bench/machine/machine_advice.ts";
import { RUN } from "../../reports/fixtures/fixed_records.ts";

const QUIET = RUN.environment;

Deno.test("adviceBefore() is silent about a quiet machine, and where nothing is known", () => {
  assertEquals(adviceBefore(QUIET), []);
  const state = { ...QUIET.state, loadAverage: 0.1 };
  assertEquals(adviceBefore({ ...QUIET, state, governor: "performance" }), []);
});

Deno.test("adviceBefore() warns of a busy machine and a free clock, with the cure", () => {
  const state = { ...QUIET.state, loadAverage: 3.5 };
  assertEquals(adviceBefore({ ...QUIET, state, governor: "schedutil" }), [
    "the machine is busy (load 3.50 on 8 cores): end other programs, or expect wide intervals",
    'the clock is not locked (governor schedutil): "cpupower frequency-set -g performance" ' +
    "makes runs comparable",
  ]);
});

Deno.test("adviceBefore() calls a machine busy above a quarter of a process a core", () => {
  const at = (loadAverage: number) =>
    adviceBefore({ ...QUIET, state: { ...QUIET.state, loadAverage } }).length;
  assertEquals([at(2), at(2.01)], [0, 1]);
});

Deno.test("adviceBefore() holds the load against the whole machine, not against the run's share", () => {
  const state = { ...QUIET.state, loadAverage: 3.5 };
  assertEquals(adviceBefore({ ...QUIET, state, machineCoreCount: 64 }), []);
});

Deno.test("adviceBefore() knows what powersave means by the driver, and is silent without one", () => {
  const under = (frequencyDriver: string | null) =>
    adviceBefore({ ...QUIET, governor: "powersave", frequencyDriver });
  assertEquals(under("intel_pstate"), []);
  assertEquals(under("amd-pstate-epp"), []);
  assertEquals(under(null), []);
  assertEquals(under("acpi-cpufreq").map((text) => text.split(":")[0]), [
    "the clock is held at its lowest (governor powersave of acpi-cpufreq)",
  ]);
});

Deno.test("adviceBefore() warns of processors none of which is beside the GPU", () => {
  const on = (affinity: string) => adviceBefore({ ...QUIET, affinity, gpuProcessors: "8-15" });
  assertEquals([on("0-8"), on("15")], [[], []]);
  assertEquals(on("0-7,16"), [
    "the run has processors 0-7,16 and the GPU is beside 8-15: start it there by " +
    '"taskset -c 8-15", in Slurm by --gpu-bind=closest',
  ]);
});

Deno.test("adviceBefore() notices that a part of a core is given", () => {
  const [notice = ""] = adviceBefore({ ...QUIET, cgroupCores: 0.5 });
  assertStringIncludes(notice, "the quota gives 0.5 of 8 cores");
  assertEquals(adviceBefore({ ...QUIET, cgroupCores: 2 }), []);
});

Deno.test("adviceBefore() says what could not be read, and why", () => {
  const unread = ["/sys/fs/cgroup/cpu.max: Permission denied"];
  const [notice = ""] = adviceBefore({ ...QUIET, unread });
  assertStringIncludes(notice, "could not be read (/sys/fs/cgroup/cpu.max: Permission denied)");
});

Deno.test("adviceOnThreads() warns of more threads than the cores carry", () => {
  assertEquals(adviceOnThreads([1, 2], { coreCount: 8, cgroupCores: 1.5 }), []);
  assertEquals(adviceOnThreads([2, 64], { coreCount: 8, cgroupCores: 1.5 }), [
    "64 threads share 1.5 cores: they wait for each other, and the figures are those of a crowded " +
    "machine; --threads 2 is what the cores carry",
  ]);
});

Deno.test("adviceOnArithmetic() names fewer bits than were asked for, with the cure", () => {
  const [notice = ""] = adviceOnArithmetic({ arithmetic: "tf32" }, { precision: "fp32" });
  assertStringIncludes(notice, 'rows say "fp32 (tf32)"');
  assertStringIncludes(notice, "--precision tf32 asks for that");
  assertEquals(adviceOnArithmetic({ arithmetic: "fp32" }, { precision: "fp32" }), []);
  assertEquals(adviceOnArithmetic({ arithmetic: "tf32" }, { precision: "fp16" }), []);
});

Deno.test("adviceAfter() warns of throttling during the run", () => {
  const before = { ...QUIET.state, throttleCount: 4 };
  assertEquals(adviceAfter(before, { ...before, throttleCount: 4 }), []);
  assertEquals(adviceAfter(before, { ...before, throttleCount: 7 }), [
    "the processor was throttled for heat 3 times: cool it, or shorten the run",
  ]);
});

Deno.test("adviceAfter() warns of a quota that held the run back", () => {
  const at = (total: number, throttled: number) => ({
    ...QUIET.state,
    quotaPeriods: { total, throttled },
  });
  assertEquals(adviceAfter(at(100, 7), at(300, 8)), []);
  // One period in a hundred may be.
  assertEquals(adviceAfter(at(100, 7), at(300, 9)), []);
  assertEquals(adviceAfter(at(100, 7), at(300, 10)).length, 1);
  const [notice = ""] = adviceAfter(at(100, 7), at(300, 67));
  assertStringIncludes(notice, "the quota held the run back in 60 of 200 periods");
  assertEquals(adviceAfter(QUIET.state, QUIET.state), []);
  assertEquals(adviceAfter(at(100, 0), QUIET.state), [], "what is not known is no change");
});

Deno.test("adviceOn() warns of half precision where it is emulated", () => {
  const graphs = ["plain"] as const;
  assertEquals(adviceOn({ device: "cpu", precision: "fp16", graphs }).length, 1);
  assertEquals(adviceOn({ device: "cuda", precision: "fp16", graphs }), []);
  assertEquals(adviceOn({ device: "cpu", precision: "fp32", graphs }), []);
});

Deno.test("adviceOn() says where the rewrites of the fast graph were never timed", () => {
  const precision = "fp32";
  const warningOn = (device: string) =>
    `the rewrites of the fast graph were chosen by timing processors, on ${device} they may not help: ` +
    "--graph plain,fast times both graphs";
  assertEquals(adviceOn({ device: "openvino", precision, graphs: ["fast"] }), [
    warningOn("openvino"),
  ]);
  assertEquals(adviceOn({ device: "openvino", precision, graphs: undefined }), [
    warningOn("openvino"),
  ]);
  assertEquals(adviceOn({ device: "openvino", precision, graphs: ["plain", "fast"] }), []);
  assertEquals(
    adviceOn({ device: "webgpu", precision, graphs: ["fast"] }).at(-1),
    warningOn("webgpu"),
  );
  assertEquals(adviceOn({ device: "webgpu", precision, graphs: ["plain", "fast"] }).length, 1);
  assertEquals(adviceOn({ device: "cpu", precision, graphs: ["fast"] }), []);
});

Deno.test("adviceOn() says where nobody has proved the fast graph, and that the plain one is timed", () => {
  const precision = "fp32";
  for (const device of ["cuda", "webgpu"]) {
    assertEquals(adviceOn({ device, precision, graphs: undefined }), [
      `the plain graph is timed, as nobody has proved the fast one equal on ${device}: ` +
      "--graph plain,fast tries it beside the plain one, and tune finds which rewrites help",
    ]);
    const [first] = adviceOn({ device, precision, graphs: ["fast"] });
    assertEquals(
      first,
      `nobody has proved the fast graph equal on ${device}: where outputs disagree, the plain graph ` +
        "is timed and the rewrite to blame is named",
    );
    assertEquals(adviceOn({ device, precision, graphs: ["plain"] }), []);
  }
});
