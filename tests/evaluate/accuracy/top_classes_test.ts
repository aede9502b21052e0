import { assertEquals } from "@std/assert";
import { topClasses } from "../../../evaluate/accuracy/top_classes.ts";

const top = (logits: readonly number[], label: number) =>
  topClasses(Float32Array.from(logits), label);

Deno.test("topClasses() gives the five largest, the largest first", () => {
  assertEquals(top([1, 7, 3, 5, 2, 6, 4], 0), [1, 5, 3, 6, 2]);
  assertEquals(top([0, -1, -Infinity], 0), [0, 1, 2]);
  assertEquals(top([-Infinity, 3, Infinity, 1], 1), [2, 1, 3, 0]);
});

Deno.test("topClasses() decides ties against the label", () => {
  assertEquals(top([0, 0, 0], 0), [1, 2, 0]);
  assertEquals(top([0, 0, 0, 0, 0, 0, 0], 3), [0, 1, 2, 4, 5]);
  assertEquals(top([0, 0, 0, 0, 0, 1], 0), [5, 1, 2, 3, 4]);
  assertEquals(top([0, -0, 1], 0), [2, 1, 0]);
});

Deno.test("topClasses() takes a logit that is not a number for no answer", () => {
  assertEquals(top([1, 2, NaN], 1), []);
});

Deno.test("topClasses() is a sort, whatever the logits and the label", () => {
  for (let seed = 1; seed < 200; seed++) {
    const logits = Array.from({ length: 3 + seed % 9 }, (_, i) => (seed * (i + 3) * 7919) % 5);
    const label = seed % logits.length;
    const sorted = logits.map((_, i) => i).toSorted((a, b) =>
      (logits[b] ?? 0) - (logits[a] ?? 0) || Number(a === label) - Number(b === label) || a - b
    );
    assertEquals(top(logits, label), sorted.slice(0, 5));
  }
});
