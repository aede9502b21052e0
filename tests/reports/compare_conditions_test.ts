// reports/compare/conditions.ts

import { assertEquals } from "@std/assert";
import { roundSchema, type RunRecord, runSchema } from "../../bench/record.ts";
import { compareSides } from "../../reports/compare/compare.ts";
import { CONDITIONS, INDIFFERENT, unlikeConditions } from "../../reports/compare/conditions.ts";
import { rowOf, runOn, side, timed } from "./compare_records.ts";

Deno.test("CONDITIONS speaks for every field of the environment, or INDIFFERENT does", () => {
  const known = [...CONDITIONS.flatMap(({ environment = [] }) => environment), ...INDIFFERENT];
  assertEquals(known.toSorted(), Object.keys(runSchema.shape.environment.shape).toSorted());
});

Deno.test("CONDITIONS speaks for every condition of a timing", () => {
  const known: readonly string[] = CONDITIONS.flatMap(({ timing = [] }) => timing);
  // A round has the conditions and little else. The device that was asked for does not count, the
  // one that was used does.
  const others = ["schema", "runId", "kind", "model", "round", "samplesMs", "deviceRequested"];
  const conditions = Object.keys(roundSchema.shape).filter((key) => !others.includes(key));
  assertEquals(conditions.filter((key) => !known.includes(key)), []);
});

Deno.test("unlikeConditions() names each condition that differs, with both values", () => {
  const base = { timing: timed(1, "a", [1]), run: runOn(1) };
  const timing = { ...base.timing, precision: "fp16", arithmetic: "fp16", batch: 4 } as const;
  assertEquals(unlikeConditions(base, { ...base, timing }), [
    "batch 8 against 4",
    "precision fp32 against fp16",
  ]);
  assertEquals(unlikeConditions(base, base), []);
});

/** One field of the machine or of a timing that forbids a comparison, and what is said of it. */
const FORBIDDING: readonly (readonly [
  { readonly environment?: Partial<RunRecord["environment"]>; readonly tf32?: true },
  string,
])[] = [
  [{ tf32: true }, "precision fp32 against fp32 (tf32)"],
  [{ environment: { cgroupCores: 0.5 } }, "quota in cores 4 against 0.5"],
  [{ environment: { deviceDriver: "570.86" } }, "device driver unknown against 570.86"],
  [{ environment: { deviceKinds: ["Tesla T4"] } }, "kind of device unknown against Tesla T4"],
  [
    { environment: { variables: { OMP_NUM_THREADS: "1" } } },
    "variables none against OMP_NUM_THREADS=1",
  ],
];

for (const [{ environment, tf32 }, reason] of FORBIDDING) {
  Deno.test(`compareSides() compares nothing where there is ${reason}`, () => {
    const run = runOn(2);
    const timing = timed(2, "a", [1]);
    const report = compareSides(
      side("base", [runOn(1), timed(1, "a", [1])]),
      side("new", [
        { ...run, environment: { ...run.environment, ...environment } },
        tf32 ? { ...timing, arithmetic: "tf32" } : timing,
      ]),
    );
    assertEquals(report.outcome, "not comparable");
    assertEquals(rowOf(report)?.reason, reason);
  });
}
