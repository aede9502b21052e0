import { assertEquals, assertThrows } from "@std/assert";
import type { BenchRecord, EvaluationRecord } from "../../../bench/record/record.ts";
import { accuracyRows } from "../../../reports/accuracy/accuracy_rows.ts";
import { accuracyTable } from "../../../reports/accuracy/accuracy_table.ts";
import { evaluationsOf } from "../../../reports/accuracy/evaluations.ts";
import { explainedTable, explanation } from "../../../reports/accuracy/explained.ts";
import { conclusionText, pairedRows } from "../../../reports/accuracy/paired_rows.ts";
import { evaluationRecord, pictureRecords } from "../../support/evaluations.ts";
import type { PublishedFigure } from "../../../reports/published/published.ts";

const PUBLISHED: PublishedFigure = {
  modelId: "deit-s",
  metric: "top1",
  text: "79.8",
  value: 79.8,
  decimals: 1,
  source: "DeiT paper Table 5",
  url: "",
  read: "first-hand",
  note: "",
};

/** A run whose first pictures are right. */
function run(
  runId: string,
  { right, from = 0, to }: { right: number; from?: number; to: number },
  changes: Partial<EvaluationRecord> = {},
): readonly BenchRecord[] {
  return [
    evaluationRecord({ runId, ...changes }),
    ...pictureRecords(runId, { right, from, to }),
  ];
}

Deno.test("evaluationsOf() adds parts, and no picture that is in two", () => {
  const first = run("a", { right: 3, to: 4 }, { shard: { index: 1, count: 2 } });
  const second = run("b", { right: 1, from: 4, to: 10 }, { shard: { index: 2, count: 2 } });
  const [evaluation, none] = evaluationsOf([...first, ...second]);
  assertEquals(none, undefined);
  assertEquals(evaluation?.tally.top1, { count: 4, total: 10 });
  assertEquals(evaluation?.missing, 0);
  const twice = run("c", { right: 0, from: 9, to: 10 }, { shard: { index: 2, count: 3 } });
  assertThrows(
    () => evaluationsOf([...first, ...second, ...twice]),
    RangeError,
    'Cannot join parts as "9.JPEG" is in both part 2/2 and part 2/3: leave one of them out',
  );
});

Deno.test("evaluationsOf() takes the later run of a part, the later record of a picture, and says what lacks", () => {
  const later = [...run("a", { right: 0, to: 4 }), ...run("b", { right: 2, to: 3 })];
  const again = pictureRecords("b", { right: 0, to: 1 });
  const [evaluation] = evaluationsOf([...later, ...again]);
  assertEquals(evaluation?.tally.top1, { count: 1, total: 3 });
  assertEquals(evaluation?.missing, 7);
});

Deno.test("evaluationsOf() keeps apart what must not be added", () => {
  const presets = ["deit", "torchvision-v1"].map((id) => ({ ...evaluationRecord({}).preset, id }));
  const records = presets.flatMap((preset) => run(preset.id, { right: 1, to: 2 }, { preset }));
  assertEquals(evaluationsOf(records).length, 2);
});

Deno.test("accuracyTable() has figures with intervals, what is published and what follows", () => {
  const rows = accuracyRows(evaluationsOf(run("a", { right: 7, to: 10 })), [PUBLISHED]);
  const table = accuracyTable(rows, "md");
  const [row] = table.rows;
  assertEquals(row?.["top1"], "70.00 (39.68 to 89.22)");
  assertEquals(row?.["top1_published"], "79.8");
  assertEquals(
    row?.["top1_verdict"],
    "79.8 lies within the interval; 10 pictures are not the 50000 of the figure",
  );
  const named = (format: "md" | "csv") =>
    accuracyTable(rows, format).columns.filter(({ header }) => header !== undefined)
      .map(({ key }) => key);
  assertEquals(named("md").includes("top5_published"), false);
  assertEquals(
    ["top5_published", "top1_percent", "run_id"].filter((key) => !named("csv").includes(key)),
    [],
  );
});

Deno.test("accuracyRows() leaves Top-5 of few classes empty, and says why", () => {
  const [row] = accuracyRows(evaluationsOf(run("a", { right: 2, to: 10 }, { classes: 5 })), []);
  assertEquals(row?.top5, undefined);
  assertEquals(row?.remark, "Top-5 says nothing of fewer than 6 classes");
});

Deno.test("accuracyRows() holds no network of other classes against what is published", () => {
  const published = (changes: Partial<EvaluationRecord>) =>
    accuracyRows(evaluationsOf(run("a", { right: 2, to: 10 }, changes)), [PUBLISHED])
      .map(({ top1 }) => top1?.published?.text);
  assertEquals(published({}), ["79.8"]);
  assertEquals(published({ classes: 10 }), [undefined]);
  assertEquals(published({ size: "192" }), [undefined]);
});

Deno.test("pairedRows() holds two runs against each other picture by picture", () => {
  const base = run("a", { right: 9, to: 10 });
  const [worse] = pairedRows(base, run("b", { right: 1, to: 10 }, { engine: "openvino" }));
  assertEquals([worse?.paired.onlyBase, worse?.paired.onlyNew, worse?.verdict], [8, 0, "worse"]);
  assertEquals(
    worse && conclusionText(worse),
    "NEW has fewer right than chance explains; only BASE 8, only NEW 0",
  );
  const [undecided] = pairedRows(base, run("b", { right: 8, to: 10 }));
  assertEquals(undecided?.verdict, "undecided");
  const [same] = pairedRows(base, run("b", { right: 9, to: 10 }));
  assertEquals(same?.verdict, "same");
  const [apart] = pairedRows(base, run("b", { right: 0, from: 10, to: 20 }));
  assertEquals(apart?.verdict, "no common picture");
});

Deno.test("pairedRows() shares the rate of errors out among all pairs", () => {
  // 6 pictures to 0 are p = 2 / 2^6 = 0.031: below 5 %, and not below half of it.
  const sideOf = (runId: string, right: number, models: readonly string[]) =>
    models.flatMap((model) => run(`${runId} ${model}`, { right, to: 10 }, { model }));
  const verdicts = (models: readonly string[]) =>
    pairedRows(sideOf("a", 8, models), sideOf("b", 2, models)).map(({ verdict }) => verdict);
  assertEquals(verdicts(["deit-s"]), ["worse"]);
  assertEquals(verdicts(["deit-s", "deit-t"]), ["undecided", "undecided"]);
});

Deno.test("explanation() names the preset that is nearest to the published figure", () => {
  const preset = { ...evaluationRecord({}).preset, id: "deit+interpolation=bilinear" };
  const records = [
    ...run("a", { right: 600, to: 1000 }),
    ...run("b", { right: 798, to: 1000 }, { preset }),
  ];
  const rows = accuracyRows(evaluationsOf(records), [PUBLISHED]);
  const explained = rows.map((row, i) => ({ ...row, difference: i === 0 ? "" : "bilinear" }));
  assertEquals(explainedTable(explained).rows.map((row) => [row["change"], row["to_published"]]), [
    ["0.00", "-19.80"],
    ["+19.80", "0.00"],
  ]);
  assertEquals(
    explanation(explained),
    "The published 79.8 is nearest to 79.80 (77.20 to 82.17) by preset " +
      "deit+interpolation=bilinear (bilinear): 79.8 lies within the interval; 1000 pictures are not " +
      "the 50000 of the figure.",
  );
});
