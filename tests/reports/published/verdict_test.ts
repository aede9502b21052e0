import { assertEquals } from "@std/assert";
import { verdictOf, verdictText } from "../../../reports/published/verdict.ts";

/** Verdict on a count in millions. */
function millions(count: number, text: string): string | undefined {
  const decimals = text.split(".")[1]?.length ?? 0;
  const verdict = verdictOf(count, 1e6, { value: Number(text), decimals });
  return verdict && verdictText(verdict);
}

Deno.test("verdictOf() rounds ours to the published decimals", () => {
  assertEquals(millions(10_534_312, "10.5"), "reproduced");
  assertEquals(millions(23_004_552, "23"), "reproduced");
  assertEquals(millions(11_689_512, "11.689512"), "reproduced");
});

Deno.test("verdictOf() rounds a half away from zero, exactly", () => {
  assertEquals(millions(1_250_000, "1.3"), "reproduced");
  assertEquals(millions(1_249_999, "1.3"), "differs by 1 in the last place");
  assertEquals(millions(1_005_000, "1.01"), "reproduced");
});

Deno.test("verdictOf() tells a misprint from a last place", () => {
  assertEquals(verdictOf(19_608_840, 1e6, { value: 19.7, decimals: 1 }), {
    outcome: "differs",
    lastPlaces: 1,
    ratio: 19.7 * 1e6 / 19_608_840,
  });
  assertEquals(millions(19_608_840, "19.7"), "differs by 1 in the last place");
  assertEquals(millions(41_813_640, "48.8"), "differs (x1.17)");
});

Deno.test("verdictOf() shows the ratio of known causes", () => {
  const area = verdictOf(236_100_000_000, 1e9, { value: 945, decimals: 0 });
  const macsAsFlops = verdictOf(35_130_000_000, 1e9, { value: 17.6, decimals: 1 });
  assertEquals(area && verdictText(area), "differs (x4.00)");
  assertEquals(macsAsFlops && verdictText(macsAsFlops), "differs (x0.50)");
});

Deno.test("verdictOf() has no verdict where nothing is published and no ratio over 0", () => {
  assertEquals(verdictOf(1, 1e6, undefined), undefined);
  assertEquals(millions(0, "2.5"), "differs by 25 in the last place");
});

Deno.test("verdictText() names the ratio from two last places on", () => {
  assertEquals(millions(19_608_840, "19.5"), "differs by 1 in the last place");
  assertEquals(millions(19_608_840, "19.8"), "differs (x1.01)");
  assertEquals(millions(19_608_840, "19.4"), "differs (x0.99)");
});

Deno.test("verdictText() names last places where the ratio says less", () => {
  assertEquals(millions(25_557_032, "25.60"), "differs by 4 in the last place");
});
