import { assertEquals, assertStringIncludes } from "@std/assert";
import { type EvaluationRecord, recordLine } from "../../../bench/record/record.ts";
import { runOn, steadyRates, timed } from "../../reports/fixtures/compare_records.ts";
import { evaluationRecord, pictureRecords } from "../../support/evaluations.ts";
import { callCommand } from "../../support/call_command.ts";
import { withFolder } from "../../support/run_task.ts";

/** Writes an evaluation whose first pictures are right. */
async function write(
  path: string,
  pictures: { readonly right: number; readonly from?: number; readonly to: number },
  changes: Partial<EvaluationRecord> = {},
): Promise<void> {
  const records = [
    evaluationRecord({ runId: path, ...changes }),
    ...pictureRecords(path, pictures),
  ];
  await Deno.writeTextFile(path, records.map(recordLine).join(""));
}

Deno.test("compare of evaluations pairs their pictures, and ends with 1 where NEW is worse", () =>
  withFolder(async (folder) => {
    const [base, next] = [`${folder}/base.jsonl`, `${folder}/new.jsonl`];
    await write(base, { right: 10, to: 10 });
    await write(next, { right: 2, to: 10 }, { engine: "openvino" });
    const { code, stdout, stderr } = await callCommand("compare", base, next, "--format=json");
    assertEquals(code, 1, stderr);
    const [row] = JSON.parse(stdout);
    assertEquals([row.base, row.new, row.only_base, row.only_new, row.verdict], [
      "DeiT-S, onnxruntime-node",
      "DeiT-S, openvino",
      8,
      0,
      "worse",
    ]);
    assertEquals(Number(row.p_value.toPrecision(9)), 2 / 2 ** 8);
  }));

Deno.test("compare of evaluations refuses what is about rates, and passes a first run", () =>
  withFolder(async (folder) => {
    const [base, next, other] = ["base", "new", "other"].map((name) =>
      `${folder}/${name}.jsonl`
    ) as [
      string,
      string,
      string,
    ];
    await write(next, { right: 10, to: 10 });
    const first = await callCommand("compare", base, next, "--allow-missing");
    assertEquals([first.code, first.stdout], [0, ""]);
    assertStringIncludes(first.stderr, `warning: There is no baseline in "${base}"`);

    const refused = await callCommand("compare", next, next, "--out", folder);
    assertEquals(refused.code, 2);
    assertStringIncludes(refused.stderr, "Cannot take --out with evaluations");

    const others = ["deit-t", "deit-b"].map((model) => evaluationRecord({ runId: model, model }));
    await Deno.writeTextFile(other, others.map(recordLine).join(""));
    const apart = await callCommand("compare", next, other, "--format=csv");
    assertEquals(apart.code, 4);
    assertStringIncludes(apart.stderr, "nothing was compared");
  }));

Deno.test("compare of evaluations beside rates ends as Markdown does, in whatever format", () =>
  withFolder(async (folder) => {
    const [base, next] = [`${folder}/base.jsonl`, `${folder}/new.jsonl`];
    const rates = (day: number) => [runOn(day), timed(day, "deit-s", steadyRates(100))];
    await write(base, { right: 10, to: 10 });
    await write(next, { right: 2, to: 10 });
    for (const [day, path] of [base, next].entries()) {
      const text = rates(day + 1).map(recordLine).join("");
      await Deno.writeTextFile(path, text, { append: true });
    }
    for (const format of ["md", "csv", "json"]) {
      const { code, stderr } = await callCommand("compare", base, next, "--format", format);
      assertEquals(code, 1, stderr);
    }
    // Rows that got worse weigh more than pictures that cannot be compared.
    await write(next, { right: 2, from: 20, to: 30 });
    const slower = [runOn(2), timed(2, "deit-s", steadyRates(50))].map(recordLine).join("");
    await Deno.writeTextFile(next, slower, { append: true });
    assertEquals((await callCommand("compare", base, next)).code, 1);
  }));

Deno.test("report adds parts of an evaluation, and refuses a picture that is in two", () =>
  withFolder(async (folder) => {
    const [first, second, other] = [1, 2, 3].map((part) => `${folder}/${part}.jsonl`) as [
      string,
      string,
      string,
    ];
    await write(first, { right: 3, to: 4 }, { shard: { index: 1, count: 2 } });
    await write(second, { right: 1, from: 4, to: 10 }, { shard: { index: 2, count: 2 } });
    await write(other, { right: 1, from: 3, to: 5 }, { shard: { index: 2, count: 3 } });
    const { code, stdout, stderr } = await callCommand("report", first, second, "--format=csv");
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "40.00 (16.82 to 68.73)");
    const twice = await callCommand("report", first, second, other);
    assertEquals(twice.code, 2);
    assertStringIncludes(twice.stderr, 'Cannot join parts as "3.JPEG" is in both part 1/2 and');
  }));

Deno.test("compare of an evaluation with itself says so, and does not pass if it is strict", () =>
  withFolder(async (folder) => {
    const path = `${folder}/base.jsonl`;
    await write(path, { right: 10, to: 10 });
    const { code, stderr } = await callCommand("compare", path, path);
    assertEquals(code, 0);
    assertStringIncludes(stderr, `warning: Same run on both sides (${path})`);
    assertEquals((await callCommand("compare", path, path, "--strict")).code, 4);
  }));
