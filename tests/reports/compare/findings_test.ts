// reports/compare/compare.ts: which runs and models are held against each other, and what is found.

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { BenchRecord, RunRecord, TimingRecord } from "../../../bench/record/record.ts";
import { compareSides } from "../../../reports/compare/compare.ts";
import { compareCsv, compareJson } from "../../../reports/compare/formats/machine_text.ts";
import { compareMarkdown } from "../../../reports/compare/formats/compare_markdown.ts";
import { compareJunit } from "../../../reports/compare/formats/compare_junit.ts";
import {
  counted,
  failed,
  rowOf,
  runOn,
  side,
  sides,
  steadyRates,
  timed,
  verdictsOf,
} from "../fixtures/compare_records.ts";
import { EXCESS_TEXT } from "../../../reports/records/excess.ts";
import { round } from "../fixtures/fixed_records.ts";

Deno.test("compareSides() has nothing to compare without a baseline", () => {
  const next = side("new", [
    runOn(2),
    counted(2, "deit-s", 100),
    timed(2, "deit-s", steadyRates(1000)),
    failed(2, "dsnet-b"),
  ]);
  const report = compareSides(side("base.jsonl", []), next);
  assertEquals(report.outcome, "nothing to compare");
  assertEquals(rowOf(report)?.verdict, "new");
  assertMatch(
    compareMarkdown(report),
    /^## Comparison: recorded, nothing to compare: no baseline in base.jsonl\n/,
  );
});

Deno.test("compareSides() finds models that vanished, came, fail or work again", () => {
  const base = side("base", [
    runOn(1),
    ...["gone", "breaks", "stays"].map((model) => counted(1, model, 1, { graphHash: model })),
    failed(1, "works"),
    failed(1, "still"),
  ]);
  const next = side("new", [
    runOn(2),
    ...["stays", "came", "works"].map((model) => counted(2, model, 1, { graphHash: model })),
    ...["breaks", "still"].map((model) => failed(2, model)),
    timed(2, "works", steadyRates(100)),
  ]);
  const report = compareSides(base, next);
  assertEquals(report.outcome, "failed");
  assertEquals(
    report.rows.filter(({ metric }) => metric === "model")
      .map(({ model, verdict, reason }) => [model, verdict, reason]),
    [
      ["breaks", "newly failing", "load: out of memory"],
      ["gone", "vanished", "is in BASE, not in NEW"],
      ["still", "still failing", "load: out of memory"],
      ["works", "fixed", "failed in BASE"],
    ],
  );
  assertEquals(report.rows.find(({ model }) => model === "came")?.verdict, "new");
});

Deno.test("compareSides() fails a model that is only counted now, or was interrupted", () => {
  const base = side("base", [runOn(1), timed(1, "deit-s", steadyRates(100))]);
  const count = [runOn(2), counted(2, "deit-s", 1)];
  const begun = { ...round("deit-s"), runId: "run-2" };
  const reports = [count, [...count, begun]].map((records) =>
    compareSides(base, side("new", records))
  );
  assertEquals(reports.map((report) => [report.outcome, rowOf(report)?.reason]), [
    ["failed", "not timed in NEW"],
    ["failed", "interrupted: rounds without a timing in NEW"],
  ]);
});

Deno.test("compareSides() knows a renamed model by its graph", () => {
  const base = side("base", [
    runOn(1),
    counted(1, "old", 100, { graphHash: "aa" }),
    timed(1, "old", steadyRates(100), { graphHash: "aa" }),
  ]);
  const next = side("new", [
    runOn(2),
    counted(2, "young", 100, { graphHash: "aa" }),
    timed(2, "young", steadyRates(90), { graphHash: "aa" }),
  ]);
  const report = compareSides(base, next);
  assertEquals(verdictsOf(report), [
    ["young", "model", "renamed"],
    ["young", "throughput", "worse"],
    ["young", "params", "same"],
    ["young", "buffers", "same"],
    ["young", "macs", "same"],
  ]);
  assertEquals(rowOf(report)?.renamedFrom, "old");
});

Deno.test("compareSides() says that a run is compared with itself, or a commit", () => {
  const [base] = sides(steadyRates(1000), steadyRates(1000));
  const report = compareSides(base, base);
  assertEquals([report.outcome, rowOf(report)?.verdict], ["passed", "same"]);
  assertEquals(report.remarks, [
    "Same run on both sides (run-1): its rows are compared with themselves.",
  ]);
  const again = side("again", [
    runOn(2, { gitCommit: "111111111111" }),
    timed(2, "deit-s", steadyRates(1000)),
  ]);
  assertEquals(compareSides(base, again).remarks, [
    "Same commit on both sides (111111111111): differences are the machine's.",
  ]);
  const changed = side("changed", [
    runOn(2, { gitCommit: "111111111111", gitDirty: true }),
    timed(2, "deit-s", steadyRates(1000)),
  ]);
  assertEquals(compareSides(base, changed).remarks, [
    "Same commit on both sides (111111111111): but NEW ran from a working tree with uncommitted " +
    "changes, to which differences may belong.",
  ]);
});

