import { assertEquals } from "@std/assert";
import { conclusionOf } from "../../../evaluate/accuracy/conclusion.ts";

const PUBLISHED = { value: 79.8, decimals: 1, text: "79.8" };

const CASES: readonly (readonly [number, number, string, string])[] = [
  [39_900, 50_000, "reproduced", "reproduced"],
  [39_925, 50_000, "reproduced", "reproduced"],
  [39_926, 50_000, "near", "+0.05, within what decoders and runtimes differ by"],
  [39_850, 50_000, "near", "-0.10, within what decoders and runtimes differ by"],
  [39_849, 50_000, "differs", "differs by -0.10"],
  [39_000, 50_000, "differs", "differs by -1.80"],
  [
    150,
    200,
    "consistent",
    "79.8 lies within the interval; 200 pictures are not the 50000 of the figure",
  ],
  [
    39_901,
    50_001,
    "consistent",
    "79.8 lies within the interval; 50001 pictures are not the 50000 of the figure",
  ],
  [
    39_900 - 800,
    49_999,
    "inconsistent",
    "79.8 lies outside the interval; 49999 pictures are not the 50000 of the figure",
  ],
];

for (const [count, total, outcome, text] of CASES) {
  Deno.test(`conclusionOf() says ${outcome} of ${count} of ${total}`, () => {
    assertEquals(conclusionOf({ count, total }, PUBLISHED), { outcome, text } as never);
  });
}
