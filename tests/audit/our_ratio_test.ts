import { assertEquals } from "@std/assert";
import { ourRatio } from "../../audit/our_ratio.ts";
import { timing } from "../reports/fixtures/fixed_records.ts";

const OWN = { ...timing("dsnet-b-aligned", 8, 1), roundsMs: Array(6).fill([20]) };
const OVER = timing("dsnet-b", 10, 1);

Deno.test("ourRatio() takes any two rows of the same rounds, with their interval", () => {
  assertEquals(ourRatio(OWN, OVER), { ratio: 0.5, interval: [0.5, 0.5], how: "paired by rounds" });
  const few = { ...OWN, roundsMs: [[20], [20]] };
  assertEquals(ourRatio(few, OVER), { ratio: 0.5, how: "paired by rounds" });
});

Deno.test("ourRatio() turns the ratio of the anchor over the other upside down", () => {
  const relative = { anchor: "dsnet-b-aligned", ratio: { median: 1.25, low: 1, high: 2 } };
  assertEquals(ourRatio(OWN, { ...OVER, relative }), {
    ratio: 0.8,
    interval: [0.5, 1],
    how: "paired by rounds",
  });
});

Deno.test("ourRatio() divides the medians of timings that share no rounds", () => {
  assertEquals(ourRatio({ ...OWN, runId: "other" }, OVER), { ratio: 0.8, how: "ratio of medians" });
});
