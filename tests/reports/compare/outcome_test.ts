// reports/compare/outcome.ts and warnings.ts: no gate passes in silence.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  type FailureRecord,
  failureSchema,
  type RunRecord,
  runSchema,
} from "../../../bench/record/record.ts";
import { compareSides } from "../../../reports/compare/compare.ts";
import { compareAnnotations } from "../../../reports/compare/formats/compare_annotations.ts";
import { compareJunit } from "../../../reports/compare/formats/compare_junit.ts";
import { compareJson } from "../../../reports/compare/formats/machine_text.ts";
import { compareMarkdown } from "../../../reports/compare/formats/compare_markdown.ts";
import { weaknessOf } from "../../../reports/compare/outcome.ts";
import { fieldsThat, variationsOf } from "../../support/variations.ts";
import {
  counted,
  failed,
  rowOf,
  runOn,
  side,
  steadyRates,
  timed,
} from "../fixtures/compare_records.ts";
import { round } from "../fixtures/fixed_records.ts";

/** A side with a timing and a count of each of these models, told apart by their graphs. */
function of(day: number, models: string, rates = steadyRates(100)) {
  return side(`${day}`, [
    runOn(day),
    ...[...models].flatMap((model) => [
      counted(day, model, 1, { graphHash: model }),
      timed(day, model, rates, { graphHash: model }),
    ]),
  ]);
}

function titlesOf(report: ReturnType<typeof compareSides>): readonly string[] {
  return report.warnings.map(({ title }) => title);
}

Deno.test("compareSides() fails what is gone or failed, passes what is new, and compares nothing with others", () => {
  const broken = side("new", [runOn(2), counted(2, "a", 1, { graphHash: "a" }), failed(2, "a")]);
  const outcomes = [
    compareSides(of(1, "abc"), of(2, "ab")),
    compareSides(of(1, "a"), of(2, "ab")),
    compareSides(of(1, "a"), of(2, "b")),
    compareSides(of(1, "a"), broken),
  ].map((report) => [report.outcome, titlesOf(report)]);
  assertEquals(outcomes, [
    ["failed", []],
    ["passed", []],
    ["not comparable", ["Nothing in common"]],
    ["failed", []],
  ]);
});

Deno.test("compareSides() takes the machine's ceilings for no model in common", () => {
  const records = (day: number, model: string) => [
    runOn(day),
    counted(day, model, 1, { graphHash: model }),
    { ...round("ceiling/copy"), runId: `run-${day}` },
  ];
  const report = compareSides(side("base", records(1, "a")), side("new", records(2, "b")));
  assertEquals([report.outcome, titlesOf(report)], ["not comparable", ["Nothing in common"]]);
});

Deno.test("compareSides() lets a failure under other settings take no timing away", () => {
  const settings = { ...runOn(3).settings, precision: "fp16" };
  const next = side("new", [
    runOn(2),
    timed(2, "a", steadyRates(100), { graphHash: "a" }),
    runOn(3, { settings }),
    failed(3, "a"),
  ]);
  const report = compareSides(of(1, "a"), next);
  assertEquals(rowOf(report)?.verdict, "equivalent");
  assertEquals([report.outcome, rowOf(report, "model")?.verdict], ["failed", "newly failing"]);
  // Nor does one in BASE excuse it.
  const base = side("base", [runOn(1, { settings }), failed(1, "a")]);
  const again = side("new", [runOn(2), failed(2, "a")]);
  assertEquals(rowOf(compareSides(base, again), "model")?.verdict, "newly failing");
});

Deno.test("compareSides() does not take a pinned baseline of other models for a pass", () => {
  const report = compareSides(of(2, "a"), of(3, "a"), { pinned: of(1, "b") });
  assertEquals([report.outcome, titlesOf(report)], ["not comparable", ["Nothing in common"]]);
});

