import { assertEquals } from "@std/assert";
import { explainedBy, isSuspect } from "../../../evaluate/accuracy/other_labels.ts";
import type { Outcome } from "../../../evaluate/accuracy/top_tally.ts";
import { challengeIndex } from "../../../evaluate/data/imagenet_ids.ts";
import { otherReadings } from "../../../evaluate/data/other_readings.ts";

/** A network that is always right, on labels that were read wrongly. */
function outcomes(readLabel: (right: number) => number): readonly Outcome[] {
  return Array.from({ length: 1000 }, (_, right) => ({
    name: String(right),
    label: readLabel(right),
    top: [right],
    sha256: "",
  }));
}

const asText = Array.from({ length: 1000 }, (_, i) => i).toSorted((a, b) =>
  String(a) < String(b) ? -1 : 1
);
const numberOf = new Map(
  Array.from({ length: 1000 }, (_, i) => [challengeIndex(i + 1) ?? -1, i + 1]),
);

const CASES: readonly (readonly [string, (right: number) => number])[] = [
  ["the challenge's own numbers", (right) => numberOf.get(right) ?? -1],
  ["the challenge's own numbers less 1", (right) => (numberOf.get(right) ?? 0) - 1],
  ["1 too high", (right) => right + 1],
  ["1 too low", (right) => right - 1],
  ["places of numbers that were sorted as text", (right) => asText.indexOf(right)],
];

for (const [name, readLabel] of CASES) {
  Deno.test(`otherReadings() explains labels that are ${name}`, () => {
    const found = outcomes(readLabel);
    assertEquals(explainedBy(found, otherReadings(1000))?.name, name);
  });
}

Deno.test("isSuspect() asks for more than a few pictures, and says nothing of a network that answers", () => {
  const wrong = outcomes((right) => right + 1);
  assertEquals([isSuspect(wrong), isSuspect(wrong.slice(0, 11)), isSuspect(wrong.slice(0, 12))], [
    true,
    false,
    true,
  ]);
  assertEquals(isSuspect(outcomes((right) => right)), false);
  assertEquals(
    explainedBy(outcomes((right) => (right * 37) % 1000), otherReadings(1000)),
    undefined,
  );
});
