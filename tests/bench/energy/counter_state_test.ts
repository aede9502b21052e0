import { assertEquals } from "@std/assert";
import { type CounterState, joulesBetween } from "../../../bench/energy/counter_state.ts";

function packageAt(microjoules: number, name = "package-0"): CounterState {
  return { name, microjoules, rangeMicrojoules: 10e6 };
}

Deno.test("joulesBetween() adds the packages up, and goes on where a counter began anew", () => {
  const other = (microjoules: number) => packageAt(microjoules, "package-1");
  assertEquals(joulesBetween([packageAt(1e6), other(2e6)], [packageAt(4e6), other(2.5e6)]), 3.5);
  assertEquals(joulesBetween([packageAt(9e6)], [packageAt(1e6)]), 2);
});

Deno.test("joulesBetween() knows nothing of other counters, or none", () => {
  assertEquals(joulesBetween([packageAt(1)], [packageAt(2, "package-1")]), null);
  assertEquals(joulesBetween([packageAt(1)], [packageAt(2), packageAt(2, "package-1")]), null);
  assertEquals(joulesBetween([], []), null);
});
