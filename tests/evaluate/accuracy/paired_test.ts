import { assertEquals } from "@std/assert";
import { paired } from "../../../evaluate/accuracy/paired.ts";
import type { Outcome } from "../../../evaluate/accuracy/top_tally.ts";

function outcome(name: string, first: number, more: Partial<Outcome> = {}): Outcome {
  return { name, label: 0, top: [first], sha256: "a", ...more };
}

Deno.test("paired() pairs by name, readable pictures with one label only", () => {
  const base = [
    outcome("both", 0),
    outcome("base", 0),
    outcome("none", 1),
    outcome("gone", 0),
    outcome("broken", 0),
    outcome("relabelled", 0),
  ];
  const changed = [
    outcome("relabelled", 0, { label: 1 }),
    outcome("none", 2),
    outcome("base", 1),
    outcome("both", 0, { sha256: "b" }),
    outcome("broken", 0, { top: [], error: "it is empty" }),
  ];
  assertEquals(paired(base, changed), {
    total: 3,
    bothRight: 1,
    onlyBase: 1,
    onlyNew: 0,
    p: 1,
    otherAnswer: 2,
    otherPixels: 1,
    otherLabel: 1,
    unpaired: 2,
  });
});
