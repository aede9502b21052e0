import { assertEquals } from "@std/assert";
import { adviceAfter, adviceBefore, adviceOn } from "../../bench/machine_advice.ts";
import { RUN } from "../reports/fixed_records.ts";

const QUIET = RUN.environment;

Deno.test("adviceBefore() is silent about a quiet machine, and where nothing is known", () => {
  assertEquals(adviceBefore(QUIET), []);
  const state = { ...QUIET.state, loadAverage: 0.1 };
  assertEquals(adviceBefore({ ...QUIET, state, governor: "performance" }), []);
});

Deno.test("adviceBefore() warns of a busy machine and a free clock, with the cure", () => {
  const state = { ...QUIET.state, loadAverage: 3.5 };
  assertEquals(adviceBefore({ ...QUIET, state, governor: "powersave" }), [
    "the machine is busy (load 3.50 on 8 cores): end other programs, or expect wide intervals",
    'the clock is not locked (governor powersave): "cpupower frequency-set -g performance" ' +
    "makes runs comparable",
  ]);
});

Deno.test("adviceAfter() warns of throttling during the run", () => {
  const before = { ...QUIET.state, throttleCount: 4 };
  assertEquals(adviceAfter(before, { ...before, throttleCount: 4 }), []);
  assertEquals(adviceAfter(before, { ...before, throttleCount: 7 }), [
    "the processor was throttled for heat 3 times: cool it, or shorten the run",
  ]);
});

Deno.test("adviceOn() warns of half precision where it is emulated", () => {
  const graphs = ["plain"] as const;
  assertEquals(adviceOn({ device: "cpu", precision: "fp16", graphs }).length, 1);
  assertEquals(adviceOn({ device: "cuda", precision: "fp16", graphs }), []);
  assertEquals(adviceOn({ device: "cpu", precision: "fp32", graphs }), []);
});

Deno.test("adviceOn() says where the rewrites of the fast graph were never timed", () => {
  const precision = "fp32";
  assertEquals(adviceOn({ device: "webgpu", precision, graphs: ["fast"] }), [
    "the rewrites of the fast graph were chosen by timing processors, on webgpu they may not help: " +
    "--graph plain,fast times both graphs",
  ]);
  assertEquals(adviceOn({ device: "webgpu", precision, graphs: ["plain", "fast"] }), []);
  assertEquals(adviceOn({ device: "cpu", precision, graphs: ["fast"] }), []);
});
