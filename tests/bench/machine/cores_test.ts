import { assertEquals } from "@std/assert";
import { defaultThreads, usableCores } from "../../../bench/machine/cores.ts";

Deno.test("defaultThreads() is a thread for each core begun, one at least", () => {
  assertEquals(defaultThreads({ coreCount: 8, cgroupCores: null }), 8);
  assertEquals(defaultThreads({ coreCount: 8, cgroupCores: 1.5 }), 2);
  assertEquals(defaultThreads({ coreCount: 8, cgroupCores: 0.5 }), 1);
  assertEquals(defaultThreads({ coreCount: 2, cgroupCores: 3.5 }), 2);
});

Deno.test("usableCores() is the quota, but no more than the processors", () => {
  assertEquals(usableCores({ coreCount: 8, cgroupCores: 1.5 }), 1.5);
  assertEquals(usableCores({ coreCount: 2, cgroupCores: 3.5 }), 2);
  assertEquals(usableCores({ coreCount: 2, cgroupCores: null }), 2);
});
