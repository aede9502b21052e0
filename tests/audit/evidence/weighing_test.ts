// audit/evidence/: the information in digits, prices, and what a source's figures say together.

import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  type CandidateCount,
  candidateIndex,
} from "../../../audit/candidates/counted_candidates.ts";
import { log2Choose, log2Sum } from "../../../audit/evidence/log_sums.ts";
import { informationBits } from "../../../audit/evidence/printed_information.ts";
import { placesOf, rulePriorsOf } from "../../../audit/evidence/hypotheses.ts";
import { sourceEvidence } from "../../../audit/evidence/source_evidence.ts";
import { PRINTINGS, ROUNDED } from "../../../reports/published/printing.ts";
import { figure } from "../audit_figure.ts";

const MILLION = 1e6;
const [, TRUNCATED, , WHOLE] = PRINTINGS;

function counted(modelId: string, text: string) {
  return { ...figure(modelId, "params_m", text), metric: "params_m" as const };
}

function params(model: string, count: number, departure: Partial<CandidateCount> = {}) {
  const ours = { network: "", part: "", rule: "" };
  return { model, quantity: "params" as const, ...ours, ...departure, count };
}

/** Answers by figure, with the rules that are named. */
function answers(
  rows: readonly (readonly [model: string, text: string])[],
  candidates: readonly CandidateCount[],
) {
  const figures = rows.map(([model, text]) => ({ figure: counted(model, text), family: "F" }));
  return sourceEvidence(figures, candidateIndex(candidates)).findings.map((
    { answer, causes, figure },
  ) =>
    [
      figure.text,
      answer,
      ...(answer === "unexplained" ? [] : causes.map(({ rule, printing }) => rule || printing.id)),
    ].join(" ")
  );
}

Deno.test("informationBits() is more for more digits, and for what is farther from ours", () => {
  const bits = (text: string) => informationBits(counted("a", text), 10 * MILLION, ROUNDED);
  const [whole, oneDecimal, twoDecimals, far, ours] = ["12", "12.0", "12.00", "35.00", "10.0"].map(
    bits,
  );
  assertEquals([whole, oneDecimal, twoDecimals, far, ours].map((value) => value?.toFixed(1)), [
    "5.6",
    "8.9",
    "12.3",
    "16.6",
    "1.5",
  ]);
});

Deno.test("informationBits() of all figures that a column can print are the chances of one of them", () => {
  const texts = Array.from({ length: 20_000 }, (_, i) => (i / 10).toFixed(1));
  const chance = texts.slice(1)
    .map((text) => 2 ** -informationBits(counted("a", text), 10 * MILLION, ROUNDED))
    .reduce((sum, value) => sum + value, 0);
  assertAlmostEquals(chance, 0.96, 0.04);
});

Deno.test("informationBits() knows that a whole number with zeros has no decimals", () => {
  const bits = (text: string, printing = WHOLE ?? ROUNDED) =>
    informationBits(counted("a", text), 10 * MILLION, printing);
  assertAlmostEquals(
    bits("12.0"),
    informationBits(counted("a", "12"), 10 * MILLION, ROUNDED),
    1e-9,
  );
  assertEquals(bits("12.3"), Infinity);
});

Deno.test("log2Sum() and log2Choose() are exact where numbers are small", () => {
  assertEquals([log2Sum([1, 1]), log2Sum([]), log2Sum([2000, -Infinity])], [2, -Infinity, 2000]);
  assertAlmostEquals(log2Choose(5, 2), Math.log2(10), 1e-12);
});

Deno.test("placesOf() and rulePriorsOf() leave out what changes no count; priors are 1 together", () => {
  const index = candidateIndex([
    params("a", 10),
    params("a", 10, { network: "input-288" }),
    params("a", 12, { network: "twin" }),
    params("a", 10, { rule: "idle" }),
    ...["x", "y", "z"].map((rule, i) => params("a", 20 + i, { rule })),
  ]);
  const places = placesOf([counted("a", "10.0")], index);
  assertEquals(places.map(({ network, priorBits }) => [network, priorBits]), [["", -1], [
    "twin",
    -1,
  ]]);
  const rules = rulePriorsOf([counted("a", "10.0")], index);
  assertEquals([...rules.keys()], ["", "x", "y", "z"]);
  assertAlmostEquals(log2Sum([...rules.values()]), 0, 1e-12);
});

