import { assertEquals } from "@std/assert";
import { compareSides } from "../../../reports/compare/compare.ts";
import {
  counted,
  failed,
  runOn,
  side,
  steadyRates,
  timed,
  verdictsOf,
} from "../fixtures/compare_records.ts";
import { RUN } from "../fixtures/fixed_records.ts";

/** How many timings and failures a side has of a model, after these records. */
function known(records: Parameters<typeof side>[1]): readonly [timed: number, failures: number] {
  const model = side("records.jsonl", records).models.get("deit-s");
  return [model?.timed.length ?? 0, model?.failures.length ?? 0];
}

Deno.test("sideOf() takes the later run's word on whether a model works", () => {
  const before = [runOn(1), counted(1, "deit-s", 100)];
  const after = [runOn(2), counted(2, "deit-s", 100)];
  const works = (run: number) => timed(run, "deit-s", steadyRates(1000));
  assertEquals(known([...before, failed(1, "deit-s"), ...after, works(2)]), [1, 0]);
  assertEquals(known([...before, works(1), ...after, failed(2, "deit-s")]), [0, 1]);
});

Deno.test("sideOf() knows the card of older records, which is no other device by its name", () => {
  const on = (name: string, day: number, deviceName: string | null) => {
    const run = runOn(day, {
      settings: { ...RUN.settings, device: "cuda" },
      environment: { ...RUN.environment, deviceKinds: ["NVIDIA L4"] },
    });
    const timing = timed(day, "deit-s", steadyRates(1000), { deviceUsed: "cuda", deviceName });
    return side(name, [run, timing]);
  };
  const verdicts = (before: string | null) =>
    verdictsOf(compareSides(on("base.jsonl", 1, before), on("new.jsonl", 13, "NVIDIA L4")));
  assertEquals(verdicts(null), [["deit-s", "throughput", "equivalent"]]);
  assertEquals(verdicts("NVIDIA T4"), [["deit-s", "throughput", "not comparable"]]);
});
