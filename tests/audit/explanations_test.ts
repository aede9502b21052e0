// audit/explanations.ts and audit_text.ts: which causes are named, and how many.

import { assertEquals } from "@std/assert";
import { type CandidateCount, candidateIndex } from "../../audit/counted_candidates.ts";
import { explanations, mergedCauses } from "../../audit/explanations.ts";
import { countText, sourceSummaries } from "../../audit/audit_text.ts";
import { figure } from "./audit_figure.ts";
import { auditsOf } from "./audit_fixture.ts";

const MILLION = 1e6;

/** A count of parameters; ours without a rule. */
function params(model: string, count: number, rule = "", ruleDepartures = 1): CandidateCount {
  return {
    ...{ model, quantity: "params", network: "", part: "", rule, count },
    ...{ placeDepartures: 0, ruleDepartures: rule === "" ? 0 : ruleDepartures },
  };
}

/** Families by the first letter of a model. */
function modelOf({ modelId }: { readonly modelId: string }) {
  return { id: modelId, method: modelId, family: modelId[0] ?? "", sidePixels: 224 };
}

/** What explains each published figure that differs: the rules of the causes, and how many more. */
function explained(
  published: readonly (readonly [model: string, text: string, source?: string])[],
  candidates: readonly CandidateCount[],
) {
  const figures = published.map(([model, text, source]) => figure(model, "params_m", text, source));
  return explanations(figures, modelOf, candidateIndex(candidates))
    .map(({ causes, otherFitCount }) => [
      causes.map(({ fits: [fit] }) => fit?.candidate.rule || fit?.printing.id),
      otherFitCount,
    ]);
}

/** Rules that all give 15 M and a little, each another count. */
function rules(model: string, count: number): readonly CandidateCount[] {
  return Array.from(
    { length: count },
    (_, index) => params(model, 15 * MILLION + index, `r${index + 1}`),
  );
}

Deno.test("explanations() names three causes that are as likely, and counts the others", () => {
  const ours = params("a1", 10 * MILLION);
  assertEquals(explained([["a1", "15.0"]], [ours, ...rules("a1", 3)]), [[["r1", "r2", "r3"], 0]]);
  assertEquals(explained([["a1", "15.0"]], [ours, ...rules("a1", 4)]), [[["r1", "r2", "r3"], 1]]);
});

Deno.test("explanations() names no cause that departs more, be its score the same", () => {
  const candidates = [
    ...[params("a1", 10 * MILLION), params("a2", 20 * MILLION)],
    ...[params("a1", 15 * MILLION, "own")],
    ...[params("a1", 15 * MILLION + 1, "both", 2), params("a2", 25 * MILLION, "both", 2)],
  ];
  const published = [["a1", "15.0"], ["a2", "25.0"]] as const;
  assertEquals(explained(published, candidates), [[["own"], 1], [["both"], 0]]);
});

Deno.test("explanations() holds a cause against rows of the same source and family only", () => {
  const candidates = [
    ...["a1", "a2", "b1"].map((model) => params(model, 10 * MILLION)),
    ...["a1", "a2", "b1"].map((model) => params(model, 15 * MILLION, "rule")),
  ];
  const causeOf = (...others: readonly (readonly [string, string, string?])[]) => {
    const figures = ([["a1", "15.0"], ...others] as const)
      .map(([model, text, source]) => figure(model, "params_m", text, source));
    const [first] = explanations(figures, modelOf, candidateIndex(candidates));
    return [first?.causes[0]?.holdsFor, first?.causes[0]?.failsFor];
  };
  assertEquals(causeOf(["a2", "10.0"]), [["a1"], ["a2"]]);
  assertEquals(causeOf(["a2", "10.0", "another source"]), [["a1"], []]);
  assertEquals(causeOf(["b1", "10.0"]), [["a1"], []]);
});

Deno.test("explanations() names our own count printed otherwise beside a cause that rows do not follow", () => {
  // Ours is 15.18 M, which prints as 15.1 if it is truncated: one departure, as the rule's.
  const candidates = (ruleDepartures: number) => [
    ...[params("a1", 15_180_000), params("a2", 10 * MILLION), params("a3", 10 * MILLION)],
    ...["a1", "a2"].map((model) => params(model, 15_100_000, "rule", ruleDepartures)),
    params("a3", 17 * MILLION, "rule", ruleDepartures),
  ];
  const rows = [["a1", "15.1"], ["a2", "15.1"]] as const;
  const [unheld] = explained([...rows, ["a3", "15.1"]], candidates(1));
  assertEquals(unheld, [["rule", "truncated"], 0]);
  // All follow it.
  assertEquals(explained(rows, candidates(1))[0], [["rule"], 1]);
});

Deno.test("mergedCauses() makes one cause of the same departures in rows of one source and family", () => {
  const candidates = ["a1", "a2", "b1"].flatMap((model) => [
    params(model, 10 * MILLION),
    params(model, 15 * MILLION, "rule"),
  ]);
  const figures = [
    ...["a1", "a2", "b1"].map((model) => figure(model, "params_m", "15.0")),
    figure("a1", "params_m", "15.0", "another source"),
  ];
  const merged = mergedCauses(explanations(figures, modelOf, candidateIndex(candidates)));
  assertEquals(
    merged.map(({ source, family, explains }) => [
      source,
      family,
      explains.map(({ model }) => model.id),
    ]),
    [["S", "a", ["a1", "a2"]], ["S", "b", ["b1"]], ["another source", "a", ["a1"]]],
  );
});

const { auditOf } = auditsOf(({ family }) => family === "ResNet");

Deno.test("sourceSummaries() names four figures that differ, or three and how many more", () => {
  const ids = ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"];
  const differing = (count: number) =>
    sourceSummaries(auditOf(ids.slice(0, count).map((id) => figure(id, "params_m", "999.9"))))
      .flatMap((summary) => summary.differing.map((text) => text.replace(/ params .*/, "")));
  const names = ["ResNet-18", "ResNet-34", "ResNet-50", "ResNet-101"];
  assertEquals(differing(4), names);
  assertEquals(differing(5), [...names.slice(0, 3), "2 more"]);
});

Deno.test("sourceSummaries() says how much of each metric is reproduced", () => {
  const figures = [figure("resnet50", "params_m", "25.6"), figure("resnet18", "params_m", "11.9")];
  const [summary] = sourceSummaries(auditOf(figures));
  assertEquals(summary?.reproduced, { params_m: "1 of 2", flops_g: "" });
});

Deno.test("countText() has one decimal more than the figure, six at most", () => {
  const text = (decimals: number) => countText(12_345_678, { metric: "params_m", decimals });
  assertEquals([0, 1, 4, 5, 6].map(text), ["12.3", "12.35", "12.34568", "12.345678", "12.345678"]);
});