Deno.test("compareSides() calls timings whose run is lost incomplete, on any side", () => {
  const orphans = (day: number) => side("lost", [timed(day, "a", steadyRates(100))]);
  const reports = [
    compareSides(orphans(1), of(2, "a")),
    compareSides(of(1, "a"), orphans(2)),
    compareSides(of(2, "a"), of(3, "a"), { pinned: orphans(1) }),
  ];
  for (const report of reports) {
    assertEquals([report.outcome, titlesOf(report)[0]], ["incomplete", "Run record missing"]);
    assertMatch(compareMarkdown(report), /^## Comparison: incomplete: timings whose run record/);
    assertEquals(JSON.parse(compareJson(report)).outcome, "incomplete");
  }
});

Deno.test("compareSides() compares nothing with a baseline that was interrupted", () => {
  const base = side("base", [runOn(1), { ...round("deit-s"), runId: "run-1" }]);
  const next = side("new", [runOn(2), timed(2, "deit-s", steadyRates(100))]);
  const report = compareSides(base, next);
  assertEquals([report.outcome, rowOf(report)?.verdict, rowOf(report)?.reason], [
    "not comparable",
    "not comparable",
    "interrupted: rounds without a timing in BASE",
  ]);
});

Deno.test("compareSides() warns of a baseline that is not there", () => {
  assertEquals(titlesOf(compareSides(side("none", []), of(2, "a"))), ["No baseline"]);
  const pinned = side("none", []);
  assertEquals(titlesOf(compareSides(of(1, "a"), of(2, "a"), { pinned })), ["No baseline"]);
});

Deno.test("compareSides() warns where no rate is decided, or none is there on both sides", () => {
  const open = compareSides(of(1, "ab", [100]), of(2, "ab", [100]));
  assertEquals([open.outcome, titlesOf(open)], ["passed", ["Nothing decided"]]);
  const counts = (day: number) => side("counts", [runOn(day), counted(day, "a", 1)]);
  const none = compareSides(counts(1), counts(2));
  assertEquals([none.outcome, titlesOf(none)], ["passed", ["Nothing compared"]]);
  assertMatch(compareMarkdown(none), /\n- No rate was compared: none is on both sides/);
});

Deno.test("weaknessOf() asks for counts alone where nothing else was asked for", () => {
  const counts = (day: number, unknownOps = {}) =>
    side("counts", [runOn(day), counted(day, "a", 1, { unknownOps })], true);
  assertEquals(weaknessOf(compareSides(counts(1), counts(2))), undefined);
  assertEquals(weaknessOf(compareSides(of(1, "a"), of(2, "a"))), undefined);
  assertEquals(weaknessOf(compareSides(counts(1), counts(2, { Foo: 1 }))), undefined);
});

Deno.test("compareSides() takes a row that was timed after its failure for no failure", () => {
  const base = side("base", [runOn(1), timed(1, "a", steadyRates(100))]);
  const [run, failure, timing] = [runOn(2), failed(2, "a"), timed(2, "a", steadyRates(100))];
  const verdicts = [[run, failure, timing], [run, timing, failure]].map((records) =>
    compareSides(base, side("new", records)).rows.map(({ verdict }) => verdict)
  );
  assertEquals(verdicts, [["equivalent"], ["newly failing"]]);
});

Deno.test("sideOf() lets a failure take a timing away unless one of these fields differs", async () => {
  const [run, failure] = [runOn(3), failed(3, "a")];
  const isKept = (run: RunRecord, failure: FailureRecord) => {
    const records = [runOn(2), timed(2, "a", steadyRates(100)), run, failure];
    return side("new", records).models.get("a")?.timed.length === 1;
  };
  assertEquals(isKept(run, failure), false);
  const settings = await fieldsThat(
    variationsOf(runSchema.shape.settings, run.settings),
    (changed) => isKept({ ...run, settings: changed }, failure),
  );
  assertEquals(settings, ["threads", "device", "precision", "input"]);
  const fields = await fieldsThat(
    variationsOf(failureSchema, failure).filter(({ field }) => field !== "runId"),
    (changed) => isKept(run, changed),
  );
  const ofEngine = ["engine", "variant", "instances"];
  assertEquals(fields, ["model", "size", "graph", "batch", ...ofEngine]);
});

Deno.test("compareSides() says in every format why a strict comparison does not pass", () => {
  const strict = { strict: true };
  const few = (day: number) => of(day, "a", steadyRates(100, 3));
  const undecided = compareSides(few(1), few(2), strict);
  const uncompared = compareSides(
    side("1", [runOn(1), counted(1, "a", 1)]),
    side("2", [runOn(2), counted(2, "a", 1)]),
    strict,
  );
  const partly = compareSides(of(2, "a"), of(3, "a"), {
    ...strict,
    pinned: of(1, "a", steadyRates(100, 1)),
  });
  for (
    const [report, title, text] of [
      [undecided, "Nothing decided", "No rate was decided: every one is undecided, which --strict"],
      [uncompared, "Nothing compared", "none is on both sides, which --strict does not let pass"],
      [partly, "Not all decided", "Undecided: 1, which --strict does not let pass. More rounds"],
    ] as const
  ) {
    assertEquals([report.outcome, titlesOf(report)], ["failed", [title]]);
    assertStringIncludes(report.warnings[0]?.text ?? "", text);
    assertEquals(JSON.parse(compareJson(report)).outcome, "failed");
    assertMatch(compareMarkdown(report), /^## Comparison: failed/);
    assertStringIncludes(compareJunit(report), 'failures="1"');
    assertMatch(compareAnnotations(report, "compare.md"), new RegExp(`^::error title=${title}::`));
  }
  const same = compareSides(of(1, "a"), of(1, "a"), strict);
  assertEquals([same.outcome, titlesOf(same)], ["not comparable", ["Same run"]]);
  assertEquals(compareSides(of(1, "a"), of(2, "a"), strict).outcome, "passed");
});
