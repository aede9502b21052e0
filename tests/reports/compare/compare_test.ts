// reports/compare/compare.ts: verdicts on two sides, the cases of people who gate on benchmarks.

import { assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import type { TimingRecord } from "../../../bench/record/record.ts";
import { compareSides } from "../../../reports/compare/compare.ts";
import { compareMarkdown } from "../../../reports/compare/formats/compare_markdown.ts";
import { changeText } from "../../../reports/text/percent_text.ts";
import {
  counted,
  rowOf,
  runOn,
  side,
  sides,
  steadyRates,
  timed,
  verdictsOf,
} from "../fixtures/compare_records.ts";

Deno.test("compareSides() calls a rate of 1000 -> 500 worse by 50 %", () => {
  const report = compareSides(...sides(steadyRates(1000), steadyRates(500)));
  const row = rowOf(report);
  assertEquals([report.outcome, row?.verdict], ["failed", "worse"]);
  assertEquals([row?.base, row?.next], [1000, 500]);
  assertEquals(changeText(row?.estimate?.ratio ?? NaN), "-50.0 %");
});

Deno.test("compareSides() calls a time of 100 -> 230 worse by 130 %", () => {
  const [base, next] = sides(steadyRates(80), steadyRates(80 / 2.3));
  const report = compareSides(base, next, { metric: "latency" });
  const row = rowOf(report, "latency");
  assertEquals([report.outcome, row?.verdict], ["failed", "worse"]);
  assertAlmostEquals(row?.base ?? NaN, 100);
  assertAlmostEquals(row?.next ?? NaN, 230);
  assertEquals(changeText(row?.estimate?.ratio ?? NaN), "+130 %");
});

Deno.test("compareSides() passes an improvement however large, and names the slack", () => {
  const report = compareSides(...sides(steadyRates(500), steadyRates(1000)));
  assertEquals([report.outcome, rowOf(report)?.verdict], ["passed", "better"]);
  assertEquals(report.remarks, [
    "The baseline is slack: 1 row(s) are better, by up to +100 %. Record a new one, or later " +
    "slowdowns of that size pass.",
  ]);
  const faster = compareSides(...sides(steadyRates(50), steadyRates(100)), { metric: "latency" });
  assertEquals([faster.outcome, rowOf(faster, "latency")?.verdict], ["passed", "better"]);
});

Deno.test("compareSides() reads the margin as slower by more than", () => {
  const verdicts = [0.971, 0.97, 0.953, 0.952].map((factor) =>
    [0.03, 0.05].map((margin) =>
      rowOf(compareSides(...sides(steadyRates(1000), steadyRates(1000 * factor)), { margin }))
        ?.verdict
    )
  );
  assertEquals(verdicts, [
    ["equivalent", "equivalent"],
    ["worse", "equivalent"],
    ["worse", "equivalent"],
    ["worse", "worse"],
  ]);
});

Deno.test("compareSides() gives a change one verdict, seen as a rate or as a time", () => {
  const verdictsAt = (factor: number, margin: number) =>
    (["throughput", "latency"] as const).map((metric) => {
      const [base, next] = sides(steadyRates(1000), steadyRates(1000 * factor));
      const pinned = base;
      return rowOf(compareSides(next, next, { margin, metric, pinned }), metric)?.pinned?.verdict;
    });
  // Five steps of 1 % trip a gate of 5 %, whichever way they are measured; four do not.
  for (const step of [0.99, 1 / 1.01]) {
    assertEquals(verdictsAt(step ** 5, 0.05), ["worse", "worse"]);
    assertEquals(verdictsAt(step ** 4, 0.05), ["equivalent", "equivalent"]);
    assertEquals(verdictsAt(1 / step ** 5, 0.05), ["better", "better"]);
  }
});

Deno.test("compareSides() leaves undecided what the noise hides, with what it could have seen", () => {
  const noisy = [1000, 900, 1100, 800, 1200, 950, 1050, 850, 1150, 1000];
  const report = compareSides(...sides(noisy, noisy.map((rate) => 0.9 * rate)));
  const { verdict, smallestSlowdown = 0 } = rowOf(report) ?? {};
  assertEquals([report.outcome, verdict], ["passed", "undecided"]);
  // The largest kept quotient is 15 % above the middle one: 1.03 * 1.15 - 1.
  assertAlmostEquals(smallestSlowdown, 0.1845, 0.0001);
  assertEquals(report.smallestSlowdown, smallestSlowdown);
});

Deno.test("compareSides() promises to see a slowdown in every row only where every row has a ratio", () => {
  const records = (day: number, rounds: number) => [
    runOn(day),
    timed(day, "a", steadyRates(1000)),
    timed(day, "b", steadyRates(1000, rounds)),
  ];
  const base = side("base", records(1, 10));
  assertAlmostEquals(
    compareSides(base, side("new", records(2, 10))).smallestSlowdown ?? NaN,
    0.03,
  );
  const few = compareSides(base, side("new", records(2, 1)));
  const one = side("base", records(1, 10).slice(0, 2));
  const none = compareSides(one, side("new", records(2, 10)));
  assertEquals([few.smallestSlowdown, none.smallestSlowdown], [undefined, undefined]);
  assertEquals(compareMarkdown(few).includes("would have been called worse"), false);
});

Deno.test("compareSides() says how many rounds an interval needs", () => {
  const report = compareSides(...sides(steadyRates(1000, 3), steadyRates(500, 3)));
  const { verdict, reason, smallestSlowdown } = rowOf(report) ?? {};
  assertEquals([report.outcome, verdict, smallestSlowdown], ["passed", "undecided", undefined]);
  assertEquals(reason, "too few rounds: 3 and 3 carry no interval at 95 %, 4 of each do");
});

Deno.test("compareSides() shares the error out among all rows, the pinned ones too", () => {
  const models = ["a", "b", "c", "d", "e"];
  const sideOn = (day: number) =>
    side(`${day}`, [runOn(day), ...models.map((model) => timed(day, model, steadyRates(100)))]);
  const report = compareSides(sideOn(2), sideOn(3), { pinned: sideOn(1) });
  assertEquals(report.comparisonCount, 10);
  assertAlmostEquals(report.confidence, 1 - 0.05 / 10);
});

Deno.test("compareSides() does not compare what is unlike, and names both values", () => {
  const rates = steadyRates(1000);
  const base = side("base", [runOn(1), timed(1, "deit-s", rates)]);
  const { environment } = runOn(2);
  const other = { ...environment, cpuModel: "Other CPU" };
  const variables = { OMP_NUM_THREADS: "7", NVIDIA_TF32_OVERRIDE: "1" };
  const unlike = [
    [runOn(2, { environment: other }), timed(2, "deit-s", rates)],
    [runOn(2, { machine: "f00" }), timed(2, "deit-s", rates)],
    [runOn(2, { environment: { ...environment, cgroupCores: 0.5 } }), timed(2, "deit-s", rates)],
    [
      runOn(2, { environment: { ...environment, deviceDriver: "560.35" } }),
      timed(2, "deit-s", rates),
    ],
    [runOn(2, { environment: { ...environment, variables } }), timed(2, "deit-s", rates)],
    [
      runOn(2, { environment: { ...environment, deviceKinds: ["Tesla T4"] } }),
      timed(2, "deit-s", rates),
    ],
    [runOn(2), timed(2, "deit-s", rates, { precision: "fp16", arithmetic: "fp16" })],
    [runOn(2), timed(2, "deit-s", rates, { arithmetic: "tf32" })],
    [runOn(2), timed(2, "deit-s", rates, { batch: 4 })],
    [runOn(2), timed(2, "deit-s", rates, { threads: 2 })],
    [runOn(2), timed(2, "deit-s", rates, { size: "160" })],
    [runOn(2), timed(2, "deit-s", rates, { deviceUsed: "cuda" })],
    [runOn(2), timed(2, "deit-s", rates, { copiesIncluded: false })],
  ].map((records) => compareSides(base, side("new", records)));
  assertEquals(
    unlike.map((report) => [report.outcome, rowOf(report)?.verdict, rowOf(report)?.reason]),
    [
      "machine Example CPU, 8 cores (0a1b2c3d4e5f6789) against " +
      "Other CPU, 8 cores (0a1b2c3d4e5f6789)",
      "machine Example CPU, 8 cores (0a1b2c3d4e5f6789) against Example CPU, 8 cores (f00)",
      "quota in cores 4 against 0.5",
      "device driver unknown against 560.35",
      "variables none against NVIDIA_TF32_OVERRIDE=1, OMP_NUM_THREADS=7",
      "kind of device unknown against Tesla T4",
      "precision fp32 against fp16",
      "precision fp32 against fp32 (tf32)",
      "batch 8 against 4",
      "threads 4 against 2",
      "size 224 against 160",
      "device used cpu against cuda",
      "copies included true against false",
    ].map((reason) => ["not comparable", "not comparable", reason]),
  );
});

Deno.test("compareSides() still compares counts over unlike machines: bigger fails", () => {
  const records = (day: number, machine: string, params: number) => [
    runOn(day, { machine }),
    counted(day, "deit-s", params),
    timed(day, "deit-s", steadyRates(1000)),
  ];
  const base = side("base", records(1, "one", 100));
  const same = compareSides(base, side("new", records(2, "other", 100)));
  assertEquals([same.outcome, rowOf(same, "params")?.verdict], ["not comparable", "same"]);
  const bigger = compareSides(base, side("new", records(2, "other", 101)));
  assertEquals([bigger.outcome, rowOf(bigger, "macs")?.verdict], ["failed", "bigger"]);
});

Deno.test("compareSides() compares counts alone where sides hold nothing else", () => {
  const records = (day: number, machine: string, params: number) => [
    runOn(day, { machine }),
    counted(day, "deit-s", params),
    timed(day, "deit-s", steadyRates(day)),
  ];
  const base = side("base", records(1, "one", 100), true);
  const report = compareSides(base, side("new", records(2, "other", 99), true));
  assertEquals(report.outcome, "passed");
  assertEquals(verdictsOf(report), [
    ["deit-s", "params", "smaller"],
    ["deit-s", "macs", "smaller"],
    ["deit-s", "buffers", "same"],
  ]);
});

Deno.test("compareSides() has words for counts from 0 and for lower bounds", () => {
  const base = side("base", [runOn(1), counted(1, "deit-s", 0)]);
  const next = side("new", [runOn(2), counted(2, "deit-s", 5, { unknownOps: { Foo: 2 } })]);
  const report = compareSides(base, next);
  const { verdict, estimate } = rowOf(report, "params") ?? {};
  assertEquals([verdict, estimate], ["bigger", undefined]);
  const { verdict: macs, reason } = rowOf(report, "macs") ?? {};
  assertEquals(macs, "undecided");
  assertEquals(reason, "a lower bound, not counted: nothing in BASE, Foo x2 in NEW");
  assertEquals(/NaN|Infinity|undefined/.test(compareMarkdown(report)), false);
});

Deno.test("compareSides() has words for rounds of 0 ms", () => {
  const base = side("base", [runOn(1), timed(1, "deit-s", steadyRates(1000))]);
  const zero = timed(2, "deit-s", [], { roundsMs: [[0], [0], [0]] });
  const report = compareSides(base, side("new", [runOn(2), zero]));
  const { verdict, reason, next } = rowOf(report) ?? {};
  assertEquals([verdict, next], ["undecided", undefined]);
  assertEquals(reason, "a round of 0 ms gives no rate");
  assertEquals(/NaN|Infinity|undefined/.test(compareMarkdown(report)), false);
});

Deno.test("compareSides() names a common shift machine drift: not a pass, not a regression", () => {
  const models = Array.from({ length: 21 }, (_, index) => `m${index}`);
  const sideOn = (day: number, factor: (index: number) => number) =>
    side(`${day}`, [
      runOn(day),
      ...models.map((model, index) => timed(day, model, steadyRates(1000 * factor(index)))),
    ]);
  // 10 to 14 % more time each.
  const drifted = (index: number) => 1 / (1.1 + 0.002 * index);
  const report = compareSides(sideOn(1, () => 1), sideOn(2, drifted));
  assertEquals(report.outcome, "not comparable");
  assertEquals(new Set(report.rows.map(({ verdict }) => verdict)), new Set(["undecided"]));
  assertMatch(report.remarks[0] ?? "", /^Machine drift: .* by about -10\.7 %\./);

  const oneSlower = (index: number) => drifted(index) * (index === 3 ? 0.8 : 1);
  const both = compareSides(sideOn(1, () => 1), sideOn(2, oneSlower));
  assertEquals(both.outcome, "failed");
  assertEquals(both.rows.filter(({ verdict }) => verdict === "worse").map(({ model }) => model), [
    "m3",
  ]);
});

Deno.test("compareSides() sees no drift in ratios of too few rounds", () => {
  const sideOn = (day: number, rate: number) =>
    side(`${day}`, [
      runOn(day),
      ...["a", "b", "c", "d", "e"].map((model) => timed(day, model, steadyRates(rate, 3))),
    ]);
  const report = compareSides(sideOn(1, 1000), sideOn(2, 800));
  assertEquals([report.outcome, report.commonShift], ["passed", undefined]);
});

Deno.test("compareSides() sees no drift where the graphs changed or the runtime did", () => {
  const sideOn = (day: number, rate: number, graphHash: string, onnxruntime: string) =>
    side(`${day}`, [
      runOn(day, { environment: { ...runOn(day).environment, onnxruntime } }),
      ...["a", "b", "c", "d", "e"].map((model) =>
        timed(day, model, steadyRates(rate), { graphHash })
      ),
    ]);
  const base = sideOn(1, 1000, "aa", "1.30.0");
  for (const next of [sideOn(2, 900, "bb", "1.30.0"), sideOn(2, 900, "aa", "1.31.0")]) {
    const report = compareSides(base, next);
    assertEquals([report.outcome, report.commonShift], ["failed", undefined]);
  }
  assertEquals(compareSides(base, sideOn(2, 900, "aa", "1.31.0")).remarks, [
    "Software differs: onnxruntime 1.30.0 -> 1.31.0.",
  ]);
});

Deno.test("compareSides() sorts rows by the size of the effect", () => {
  const factors = { a: 0.99, b: 1.2, c: 0.9, d: 1 };
  const sideOn = (day: number, rateOf: (factor: number) => number) =>
    side(`${day}`, [
      runOn(day),
      ...Object.entries(factors).map(([model, factor]) =>
        timed(day, model, steadyRates(rateOf(factor)))
      ),
    ]);
  const report = compareSides(sideOn(1, () => 1000), sideOn(2, (factor) => 1000 * factor));
  assertEquals(report.rows.map(({ model }) => model), ["b", "c", "a", "d"]);
});

Deno.test("compareSides() leaves out timings without their run, and says so", () => {
  const base = side("base", [runOn(1), timed(1, "deit-s", steadyRates(100))]);
  const next = side("new", [runOn(2), counted(2, "deit-s", 1), timed(9, "deit-s", [100])]);
  const { remarks } = compareSides(base, next);
  assertMatch(remarks[0] ?? "", /^Left out: 1 timing\(s\) of "new" whose run record is missing/);
});

Deno.test("compareSides() takes no timing of other rewrites, or of inputs that lie elsewhere", () => {
  const { settings } = runOn(1);
  const base = side("base", [
    runOn(1),
    timed(1, "deit-s", [50, 50, 50, 50, 50, 50], { graph: "fast" }),
  ]);
  const reasonOf = (changes: Partial<typeof settings>, timing: Partial<TimingRecord>) => {
    const records = [
      runOn(2, { settings: { ...settings, ...changes } }),
      timed(2, "deit-s", [50, 50, 50, 50, 50, 50], { graph: "fast", ...timing }),
    ];
    return rowOf(compareSides(base, side("new", records)))?.reason;
  };
  assertEquals(
    reasonOf({ rewrites: ["foldResidual"] }, {}),
    "rewrites the device's own against foldResidual",
  );
  assertEquals(
    reasonOf({ input: "resident" }, { copiesIncluded: false }),
    "copies included true against false; inputs copied against resident",
  );
});
