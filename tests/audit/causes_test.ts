import { assertEquals } from "@std/assert";
import { type CandidateCount, candidateIndex } from "../../audit/counted_candidates.ts";
import { type Cause, causesOf, score } from "../../audit/causes.ts";
import { figure } from "./audit_figure.ts";

type Departure = Partial<Pick<CandidateCount, "network" | "part" | "rule">>;

function candidate(
  model: string,
  quantity: CandidateCount["quantity"],
  count: number,
  { network = "", part = "", rule = "" }: Departure = {},
): CandidateCount {
  const placeDepartures = [network, part].filter((id) => id !== "").length;
  const ruleDepartures = rule === "" ? 0 : 1;
  return { model, quantity, network, part, rule, placeDepartures, ruleDepartures, count };
}

/** A row of figures in millions and billions. */
function row(modelId: string, params: string, flops?: string) {
  const figures = [{ ...figure(modelId, "params_m", params), metric: "params_m" as const }];
  if (flops === undefined) return { modelId, figures };
  const more = { ...figure(modelId, "flops_g", flops), metric: "flops_g" as const };
  return { modelId, figures: [...figures, more] };
}

function departures({ fits }: Cause) {
  return fits.map(({ candidate: { network, rule }, printing }) =>
    [network, rule, printing.id].filter((id) => id !== "").join("+")
  );
}

const OURS = [
  candidate("a", "params", 10_000_000),
  candidate("a", "operations", 2e9),
  candidate("b", "params", 20_000_000),
  candidate("b", "operations", 4e9),
];

Deno.test("causesOf() takes one network for all figures of a row", () => {
  const index = candidateIndex([
    ...OURS,
    candidate("a", "params", 15_000_000, { network: "twin" }),
    candidate("a", "operations", 3e9, { network: "other" }),
    candidate("a", "operations", 3e9, { network: "twin", rule: "conv" }),
  ]);
  const published = row("a", "15.0", "3.0");
  assertEquals(causesOf(published, [published], index).map(departures), [["twin", "twin+conv"]]);
});

Deno.test("causesOf() explains figures one by one where nothing explains them together", () => {
  const index = candidateIndex([
    ...OURS,
    candidate("a", "params", 15_000_000, { network: "twin" }),
    candidate("a", "operations", 3e9, { network: "other" }),
  ]);
  const published = row("a", "15.0", "3.0");
  assertEquals(causesOf(published, [published], index).map(departures), [["twin"], ["other"]]);
});

Deno.test("causesOf() says for which rows of the source a cause holds", () => {
  const index = candidateIndex([
    ...OURS,
    candidate("a", "params", 15_000_000, { rule: "buffers" }),
    candidate("b", "params", 29_000_000, { rule: "buffers" }),
  ]);
  const [a, b] = [row("a", "15.0"), row("b", "20.0")];
  const [cause] = causesOf(a, [a, b], index);
  assertEquals([cause?.holdsFor, cause?.failsFor], [["a"], ["b"]]);
});

Deno.test("causesOf() holds a cause against the metrics on which it departs, no others", () => {
  const index = candidateIndex([
    ...OURS,
    candidate("a", "operations", 3e9, { rule: "tool" }),
    candidate("b", "operations", 5e9, { rule: "tool" }),
  ]);
  // The parameters of b differ from ours, which says nothing about the tool.
  const [a, b] = [row("a", "10.0", "3.0"), row("b", "19.0", "5.0")];
  const [cause] = causesOf(a, [a, b], index);
  assertEquals([cause?.holdsFor, cause?.failsFor], [["a", "b"], []]);
});

Deno.test("causesOf() prefers more departures that print more rows of the source", () => {
  const index = candidateIndex([
    ...OURS,
    candidate("c", "params", 30_000_000),
    candidate("a", "params", 15_000_000, { rule: "by chance" }),
    ...["a", "b", "c"].map((model, i) =>
      candidate(model, "params", 15_000_000 + i * 1e7, { network: "twin", rule: "buffers" })
    ),
  ]);
  const rows = [row("a", "15.0"), row("b", "25.0"), row("c", "35.0")];
  const causes = rows.flatMap((each) => causesOf(each, rows, index).slice(0, 1).map(departures));
  assertEquals(causes, [["twin+buffers"], ["twin+buffers"], ["twin+buffers"]]);
});

Deno.test("causesOf() names rules with the same count together", () => {
  const index = candidateIndex([
    ...OURS,
    candidate("a", "operations", 4e9, { rule: "flop" }),
    candidate("a", "operations", 4e9, { rule: "tool" }),
    candidate("a", "operations", 4e9, { rule: "flop-fused" }),
  ]);
  const published = row("a", "10.0", "4.0");
  const [cause, ...others] = causesOf(published, [published], index);
  assertEquals(cause?.fits.map(({ sameRules }) => sameRules), [[], ["tool"]]);
  assertEquals(others, []);
});

Deno.test("causesOf() looks at two departures more than the least that will do, not at three", () => {
  const withDepartures = (ruleDepartures: number) => ({
    ...candidate("a", "params", 15_000_000 + ruleDepartures, { rule: `${ruleDepartures} rules` }),
    ruleDepartures,
  });
  const index = candidateIndex([...OURS, ...[1, 3, 4].map(withDepartures)]);
  const published = row("a", "15.0");
  const causes = causesOf(published, [published], index);
  assertEquals(causes.map(departures), [["1 rules"], ["3 rules"]]);
  assertEquals(causes.map((cause) => [cause.departures, score(cause)]), [[1, 0], [3, -2]]);
});

Deno.test("score() is one for each row that a cause prints, less one for each departure", () => {
  assertEquals(score({ fits: [], departures: 2, holdsFor: ["a", "b", "c"], failsFor: ["d"] }), 1);
});

Deno.test("causesOf() prefers of equal scores the one that departs less", () => {
  const index = candidateIndex([
    ...OURS,
    // Of a and b two departures each, against one of a alone: 2 - 2 = 1 - 1.
    ...["a", "b"].map((model, i) =>
      candidate(model, "params", 15_000_000 + i * 1e7, { network: "twin", rule: "buffers" })
    ),
    candidate("a", "params", 15_000_000, { rule: "own" }),
  ]);
  const rows = [row("a", "15.0"), row("b", "25.0")];
  const causes = causesOf(rows[0] as typeof rows[number], rows, index);
  assertEquals(causes.map(score), [0, 0]);
  assertEquals(causes.map(departures), [["own"], ["twin+buffers"]]);
});

Deno.test("causesOf() counts another way of printing as a departure", () => {
  // 15.08 prints as 15.0 only if it is truncated.
  const index = candidateIndex([...OURS, candidate("a", "params", 15_080_000, { rule: "own" })]);
  const published = row("a", "15.0");
  const [cause] = causesOf(published, [published], index);
  assertEquals([cause?.fits[0]?.printing.id, cause?.departures], ["truncated", 2]);
});