const MODELS = ["a", "b", "c", "d"] as const;
/** Ours is 10, 20, 30, 40 M; a rule adds 1.11 M to each, another twice as much. */
const COUNTS = MODELS.flatMap((model, i) => [
  params(model, (i + 1) * 10 * MILLION),
  params(model, (i + 1) * 10 * MILLION + 1_110_000, { rule: "buffers" }),
  params(model, (i + 1) * 10 * MILLION + 2_220_000, { rule: "twice" }),
]);

Deno.test("sourceEvidence() explains what one rule prints in all rows", () => {
  const rows = [["a", "11.11"], ["b", "21.11"], ["c", "31.11"], ["d", "41.11"]] as const;
  assertEquals(answers(rows, COUNTS), rows.map(([, text]) => `${text} explained buffers`));
});

Deno.test("sourceEvidence() explains no single whole number", () => {
  assertEquals(answers([["a", "11"]], COUNTS), ["11 unexplained"]);
});

Deno.test("sourceEvidence() leaves unexplained what one row prints and all siblings contradict", () => {
  const rows = [["a", "11.1"], ["b", "20.0"], ["c", "30.0"], ["d", "40.0"]] as const;
  assertEquals(answers(rows, COUNTS), ["11.1 unexplained"]);
});

Deno.test("sourceEvidence() names several where digits do not decide", () => {
  const near = MODELS.map((model, i) =>
    params(model, (i + 1) * 10 * MILLION + 1_110_001, { rule: "near" })
  );
  const rows = [["a", "11.11"], ["b", "21.11"], ["c", "31.11"]] as const;
  assertEquals(
    answers(rows, [...COUNTS, ...near]),
    rows.map(([, text]) => `${text} consistent with several buffers near`),
  );
});

Deno.test("sourceEvidence() takes what gives the very same integers as one cause", () => {
  const same = MODELS.map((model, i) =>
    params(model, (i + 1) * 10 * MILLION + 1_110_000, { rule: "same" })
  );
  const rows = [["a", "11.11"], ["b", "21.11"], ["c", "31.11"]] as const;
  assertEquals(
    answers(rows, [...COUNTS, ...same]),
    rows.map(([, text]) => `${text} explained buffers`),
  );
});

Deno.test("sourceEvidence() finds once for a source that it truncates", () => {
  const figures = Array.from({ length: 8 }, (_, i) => ({
    count: (i + 1) * 10 * MILLION + 387_654,
    model: `m${i}`,
  }));
  const { practices, findings } = sourceEvidence(
    figures.map(({ model }, i) => ({ figure: counted(model, `${i + 1}0.3`), family: `F${i % 2}` })),
    candidateIndex(figures.map(({ model, count }) => params(model, count))),
  );
  assertEquals(practices.map(({ printing }) => printing), [TRUNCATED]);
  assertEquals(new Set(findings.map(({ answer }) => answer)), new Set(["explained"]));
});

Deno.test("sourceEvidence() weighs the first 300 figures of a source", () => {
  const models = Array.from({ length: 302 }, (_, i) => `m${i}`);
  const index = candidateIndex(models.map((model, i) => params(model, (i + 1) * MILLION)));
  const figures = models.map((model) => ({ figure: counted(model, "999.9"), family: "F" }));
  assertEquals(sourceEvidence(figures, index).findings.length, 300);
});

Deno.test("sourceEvidence() takes a family's belief in a rule from the others, not from itself", () => {
  const others = ["g", "h", "i"];
  const index = candidateIndex([
    params("a", 10 * MILLION),
    params("a", 20 * MILLION, { rule: "r" }),
    ...others.flatMap((model) => [
      params(model, 20 * MILLION),
      params(model, 24.3 * MILLION, { rule: "r" }),
    ]),
  ]);
  const { findings } = sourceEvidence([
    { figure: counted("a", "20"), family: "F" },
    ...others.map((model) => ({ figure: counted(model, "20"), family: "G" })),
  ], index);
  // With its own figure among the others it would be 3.2 bits.
  assertEquals(findings.map(({ scope, oddsBits }) => [scope, oddsBits.toFixed(1)]), [
    ["family", "2.7"],
  ]);
});
