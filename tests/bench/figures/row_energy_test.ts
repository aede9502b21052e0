import { assertEquals } from "@std/assert";
import { rowEnergy } from "../../../bench/figures/row_energy.ts";
import { fakeJob } from "../fakes/fake_workers.ts";

const SOURCE = { source: "RAPL package-0", sampledEveryMs: 1, problem: null };
const powerOf = (meanWatts: number | null) => ({ meanWatts, watts: [] });

Deno.test("rowEnergy() is rate over power, round by round", () => {
  // 8 images in 100 ms are 80 a second.
  const measurement = {
    job: fakeJob("a", 8),
    roundsMs: [[100], [100, 100], [200]],
    powers: [powerOf(40), powerOf(null), powerOf(20)],
  };
  assertEquals(rowEnergy(measurement, SOURCE), {
    ...SOURCE,
    wattsByRound: [40, null, 20],
    imagesPerJoule: { median: 2, low: null, high: null },
  });
});

Deno.test("rowEnergy() knows no power of rounds that an earlier run made", () => {
  const measurement = { job: fakeJob("a"), roundsMs: [[100], [100]], powers: [powerOf(5)] };
  assertEquals(rowEnergy(measurement, SOURCE).wattsByRound, [null, 5]);
});

Deno.test("rowEnergy() is empty with a reason", () => {
  const measurement = { job: fakeJob("a"), roundsMs: [[100]], powers: [powerOf(null)] };
  const { imagesPerJoule, problem } = rowEnergy(measurement, SOURCE);
  assertEquals(imagesPerJoule, null);
  assertEquals(problem?.startsWith("no power sample fell into a slice"), true);
  const none = { source: null, sampledEveryMs: null, problem: "no driver" };
  assertEquals(rowEnergy(measurement, none).problem, "no driver");
});
