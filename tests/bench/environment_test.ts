import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  cgroupCores,
  defaultThreads,
  machineFingerprint,
  readEnvironment,
  readMachineState,
  usableMemoryBytes,
} from "../../bench/environment.ts";

Deno.test("cgroupCores() reads quota and period of either version", () => {
  assertEquals(cgroupCores("150000 100000\n"), 1.5);
  assertEquals(cgroupCores("max 100000\n"), null);
  assertEquals(cgroupCores("-1 100000"), null);
  assertEquals(cgroupCores("null null"), null);
});

Deno.test("readEnvironment() describes this machine", () => {
  const environment = readEnvironment("1.30.0");
  assert(environment.coreCount >= 1);
  assert(environment.memoryBytes > 2 ** 28);
  assertEquals(environment.deno, Deno.version.deno);
  assertEquals(environment.onnxruntime, "1.30.0");
});

Deno.test("defaultThreads() is what the container allows, one at least", () => {
  const environment = { ...readEnvironment("1.30.0"), coreCount: 8 };
  assertEquals(defaultThreads({ ...environment, cgroupCores: null }), 8);
  assertEquals(defaultThreads({ ...environment, cgroupCores: 2.5 }), 2);
  assertEquals(defaultThreads({ ...environment, cgroupCores: 0.5 }), 1);
});

Deno.test("readMachineState() and usableMemoryBytes() tell what is free now", () => {
  assert(readMachineState().freeMemoryBytes > 0);
  assert(usableMemoryBytes() > 0 && usableMemoryBytes() <= readEnvironment("").memoryBytes);
});

Deno.test("machineFingerprint() tells machines apart, not their load or software", async () => {
  const environment = readEnvironment("1.30.0");
  const fingerprint = await machineFingerprint(environment);
  assertEquals(/^[0-9a-f]{12}$/.test(fingerprint), true);
  const state = { ...environment.state, loadAverage: 99 };
  const other = { ...environment, state, onnxruntime: "2.0.0" };
  assertEquals(await machineFingerprint(other), fingerprint);
  const bigger = { ...environment, coreCount: environment.coreCount + 1 };
  assertNotEquals(await machineFingerprint(bigger), fingerprint);
});
