import { assertEquals } from "@std/assert";
import { counted, failed, runOn, side, steadyRates, timed } from "../fixtures/compare_records.ts";

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
