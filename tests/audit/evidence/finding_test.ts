import { assertEquals } from "@std/assert";
import { findingOf } from "../../../audit/evidence/finding.ts";
import type { HypothesisClass } from "../../../audit/evidence/weighing.ts";
import { ROUNDED } from "../../../reports/published/printing.ts";

/** A rule that prints the one figure. */
function rule(place: number, bits: number): HypothesisClass {
  return {
    metric: "params_m",
    network: "",
    part: "",
    rule: `rule-${place}`,
    sameRules: [],
    printing: ROUNDED,
    counts: [place],
    hits: [true],
    bits,
  };
}

function findingAmong(bits: readonly number[]) {
  const classes = bits.map((each, place) => rule(place, each));
  return findingOf({ figures: [], classes, unknownBits: 0, ruleBits: new Map() }, 0);
}

Deno.test("findingOf() names five of several causes at most, and counts the others", () => {
  const { answer, causes, otherCount } = findingAmong(Array(8).fill(10));
  assertEquals([answer, causes.length, otherCount], ["consistent with several", 5, 3]);
});

Deno.test("findingOf() names no more than make up 95 % of what prints a figure", () => {
  // 16 and 15 of 31.25 parts are 99 %; 16 alone are 51 %.
  const { answer, causes, otherCount } = findingAmong([14, Math.log2(15) + 10, 8]);
  assertEquals([answer, causes.length, otherCount], ["consistent with several", 2, 1]);
});

Deno.test("findingOf() explains by one cause that has 20 to 1 against all else", () => {
  assertEquals(findingAmong([10, 4]).answer, "explained");
  assertEquals(findingAmong([4, 3.9]).answer, "consistent with several");
  assertEquals(findingAmong([1, 0]).answer, "unexplained");
});