Deno.test("compareSides() catches slow creep by the pinned baseline", () => {
  const sideOn = (day: number, rate: number) =>
    side(`${day}`, [runOn(day), timed(day, "deit-s", steadyRates(rate))]);
  const report = compareSides(sideOn(2, 960), sideOn(3, 940), { pinned: sideOn(1, 1000) });
  const row = rowOf(report);
  assertEquals([row?.verdict, row?.pinned?.verdict], ["equivalent", "worse"]);
  assertEquals(report.outcome, "failed");
});

Deno.test("compareSides() uses the latest of several runs, and says how many it used", () => {
  const base = side("base.jsonl", [
    runOn(1),
    timed(1, "deit-s", steadyRates(500)),
    runOn(2),
    timed(2, "deit-s", steadyRates(1000)),
  ]);
  const report = compareSides(
    base,
    side("new.jsonl", [
      runOn(14),
      timed(14, "deit-s", steadyRates(1000)),
    ]),
  );
  assertEquals(rowOf(report)?.base, 1000);
  assertMatch(
    compareMarkdown(report),
    /- BASE base.jsonl: 1 of 2 run\(s\) used, latest run-2 of 2026-01-02.*; it is 12 days older than NEW\n/,
  );
});

Deno.test("compareSides() leaves older runs under other conditions out of it", () => {
  const base = side("base", [
    runOn(1),
    timed(1, "deit-s", steadyRates(10), { size: "64" }),
    runOn(2),
    timed(2, "deit-s", steadyRates(1000)),
  ]);
  const report = compareSides(
    base,
    side("new", [
      runOn(3),
      timed(3, "deit-s", steadyRates(1000)),
    ]),
  );
  assertEquals(verdictsOf(report), [["deit-s", "throughput", "equivalent"]]);
});

Deno.test("compareSides() holds what is unlike against the latest of what it resembles most", () => {
  const batches = [[1, 16], [2, 32], [3, 16]] as const;
  const base = side(
    "base",
    batches.flatMap(([day, batch]) => [
      runOn(day),
      timed(day, "deit-s", steadyRates(100), { batch }),
    ]),
  );
  const next = side("new", [runOn(4), timed(4, "deit-s", steadyRates(100))]);
  assertEquals(rowOf(compareSides(base, next))?.reason, "batch 16 against 8");
});

Deno.test("compareSides() trusts no rate above the ceiling, on either side", () => {
  const sideOn = (day: number, impossible: boolean) => {
    const one = timed(day, "deit-s", steadyRates(100));
    const roofline = one.roofline && { ...one.roofline, impossible };
    return side("side", [runOn(day), { ...one, roofline }]);
  };
  for (const [before, after] of [[true, false], [false, true]] as const) {
    const { verdict, reason } = rowOf(compareSides(sideOn(1, before), sideOn(2, after))) ?? {};
    assertEquals([verdict, reason], ["undecided", EXCESS_TEXT.impossible]);
  }
});

Deno.test("compareSides() compares nothing of a grid that was measured elsewhere, in part", () => {
  const grid = (day: number, changes: Partial<RunRecord>) => [
    runOn(day),
    timed(day, "deit-s", steadyRates(1000), { threads: 1 }),
    runOn(day + 1, changes),
    timed(day + 1, "deit-s", steadyRates(1000), { threads: 2 }),
  ];
  const report = compareSides(side("base", grid(1, {})), side("new", grid(3, { machine: "f00" })));
  assertEquals([report.outcome, verdictsOf(report)], ["not comparable", [
    ["deit-s", "throughput", "equivalent"],
    ["deit-s", "throughput", "not comparable"],
  ]]);
});

Deno.test("compareSides() says what it left out as history, on either side", () => {
  const one = [runOn(1), timed(1, "deit-s", steadyRates(1000))];
  const two = [runOn(2), timed(2, "deit-s", steadyRates(1000))];
  const wide = [runOn(3), timed(3, "deit-s", steadyRates(90), { batch: 64 })];
  const leftOut = (base: readonly BenchRecord[], next: readonly BenchRecord[]) =>
    compareSides(side("base", base), side("new", next)).remarks;
  const text = "timing(s), deit-s (size 224, batch 64, fp32, 4 threads, cpu, plain).";
  assertEquals(leftOut([...wide, ...one], two), [
    `Left out of BASE, from runs that NEW has nothing like: 1 ${text}`,
  ]);
  assertEquals(leftOut(one, [...wide, ...two]), [
    `Left out of NEW, from runs that BASE has nothing like: 1 ${text}`,
  ]);
});

