import { assertEquals, assertThrows } from "@std/assert";
import { countersIn } from "../../../bench/energy/counter_zones.ts";

/** Names and counts of zones by their folders; each count may go to ten times as much. */
type Zones = Readonly<Record<string, readonly [name: string, microjoules: number]>>;

function counted(zones: Zones): readonly string[] {
  const found = countersIn(
    ["intel-rapl", ...Object.keys(zones)],
    (zone, file) => {
      const [name = "", microjoules = NaN] = zones[zone] ?? [];
      return file === "name" ? name : `${file === "energy_uj" ? microjoules : 10 * microjoules}`;
    },
  );
  return found.map(({ name, microjoules, rangeMicrojoules }) =>
    `${name} ${microjoules}/${rangeMicrojoules}`
  );
}

Deno.test("countersIn() takes packages and their memory, and nothing that is in them or around them", () => {
  const zones: Zones = {
    "intel-rapl:1": ["package-1", 20],
    "intel-rapl:0": ["package-0", 10],
    "intel-rapl:0:0": ["core", 6],
    "intel-rapl:0:1": ["dram", 3],
    "intel-rapl:1:0": ["dram", 4],
    "intel-rapl:2": ["psys", 99],
    "intel-rapl-mmio:0": ["package-0", 10],
    "dtpm:0": ["soc", 5],
  };
  assertEquals(counted(zones), [
    "package-0 10/100",
    "dram of package-0 3/30",
    "package-1 20/200",
    "dram of package-1 4/40",
  ]);
});

Deno.test("countersIn() counts dies of a package, and a package once", () => {
  const dies: Zones = {
    "intel-rapl:0": ["package-0-die-0", 1],
    "intel-rapl:1": ["package-0-die-1", 2],
    "intel-rapl:3": ["package-0-die-0", 5],
  };
  assertEquals(counted(dies), ["package-0-die-0 1/10", "package-0-die-1 2/20"]);
});

Deno.test("countersIn() takes memory-mapped registers where there are no others, or no packages in them", () => {
  const psys = { "intel-rapl:0": ["psys", 9] } as const;
  const mapped = { "intel-rapl-mmio:0": ["package-0", 7] } as const;
  assertEquals(counted({ ...psys, ...mapped }), ["package-0 7/70"]);
  assertEquals([counted(psys), counted({})], [[], []]);
});

Deno.test("countersIn() says that counters may not be read", () => {
  const read = () => {
    throw new Error("not for you");
  };
  assertThrows(() => countersIn(["intel-rapl:0"], read), Error, "not for you");
});
