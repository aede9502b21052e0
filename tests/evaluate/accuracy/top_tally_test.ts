import { assertEquals, assertThrows } from "@std/assert";
import { joinedParts } from "../../../evaluate/accuracy/joined_parts.ts";
import { percent } from "../../../evaluate/accuracy/share.ts";
import { type Outcome, tallyOf } from "../../../evaluate/accuracy/top_tally.ts";

/** Outcomes of pictures "0", "1", … from their answers; the label is 0. */
function outcomes(answers: readonly (readonly number[])[], first = 0): readonly Outcome[] {
  return answers.map((top, i) => ({ name: String(first + i), label: 0, top, sha256: "" }));
}

Deno.test("tallyOf() counts pictures that could be read, no answer as wrong, the others apart", () => {
  const read = outcomes([[0, 1, 2, 3, 4], [1, 0, 2, 3, 4], [1, 2, 3, 4, 5], []]);
  const broken = { name: "x", label: 0, top: [], sha256: "", error: "it is empty" };
  assertEquals(tallyOf([...read, broken], 6), {
    top1: { count: 1, total: 4 },
    top5: { count: 2, total: 4 },
    unanswered: 1,
    unreadable: 1,
  });
});

Deno.test("tallyOf() has no Top-5 of fewer than six classes", () => {
  assertEquals(tallyOf(outcomes([[0, 1, 2]]), 3).top5, undefined);
  assertEquals(tallyOf(outcomes([[0, 1, 2, 3, 4]]), 5).top5, undefined);
});

Deno.test("joinedParts() adds parts, and no picture twice", () => {
  const three = outcomes([[0], [0], [0], [1]]);
  const one = outcomes([[0], [1], [1], [1], [1], [1]], 4);
  const parts = [{ source: "1/2", outcomes: three }, { source: "2/2", outcomes: one }];
  // 75 % and 16.67 %: their mean would be 45.83 %.
  assertEquals(percent(tallyOf(joinedParts(parts), 10).top1), 40);
  assertThrows(
    () => joinedParts([...parts, { source: "3/3", outcomes: outcomes([[1]], 5) }]),
    RangeError,
    'Cannot join parts as "5" is in both 2/2 and 3/3: leave one of them out',
  );
});