Deno.test("compareSides() says that one name stands for two networks, in every format", () => {
  const records = (day: number, graphHash: string) => [
    runOn(day),
    counted(day, "deit-s", 100, { graphHash }),
    timed(day, "deit-s", steadyRates(1000), { graphHash }),
  ];
  const [before, after] = ["0123456789abcdef", "fedcba9876543210"];
  const report = compareSides(side("base", records(1, before)), side("new", records(2, after)));
  const says = "Unlike graphs under one name, hash in BASE against NEW: " +
    "deit-s (0123456789ab against fedcba987654). Their rows compare two networks.";
  assertEquals([report.outcome, report.remarks], ["passed", [says]]);
  assertMatch(compareMarkdown(report), /\| deit-s .* equivalent .* unlike graphs \|/);
  assertMatch(compareMarkdown(report), /\| deit-s .* 100 same .* unlike graphs \|/);
  assertStringIncludes(compareCsv(report), `,${before},${after},`);
  for (const render of [compareJson, compareJunit]) {
    assertStringIncludes(render(report), says, render.name);
  }
});

Deno.test("compareSides() fails a batch that the same run no longer has", () => {
  const base = side("base", [
    runOn(1),
    timed(1, "deit-s", steadyRates(1000)),
    timed(1, "deit-s", steadyRates(100), { batch: 64 }),
  ]);
  const report = compareSides(
    base,
    side("new", [
      runOn(3),
      timed(3, "deit-s", steadyRates(1000)),
    ]),
  );
  assertEquals(verdictsOf(report), [
    ["deit-s", "throughput", "equivalent"],
    ["deit-s", "throughput", "vanished"],
  ]);
  assertEquals(report.rows[1]?.conditions.batch, 64);
});

Deno.test("compareMarkdown() says how old the baseline is, in a unit that tells", () => {
  const [base] = sides(steadyRates(100), steadyRates(100));
  const ageAt = (startedAt: string) => {
    const next = side("new", [runOn(2, { startedAt }), timed(2, "deit-s", steadyRates(100))]);
    return /; (it is .*)/.exec(compareMarkdown(compareSides(base, next)))?.[1];
  };
  assertEquals(
    ["01T03:00:30Z", "01T03:59:00Z", "02T03:00:00Z", "04T03:00:00Z", "01T01:00:00Z", "01T03:00:00Z"]
      .map((time) => ageAt(`2026-01-${time}`)),
    [
      "it is 30 seconds older than NEW",
      "it is 59 minutes older than NEW",
      "it is 24 hours older than NEW",
      "it is 3 days older than NEW",
      "it is 2 hours younger than NEW: are the sides swapped?",
      "it is as old as NEW",
    ],
  );
});

Deno.test("compareSides() names the option that brings more rounds", () => {
  const cureOf = (endedBy: TimingRecord["endedBy"], paired: boolean) => {
    const sideOn = (day: number) =>
      side("side", [runOn(day), timed(day, "deit-s", steadyRates(100, 3), { endedBy })]);
    return compareSides(sideOn(1), sideOn(2), { paired }).warnings[0]?.text ?? "";
  };
  assertMatch(cureOf("time", true), /More rounds \(--time\) or a quieter/);
  assertMatch(cureOf("time", false), /More rounds \(bench --time\), a quieter/);
  assertMatch(cureOf("precision", true), /More rounds \(--precision-target 0\) or a quieter/);
  assertMatch(cureOf("precision", false), /More rounds \(bench --precision-target 0\), a/);
});

Deno.test("compareMarkdown() says what its intervals know, and that several hold together", () => {
  const textOf = (models: readonly string[], paired = false) => {
    const sideOn = (day: number) =>
      side("side", [runOn(day), ...models.map((model) => timed(day, model, steadyRates(100)))]);
    return compareMarkdown(compareSides(sideOn(1), sideOn(2), { paired }));
  };
  const within = "It knows the noise within the runs, not ";
  assertStringIncludes(textOf(["a"]), `its interval at 95 %. ${within}that between them.`);
  const two = "its interval at 97.5 %, so that all 2 together hold at 95 %. ";
  const processes = `${within}what two processes of one version differ by.`;
  assertStringIncludes(textOf(["a", "b"], true), two + processes);
});

Deno.test("compareMarkdown() does not hide behind a pass what is undecided", () => {
  const report = compareSides(...sides(steadyRates(100, 3), steadyRates(100, 3)));
  assertMatch(compareMarkdown(report), /^## Comparison: passed, 1 undecided\n/);
});

Deno.test("compareSides() names five reasons for what is not comparable, and counts the other rows", () => {
  const models = ["a", "b", "c", "d", "e", "f", "g"];
  const remarksOf = (count: number) => {
    const sideOn = (day: number, batchOf: (index: number) => number) =>
      side(`${day}`, [
        runOn(day),
        ...models.slice(0, count).map((model, index) =>
          timed(day, model, steadyRates(100), { graphHash: model, batch: batchOf(index) })
        ),
      ]);
    return compareSides(sideOn(1, () => 64), sideOn(2, (index) => index + 1)).remarks
      .filter((remark) => remark.startsWith("Not comparable"));
  };
  assertEquals([remarksOf(5).length, remarksOf(5).at(-1)], [
    5,
    "Not comparable, 1 row(s): batch 64 against 5.",
  ]);
  assertEquals([remarksOf(7).length, remarksOf(7).at(-1)], [
    6,
    "Not comparable, 2 more row(s), for other reasons.",
  ]);
});
